package org.imageorders.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.imageorders.examples.benchmarks.shop.Trouble;
import org.junit.jupiter.api.Test;

/** What a shop that tells nothing counts as. */
class IsolationTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void aRoundThatRanOutOfMemoryIsToldThoughTheTwoOthersWereServed() {
    ShopRound served = new ShopRound(25, 0, "");
    Report report = new Report(new Isolation(), List.of("orders"));
    Isolation.tell(
        report,
        "orders",
        Map.of(Trouble.HEAP, List.of(served, ShopRound.lost("out of memory"), served)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.print(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "p99-heap, ms out of memory in 1 of 3",
            "RESULT isolation.lost-heap.orders 1 rounds",
            "RESULT isolation.failed-heap.orders 0.3333 share")
        .noneMatch(line -> line.startsWith("RESULT isolation.p99-heap"));
  }

  @Test
  void aShopThatIsNotDoneInTimeIsEndedAndLost() throws Exception {
    ShopRound round = ShopRound.run(List.of(JAVA, "-version"), Duration.ZERO);
    assertThat(round.lost()).isEqualTo("not done in time");
    assertThat(round.failed()).isEqualTo(1);
  }

  @Test
  void aShopThatEndsOtherwiseThanForWantOfMemoryIsLostWithWhatItEndedWith() throws Exception {
    ShopRound round = ShopRound.run(List.of(JAVA, "-no-such-option"), Duration.ofMinutes(1));
    assertThat(round.lost()).isEqualTo("ended with 1");
  }
}
