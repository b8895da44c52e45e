package org.imageorders.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TextProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aTerminalGetsABarThatIsDrawnOver() {
    show(true, false);
    assertThat(out.toString(UTF_8))
        .isEqualTo("\r\u001b[K[############............]  50 %  2 of 4 images, 0.0 s, 0.0 s to go");
  }

  @Test
  void aBarHasBlocksOnlyWhereTheTerminalCanShowThem() {
    show(true, true);
    assertThat(out.toString(UTF_8)).contains("\u2588".repeat(12) + "\u2591".repeat(12));
  }

  @Test
  void elsewhereNothingIsDrawn() {
    show(false, true);
    assertThat(out.size()).isZero();
  }

  private void show(boolean live, boolean blocks) {
    PrintStream print = new PrintStream(out, true, UTF_8);
    Terminal terminal = new Terminal(print, print, live, blocks);
    new TextProgress(terminal, Path.of("images"), 4, () -> Instant.EPOCH)
        .show(new Progress.Tally(2, 0, 4));
  }
}
