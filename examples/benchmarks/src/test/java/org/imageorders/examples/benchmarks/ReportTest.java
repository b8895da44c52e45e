package org.imageorders.examples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imageorders.examples.benchmarks.subject.ImageSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

  @Test
  void aFigureThatIsNotThereIsInTheTableAndNotAmongTheResults() {
    Report report = new Report(new Cancel(), List.of("image-orders", "openai-java"));
    report.figure("read-max", ImageSystem.IMAGE_ORDERS, 8.25, "ms");
    report.without("read-max", ImageSystem.OPENAI_JAVA, "never", "ms");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.print(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "",
            "cancel        image-orders  openai-java",
            "read-max, ms          8.25        never",
            "",
            "RESULT cancel.read-max.image-orders 8.25 ms");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.98765, 0.9877", "12345.6, 12346", "600, 600", "1200, 1200"})
  void aNumberHasFourDigitsAtMostUnlessItIsWholeAndLarge(double value, String text) {
    assertThat(Report.number(value)).isEqualTo(text);
  }
}
