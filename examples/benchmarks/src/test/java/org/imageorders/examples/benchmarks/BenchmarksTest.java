package org.imageorders.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every benchmark in its small setting. What it measures there is checked for sense, not speed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchmarksTest {

  @ParameterizedTest
  @CsvSource({
    "double-pay, calls charged",
    "threads, stalling refused",
    "cancel, awaited-median awaited-max read-median read-max",
    "largest, image",
    "overhead, cpu wall",
    "retry-after, next held served",
    "pacing, used refused failed",
  })
  void aQuickRunGivesEveryFigureOfThisLibraryAndAColumnForEachPeer(String name, String figures) {
    Run run = run(name, "--quick");

    assertThat(run.code).as(run.err).isZero();
    assertThat(run.out)
        .contains("image-orders")
        .contains("openai-java", "spring-ai", "langchain4j");
    assertThat(run.results())
        .containsKeys(
            Stream.of(figures.split(" "))
                .map(figure -> name + "." + figure + ".image-orders")
                .toArray(String[]::new));
    assertThat(run.results().values()).allSatisfy(value -> assertThat(value).isNotNegative());
  }

  @Test
  void memoryTellsHeapsAndAllocation() {
    Run run = run("memory", "--quick", "--systems", "image-orders,openai-java");

    assertThat(run.code).as(run.err).isZero();
    assertThat(run.results())
        .hasSize(10)
        .containsKeys("memory.heap-small.image-orders", "memory.heap-1.openai-java")
        .containsKeys("memory.heap-8.image-orders", "memory.previews-8.openai-java");
    assertThat(run.results().get("memory.allocated.image-orders")).isPositive();
  }

  @Test
  void storesAreComparedAtEachWidthAndOnBothDatabases() {
    Run run = run("store", "--quick");

    assertThat(run.code).as(run.err).isZero();
    for (String width : List.of("1", "4", "16")) {
      assertThat(run.results())
          .containsKeys("store.rate-" + width + ".image-orders")
          .containsKeys("store.rate-" + width + ".db-scheduler")
          .containsKeys("store.commits-" + width + ".image-orders")
          .containsKeys("store.ratio-" + width + ".image-orders")
          .containsKeys("store.rate-" + width + ".image-orders-sqlite");
    }
    assertThat(run.results().values()).allSatisfy(value -> assertThat(value).isPositive());
  }

  @Test
  void aCommittedOrderIsClaimedElsewhere() {
    Run run = run("wake", "--quick");

    assertThat(run.code).as(run.err).isZero();
    assertThat(run.results().get("wake.median.image-orders")).isPositive();
    assertThat(run.results()).containsKey("wake.p95.image-orders");
  }

  @Test
  void aGeneratorInTroubleFailsNoCheckoutThatOrdersAndAllThatCallIt() {
    Map<String, Double> results = run("isolation", "--quick").results();

    for (String trouble : List.of("hung", "dead", "heap")) {
      assertThat(results).containsKey("isolation.times-" + trouble + ".image-orders");
      assertThat(results).containsEntry("isolation.failed-" + trouble + ".image-orders", 0.0);
      assertThat(results).containsEntry("isolation.lost-" + trouble + ".image-orders", 0.0);
      assertThat(results.get("isolation.failed-" + trouble + ".direct-call")).isPositive();
    }
  }

  @Test
  void workersThatShareALimitAreNeverRefused() {
    Run run = run("sharing", "--quick");

    assertThat(run.code).as(run.err).isZero();
    assertThat(run.results()).containsEntry("sharing.refused.image-orders", 0.0);
    assertThat(run.results().get("sharing.used.image-orders")).isPositive();
  }

  @Test
  void whatIsKilledAndCutLosesNothing() {
    Run run = run("crash", "--quick");

    assertThat(run.code).as(run.err).isZero();
    Map<String, Double> results = run.results();
    assertThat(results.get("crash.kills.image-orders")).isPositive();
    assertThat(
            List.of(
                "lost",
                "doubled",
                "half-written",
                "orphaned",
                "events-missing",
                "calls-without-attempt",
                "attempts-without-call"))
        .allSatisfy(
            count -> assertThat(results).containsEntry("crash." + count + ".image-orders", 0.0));
  }

  @Test
  void anOrderWithoutRepeatMakesOneCallAndWithRepeatTwo() {
    Map<String, Double> results =
        run("double-pay", "--quick", "--systems", "image-orders").results();

    assertThat(results)
        .containsEntry("double-pay.calls.image-orders", 1.0)
        .containsEntry("double-pay.calls.image-orders-repeating", 2.0);
  }

  @Test
  void withoutANameTheBenchmarksAreListed() {
    Run run = run();

    assertThat(run.code).isZero();
    assertThat(Benchmarks.ALL).allSatisfy(each -> assertThat(run.out).contains(each.name()));
  }

  @ParameterizedTest
  @CsvSource({
    "speed, benchmark",
    "pacing --minutes never, --minutes",
    "pacing --minutes 0, --minutes",
    "memory --systems image-orders;ours, --systems",
  })
  void aWrongCommandIsRefusedWithTheOptionItIsAbout(String line, String option) {
    Run run = run(line.replace(';', ',').split(" "));

    assertThat(run.code).isEqualTo(2);
    assertThat(run.err).startsWith("benchmarks: ").contains(option);
  }

  private record Run(int code, String out, String err) {

    Map<String, Double> results() {
      Map<String, Double> results = new TreeMap<>();
      for (String line : out.lines().filter(one -> one.startsWith("RESULT ")).toList()) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        assertThat(words).as(line).hasSize(4);
        results.put(words.get(1), Double.valueOf(words.get(2)));
      }
      return results;
    }
  }

  private static Run run(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Benchmarks.run(
            List.of(line),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
