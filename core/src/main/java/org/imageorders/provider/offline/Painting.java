package org.imageorders.provider.offline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * A picture drawn from the words of a prompt. The same prompt, seed and size give the same pixels
 * on every machine. Immutable, so safe for use by many threads; each drawing needs memory for a few
 * rows, whatever the height.
 */
final class Painting {
  private static final int COARSEST_LEVEL = 3;

  private final PromptWords words;
  private final long seed;
  private final int width;
  private final int height;

  private Painting(PromptWords words, long seed, int width, int height) {
    this.words = words;
    this.seed = seed;
    this.width = width;
    this.height = height;
  }

  /**
   * A painting of what the prompt says.
   *
   * @param seed which of the many pictures of the same prompt
   * @param width in pixels
   * @param height in pixels
   * @throws IllegalArgumentException if a side is not positive
   */
  static Painting of(String prompt, long seed, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "Cannot paint " + width + "x" + height + " pixels; both sides must be at least 1.");
    }
    return new Painting(PromptWords.read(prompt), seed, width, height);
  }

  /**
   * Draws the picture as PNG. The stream stays open.
   *
   * @throws InterruptedIOException if the thread is interrupted; it stays so
   */
  void writePng(OutputStream out) throws IOException {
    Technique technique = technique(1);
    Pixel pixel = new Pixel();
    double scale = Frame.of(width, height, 1).pixel();
    writeRows(
        out,
        (y, row) -> {
          for (int x = 0; x < width; x++) {
            technique.render((x + 0.5) * scale, (y + 0.5) * scale, pixel);
            words.mood().grade(pixel);
            pixel.store(row, x * PngWriter.BYTES_PER_PIXEL);
          }
        });
  }

  /**
   * Draws a first impression in the picture's full size as PNG; the last is the finest. Cheap: it
   * looks at one point in 4,096, 256 or 16. The stream stays open.
   *
   * @param step from 1 to {@code steps}
   * @param steps how many impressions there will be
   * @throws IllegalArgumentException if the step is not one of the steps
   * @throws InterruptedIOException if the thread is interrupted; it stays so
   */
  void writePreviewPng(OutputStream out, int step, int steps) throws IOException {
    if (step < 1 || step > steps) {
      throw new IllegalArgumentException(
          "Preview " + step + " of " + steps + " does not exist; the first is 1.");
    }
    int block = 1 << (2 * Math.min(COARSEST_LEVEL, steps - step + 1));
    Impression impression = new Impression(technique(block), words.mood(), block, width, height);
    writeRows(out, impression::fillRow);
  }

  private Technique technique(int block) {
    Frame frame = Frame.of(width, height, block);
    Dice dice = new Dice(Dice.scramble(seed) ^ words.rest());
    Noise noise = new Noise(dice);
    Layer scene = Composition.of(words, seed, frame, noise, dice);
    return words.style().applyTo(scene, frame, noise);
  }

  private void writeRows(OutputStream out, RowPainter painter) throws IOException {
    byte[] row = new byte[width * PngWriter.BYTES_PER_PIXEL];
    try (PngWriter png = new PngWriter(out, width, height)) {
      for (int y = 0; y < height; y++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("Interrupted while drawing row " + y + ".");
        }
        painter.fill(y, row);
        png.writeRow(row);
      }
      png.finish();
    }
  }

  /** Fills one row with red, green, blue, red, ... Rows are asked for from the top down. */
  @FunctionalInterface
  private interface RowPainter {
    void fill(int y, byte[] row);
  }
}
