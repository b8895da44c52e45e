package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.imageorders.migration.Share;
import org.junit.jupiter.api.Test;

/** The table of samples in the documentation is what the planner reckons. */
class SampleTableTest {

  private static final double[] RATES = {0.002, 0.005, 0.01, 0.02, 0.05, 0.1};
  private static final double[] TOLERATED = {0.01, 0.02, 0.05, 0.1};

  @Test
  void theDocumentedSamplesAreThoseThatAreReckoned() throws IOException {
    Path page = Path.of("").toAbsolutePath().getParent().resolve("docs/ramping.md");
    assertThat(Files.readString(page)).contains(table());
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    for (double rate : RATES) {
      table.append(String.format(Locale.ROOT, "| %.1f %% |", 100 * rate));
      for (double tolerated : TOLERATED) {
        table.append(' ').append(orders(rate, tolerated)).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String orders(double rate, double tolerated) {
    Measured legacy = new Measured("", rate, 0, 0.02, 1, Duration.ZERO);
    Limits limits = Limits.builder().failures(tolerated).build();
    int orders = Planner.needed(legacy, limits, Share.percent(1)).get(Criterion.FAILURES);
    return orders > OrderReader.MOST ? "-" : String.format(Locale.ROOT, "%,d", orders);
  }
}
