package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.migration.compare.Pairs.TODAY;
import static org.imageorders.migration.compare.Pairs.alike;
import static org.imageorders.migration.compare.Pairs.all;
import static org.imageorders.migration.compare.Pairs.candidate;
import static org.imageorders.migration.compare.Pairs.failed;
import static org.imageorders.migration.compare.Pairs.far;
import static org.imageorders.migration.compare.Pairs.noise;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;
import org.junit.jupiter.api.Test;

class MismatchesTest {

  private static final LocalDate THIS_DAY = LocalDate.of(2026, 11, 27);

  @Test
  void whatCouldNotFailABuildIsRefused() {
    Mismatches found = found(candidate(50, alike()));
    assertThatThrownBy(() -> found.assertAtMost(Double.NaN, 50))
        .hasMessageContaining("excess 'NaN' is refused: use 0 to 1");
    assertThatThrownBy(() -> found().assertAtMost(0.05, 0))
        .hasMessageContaining("leastOrders '0' is refused: use 1 or more");
  }

  @Test
  void anOrderCountsOnceAtTheLowestRungOfItsPictures() {
    Tally tally =
        found(
                candidate(3, alike(), far(20), failed(Rung.PIXELS, "1x1 beside 2x2")),
                candidate(5, alike(), alike()),
                noise(2, far(30)))
            .tally(Twin.CANDIDATE);

    assertThat(tally.different()).isEqualTo(Map.of(Rung.PIXELS, 3));
    assertThat(tally.alike()).isEqualTo(5);
    assertThat(tally.share()).isEqualTo(3 / 8.0);
  }

  @Test
  void picturesThatWereNotSeenCountNeitherWay() {
    Mismatches found =
        found(
            candidate(6, failed(Rung.READABLE, "no reader of WebP"), alike()),
            candidate(2, failed(Rung.READABLE, "no reader of WebP"), far(12)));

    assertThat(found.tally(Twin.CANDIDATE)).isEqualTo(new Tally(0, 0, 6, Map.of(Rung.HASH, 2)));
    assertThat(found.tally(Twin.CANDIDATE).share()).isEqualTo(1);
  }

  @Test
  void ruleIgnoresWhatItCoversUntilItsLastDay() {
    List<ComparedOrder> pairs =
        all(
            candidate(4, failed(Rung.FORMAT, "PNG beside JPEG")),
            candidate(3, failed(Rung.FORMAT, "PNG beside GIF")));
    IgnoreRule rule =
        IgnoreRule.of(Rung.FORMAT, "JPEG was agreed", THIS_DAY)
            .when((order, image) -> image.why().endsWith("JPEG"));

    Tally today = Mismatches.of(pairs, List.of(rule), TODAY).tally(Twin.CANDIDATE);
    Tally tomorrow =
        Mismatches.of(pairs, List.of(rule), TODAY.plusSeconds(43_200)).tally(Twin.CANDIDATE);

    assertThat(today).isEqualTo(new Tally(0, 4, 0, Map.of(Rung.FORMAT, 3)));
    assertThat(tomorrow).isEqualTo(new Tally(0, 0, 0, Map.of(Rung.FORMAT, 7)));
  }

  @Test
  void ruleThatDoesNotSayWhyIsRefused() {
    assertThatThrownBy(() -> IgnoreRule.of(Rung.HASH, " ", THIS_DAY))
        .isInstanceOf(ImageOrderException.class)
        .hasMessageContaining("say why");
  }

  @Test
  void asMuchDifferenceAsNoiseIsAllowed() {
    Mismatches found =
        found(
            candidate(80, far(30)), candidate(20, alike()), noise(41, far(30)), noise(9, alike()));

    assertThatCode(() -> found.assertAtMost(0, 50)).doesNotThrowAnyException();
    assertThatCode(() -> found.assertAtMost(Rung.HASH, 0, 50)).doesNotThrowAnyException();
  }

