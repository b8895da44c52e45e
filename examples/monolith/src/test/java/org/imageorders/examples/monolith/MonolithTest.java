package org.imageorders.examples.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.imageorders.Money;
import org.imageorders.examples.monolith.TourPlan.Step;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonolithTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^.{8} {2}(legacy|candidate|both) +(\\d+) +(\\S+)");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aSmallRunMovesEverybodyAndTellsWhatTheyFelt() throws InterruptedException {
    assertThat(run("--orders", "10", "--customers=40", "--seed", "7")).isZero();

    String told = out.toString(StandardCharsets.UTF_8);
    List<MatchResult> rows = ROW.matcher(told).results().toList();
    assertThat(rows).as(told).hasSize(12);
    for (int stage = 0; stage < 12; stage += 3) {
      assertThat(orders(rows, stage) + orders(rows, stage + 1)).isEqualTo(10);
      assertThat(orders(rows, stage + 2)).isEqualTo(10);
    }
    assertThat(orders(rows, 0)).as("legacy's at 0 %").isEqualTo(10);
    assertThat(orders(rows, 9)).as("legacy's at 100 %").isZero();
    assertThat(rows.get(9).group(3)).isEqualTo("-");
    assertThat(told)
        .contains("50.00 %: 10 of 10 placed", "100.00 %: all ended", "Handled by the legacy side")
        .contains("pressed twice for 4 carts, and 4 times");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  @Timeout(180) // a machine that has much else to do takes its time
  void aTourRollsTheBadReleaseBackAndMovesEverybodyWithTheGoodOne(@TempDir Path directory)
      throws IOException, InterruptedException {
    TourPlan small =
        new TourPlan(
            new Customers.Crowd(300, 75, 2),
            List.of(new Step(Share.percent(80), 100), new Step(Share.ALL, 60)),
            Duration.ofMillis(300),
            Money.usd("0.20"),
            Duration.ofMinutes(2));
    TourArguments arguments = TourArguments.parse(List.of("--tour", "--bad=fails"), 7);
    TourArguments here = new TourArguments(arguments.seed(), arguments.bad(), directory);

    TourReport report =
        Monolith.tour(here, small, new PrintStream(out, true, StandardCharsets.UTF_8));

    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(report.complaints()).as(told).isEmpty();
    assertThat(report.rollback().from())
        .isIn(Stage.live(Share.percent(80)).toString(), Stage.live(Share.ALL).toString());
    assertThat(report.rollback().reason().evidence())
        .containsEntry("failures.verdict", "FAIL")
        .hasEntrySatisfying(
            "failures.reasons", why -> assertThat(why).contains("PROVIDER_REFUSED"));
    assertThat(report.stages())
        .containsSubsequence("live 80.00 %", "legacy only", "live 80.00 %", "live 100.00 %")
        .endsWith("all new", "finished");
    assertThat(report.dossier()).isEqualTo(directory.resolve("index.html")).exists();
    assertThat(told)
        .contains("rolled back by itself", "nobody paid twice", " %, bad release")
        .doesNotContain("This must not be");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--orders=0",
        "--customers=many",
        "--seed=x",
        "--orders",
        "--what=1",
        "--tour --bad=late",
        "--tour --orders=1"
      })
  void aWrongCommandIsRefusedInOneLine(String words) throws InterruptedException {
    assertThat(run(words.split(" "))).isEqualTo(2);
    assertThat(out.size()).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("is refused").hasLineCount(1);
  }

  @Test
  void helpTellsTheOptions() throws InterruptedException {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--seed", "--customers", "--orders", "--tour", "--bad", "--dossier");
  }

  private int run(String... line) throws InterruptedException {
    return Monolith.run(
        List.of(line),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static int orders(List<MatchResult> rows, int row) {
    return Integer.parseInt(rows.get(row).group(2));
  }
}
