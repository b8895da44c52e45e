package org.imageorders.examples.monolith.images;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import org.imageorders.Pauses;

/**
 * What the shop has drawn pictures with so far: a call that blocks, takes its time, lets few in at
 * once, and breaks down over some prompts. It knows nothing of orders. Thread-safe.
 */
final class OldGenerator {

  /** How many calls it lets in at once. */
  static final int THREADS = 2;

  private static final int LEAST_MILLIS = 150;
  private static final int MORE_MILLIS = 200;
  private static final int BREAKDOWNS_IN_A_HUNDRED = 6;

  private final Semaphore threads = new Semaphore(THREADS);
  private final Pauses pauses;
  private final long seed;

  /**
   * A generator that decides by its seed and the prompt how long it takes and whether it breaks.
   */
  OldGenerator(long seed, Pauses pauses) {
    this.seed = seed;
    this.pauses = pauses;
  }

  byte[] draw(String prompt, int width, int height) throws IOException, InterruptedException {
    SplittableRandom dice = new SplittableRandom(seed * 31 + prompt.hashCode());
    threads.acquire();
    try {
      pauses.pause(Duration.ofMillis(LEAST_MILLIS + dice.nextInt(MORE_MILLIS)));
      if (dice.nextInt(100) < BREAKDOWNS_IN_A_HUNDRED) {
        throw new IllegalStateException("the old generator broke down");
      }
      return picture(dice, width, height);
    } finally {
      threads.release();
    }
  }

  private static byte[] picture(SplittableRandom dice, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = image.createGraphics();
    Color sky = new Color(dice.nextInt(0x1000000));
    Color ground = new Color(dice.nextInt(0x1000000));
    brush.setPaint(new GradientPaint(0, 0, sky, 0, height, ground));
    brush.fillRect(0, 0, width, height);
    brush.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