  @Test
  void moreDifferenceThanNoiseFailsInASentence() {
    Mismatches found =
        found(
            candidate(20, far(30)),
            candidate(5, failed(Rung.PIXELS, "1x1 beside 2x2")),
            candidate(75, alike()),
            noise(10, far(30)),
            noise(90, alike()));

    assertThatThrownBy(() -> found.assertAtMost(0.1, 50))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "25 of 100 orders differ from legacy's (25.0 %); legacy differs from itself in 10 of"
                + " 100 (10.0 %): 15.0 points more (95 %: 4.5 to 25.3), 10.0 are allowed."
                + " By rung: HASH 20, PIXELS 5.");
    assertThatThrownBy(() -> found.assertAtMost(Rung.PIXELS, 0, 50))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("5 of 100 orders differ from legacy's at PIXELS (5.0 %); ");
    assertThatCode(() -> found.assertAtMost(0.16, 50)).doesNotThrowAnyException();
  }

  @Test
  void withoutABaselineTheShareItselfIsAllowedOrNot() {
    Mismatches found = found(candidate(3, far(30)), candidate(97, alike()));

    assertThatCode(() -> found.assertAtMost(0.03, 100)).doesNotThrowAnyException();
    assertThatThrownBy(() -> found.assertAtMost(0.02, 100))
        .hasMessageContaining("there is no A/A baseline");
  }

  @Test
  void tooFewOrdersProveNothing() {
    assertThatThrownBy(() -> found().assertAtMost(1, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("0 orders were compared with the candidate, at least 1 are asked");
    assertThatThrownBy(() -> found(candidate(50, alike()), noise(9, alike())).assertAtMost(1, 10))
        .hasMessageStartingWith("9 orders were compared with legacy itself");
    assertThatThrownBy(
            () -> found(candidate(50, failed(Rung.READABLE, "WebP"))).assertAtMost(1, 10))
        .hasMessageContaining("50 more could not be looked at");
  }

  @Test
  void expiredRuleIsNamedWhereItFailsABuild() {
    Mismatches found =
        Mismatches.of(
            candidate(10, far(30)),
            List.of(IgnoreRule.of(Rung.HASH, "new model", THIS_DAY.minusDays(1))),
            TODAY);

    assertThatThrownBy(() -> found.assertAtMost(0, 1))
        .hasMessageEndingWith(
            " The rule \"new model\" expired on 2026-11-26: 10 pictures count again.");
  }

  @Test
  void worstAreOfEveryRungAndTheFarthestApart() {
    List<Mismatch> worst =
        found(
                candidate(9, failed(Rung.ARRIVED, "the copy failed")),
                candidate(1, far(12)),
                candidate(1, alike(), far(40)),
                candidate(1, far(25)))
            .worst(4);

    assertThat(worst)
        .extracting(Mismatch::rung)
        .containsExactly(Rung.ARRIVED, Rung.ARRIVED, Rung.HASH, Rung.HASH);
    assertThat(worst.get(2).image()).isEqualTo(far(40));
    assertThat(worst.get(2).index()).isEqualTo(1);
    assertThat(worst.get(3).image()).isEqualTo(far(25));
  }

  @Test
  void otherDetailsAreWorstWhereTheyAreLeastSimilar() {
    Resemblance near = similar(3, 0.1);
    Resemblance far = similar(9, 0.7);

    assertThat(found(candidate(1, far), candidate(1, near)).worst(2))
        .extracting(Mismatch::image)
        .containsExactly(near, far);
  }

  private static Resemblance similar(int bits, double ssim) {
    return new Resemblance(
        Optional.of(Rung.STRUCTURE), "SSIM", OptionalInt.of(bits), OptionalDouble.of(ssim));
  }

  @SafeVarargs
  private static Mismatches found(List<ComparedOrder>... pairs) {
    return Mismatches.of(all(pairs), List.of(), TODAY);
  }
}
