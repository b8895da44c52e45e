package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.json.Json;
import org.junit.jupiter.api.Test;

/** What is kept of two orders, across versions. */
class PairJsonTest {

  private static final OrderId ORIGINAL = OrderId.of("default", "ann", "cart");
  private static final OrderId COPY = OrderId.of("shadow", "ann", "shadow.cart");

  @Test
  void everyFieldComesBack() {
    ComparedOrder pair =
        pair(
            new Resemblance(Optional.empty(), "", OptionalInt.of(3), OptionalDouble.of(0.9375)),
            new Resemblance(
                Optional.of(Rung.PIXELS),
                "512x512 beside 1024x1024",
                OptionalInt.empty(),
                OptionalDouble.empty()));
    String text = Json.text(PairJson.write(pair));
    assertThat(PairJson.read(Twin.LEGACY, Json.parse(text))).isEqualTo(pair);
  }

  @Test
  void aSimilarityThatIsNoNumberIsLeftOut() {
    ComparedOrder pair =
        pair(
            new Resemblance(
                Optional.empty(), "", OptionalInt.of(3), OptionalDouble.of(Double.NaN)));
    String text = Json.text(PairJson.write(pair));
    assertThat(PairJson.read(Twin.LEGACY, Json.parse(text)).images().get(0).similarity()).isEmpty();
  }

  @Test
  void wordsThatEndInHalfACharacterAreWrittenAsWholeOnes() {
    String emoji = "\ud83d\ude00";
    for (String why : List.of("half " + emoji.charAt(0), "n".repeat(96) + emoji + "n".repeat(9))) {
      Resemblance odd =
          new Resemblance(
              Optional.of(Rung.JUDGE), why, OptionalInt.empty(), OptionalDouble.empty());
      String text = Json.text(PairJson.write(pair(odd)));
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).as(why).isTrue();
    }
  }

  @Test
  void whatANewerVersionWroteIsReadAsFarAsItIsKnown() {
    String newer =
        """
        {"original": {"order": "%s", "status": "ARCHIVED", "time": "PT1M", "mood": 1,
                      "cost": {"amount": "0.01", "currency": "USD"}},
         "copy": {"order": "%s", "status": "COMPLETED",
                  "cost": {"amount": "0.02", "currency": "USD"}},
         "images": [{"failed": "SMELL", "taste": "salt"}, {}],
         "judge": "later", "comparedAt": "2026-03-01T12:00:00Z"}
        """;
    ComparedOrder pair =
        PairJson.read(
            Twin.CANDIDATE,
            Json.parse(
                newer.replaceFirst("%s", ORIGINAL.value()).replaceFirst("%s", COPY.value())));
    assertThat(pair.original().status()).isEqualTo(OrderStatus.UNRECOGNIZED);
    assertThat(pair.copy().time()).isEqualTo(Duration.ZERO);
    assertThat(pair.images().get(0).failed()).contains(Rung.UNRECOGNIZED);
    assertThat(pair.images().get(0).isAlike()).isFalse();
    assertThat(pair.images().get(1).isAlike()).isTrue();
  }

  private static ComparedOrder pair(Resemblance... images) {
    return new ComparedOrder(
        Twin.LEGACY,
        new Outcome(ORIGINAL, OrderStatus.COMPLETED, Duration.ofMillis(1_234), Money.usd("0.01")),
        new Outcome(COPY, OrderStatus.PARTIALLY_COMPLETED, Duration.ofDays(3), Money.usd("0.053")),
        List.of(images),
        FakeTenant.NOON);
  }
}
