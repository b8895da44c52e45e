package org.imageorders.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.IntStream;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void aShareTakesStepsOfAHundredthOfAPercent() {
    for (int hundredths = 0; hundredths <= 10_000; hundredths++) {
      assertThat(Share.percent(hundredths / 100.0).hundredths()).isEqualTo(hundredths);
    }
  }

  @Test
  void whatIsFinerOrOutsideIsRefused() {
    for (double percent : new double[] {-0.01, 100.01, 0.005, 33.333, Double.NaN, 1e300}) {
      assertThatThrownBy(() -> Share.percent(percent))
          .isInstanceOf(ImageOrderException.class)
          .hasMessageContaining("share '" + percent + "' is refused");
    }
    assertThatThrownBy(() -> new Share(10_001)).isInstanceOf(ImageOrderException.class);
    assertThatThrownBy(() -> new Share(-1)).isInstanceOf(ImageOrderException.class);
  }

  @Test
  void aShareReadsTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(Share.percent(12.05)).hasToString("12.05 %");
      assertThat(Share.percent(0.5)).hasToString("0.50 %");
      assertThat(Share.ALL).hasToString("100.00 %");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void whoIsInAShareIsInEveryLargerOne() {
    for (int i = 0; i < 200; i++) {
      String customer = "customer-" + i;
      int first =
          IntStream.rangeClosed(0, 10_000)
              .filter(share -> new Share(share).includes("salt", customer))
              .findFirst()
              .orElseThrow();
      assertThat(first).isPositive();
      assertThat(IntStream.rangeClosed(first, 10_000))
          .allMatch(share -> new Share(share).includes("salt", customer));
    }
  }

  @Test
  void theShareOfCustomersIsTheShareThatWasAskedFor() {
    assertThat(count(Share.percent(10), "a", "a")).isBetween(9_700, 10_300);
    assertThat(count(Share.percent(0.01), "a", "a")).isBetween(1, 30);
    assertThat(count(Share.NONE, "a", "a")).isZero();
    assertThat(count(Share.ALL, "a", "a")).isEqualTo(100_000);
  }

  @Test
  void twoMigrationsOfTenPercentShareOnePercentOfCustomers() {
    assertThat(count(Share.percent(10), "first", "second")).isBetween(850, 1_150);
  }

  private static int count(Share share, String salt, String otherSalt) {
    return (int)
        IntStream.range(0, 100_000)
            .mapToObj(i -> "customer-" + i)
            .filter(one -> share.includes(salt, one) && share.includes(otherSalt, one))
            .count();
  }
}
