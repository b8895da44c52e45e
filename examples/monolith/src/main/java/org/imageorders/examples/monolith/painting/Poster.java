package org.imageorders.examples.monolith.painting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Paints a poster of hills under a sun. The prompt decides what is on it, and the hand how it turns
 * out: as with a generator, two posters of one prompt are alike and not the same, and now and then
 * one is composed anew.
 */
public final class Poster {

  private static final int HILLS = 3;
  private static final int RECOMPOSED_IN_A_HUNDRED = 4;
  private static final int STEPS = 24;

  private final SplittableRandom scene;
  private final SplittableRandom hand;
  private final int width;
  private final int height;

  private Poster(SplittableRandom scene, SplittableRandom hand, int width, int height) {
    this.scene = scene;
    this.hand = hand;
    this.width = width;
    this.height = height;
  }

  /**
   * Paints one, as a PNG.
   *
   * @param touch how this studio paints
   * @param hand used up by the painting
   */
  public static byte[] png(String prompt, int width, int height, Touch touch, SplittableRandom hand)
      throws IOException {
    long composed = hand.nextInt(100) < RECOMPOSED_IN_A_HUNDRED ? hand.nextLong() : 0;
    SplittableRandom scene = new SplittableRandom(prompt.hashCode() + composed);
    BufferedImage image = new Poster(scene, hand, width, height).paint(touch);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private BufferedImage paint(Touch touch) {
    boolean glazed = scene.nextInt(100) < touch.glazedInAHundred();
    BufferedImage image =
        new BufferedImage(
            width, height, glazed ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    Graphics2D brush = image.createGraphics();
    brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    float hue = (float) scene.nextDouble();
    if (!glazed) {
      brush.setColor(touch.mix(hue, 0.25f, 0.9f));
      brush.fillRect(0, 0, width, height);
    }
    paintSun(brush, touch.mix(hue + 0.45f, 0.55f, 0.95f));
    for (int hill = 0; hill < HILLS; hill++) {
      brush.setColor(touch.mix(hue + 0.08f * hill, 0.5f, 0.7f - 0.2f * hill));
      brush.fill(hill(0.45 + 0.18 * hill));
    }
    brush.dispose();
    return image;
  }

  private void paintSun(Graphics2D brush, Color color) {
    double across = width * (0.15 + 0.2 * scene.nextDouble());
    double x = width * (0.1 + 0.6 * scene.nextDouble()) + jitter();
    double y = height * (0.05 + 0.25 * scene.nextDouble()) + jitter();
    brush.setColor(color);
    brush.fill(new Ellipse2D.Double(x, y, across, across));
  }

  private Path2D hill(double level) {
    double waves = 1 + 2 * scene.nextDouble();
    double phase = 2 * Math.PI * scene.nextDouble();
    double shift = jitter();
    Path2D shape = new Path2D.Double();
    shape.moveTo(0, height);
    for (int step = 0; step <= STEPS; step++) {
      double part = step / (double) STEPS;
      double wave = Math.sin(phase + part * waves * Math.PI);
      shape.lineTo(part * width, height * (level + 0.1 * wave) + shift);
    }
    shape.lineTo(width, height);
    shape.closePath();
    return shape;
  }

  /** By how much a hand misses, in pixels. */
  private double jitter() {
    return height * 0.012 * (hand.nextDouble() - 0.5);
  }
}
