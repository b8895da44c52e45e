package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SsimTest {

  private static final double C1 = 6.5025;
  private static final double C2 = 58.5225;

  @Test
  void agreesWithTheFormulaWrittenOut() {
    Plane one = random(1, 19, 14);
    Plane other = random(2, 19, 14);

    assertThat(Ssim.mean(one, other)).isCloseTo(writtenOut(one, other), within(1e-4));
    assertThat(Ssim.mean(one, other)).isCloseTo(Ssim.mean(other, one), within(1e-9));
  }

  @Test
  void flatPicturesDifferByTheirBrightnessAlone() {
    double expected = (2 * 100 * 150 + C1) / (100 * 100 + 150 * 150 + C1);

    assertThat(Ssim.mean(flat(100), flat(150))).isCloseTo(expected, within(1e-4));
  }

  @Test
  void negativeOfAPictureIsBelowZero() {
    Plane one = random(3, 64, 64);
    float[] negative = one.values().clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = 255 - negative[i];
    }

    assertThat(Ssim.mean(one, new Plane(64, 64, negative))).isLessThan(-0.5);
  }

  private static double writtenOut(Plane one, Plane other) {
    double sum = 0;
    int windows = 0;
    for (int top = 0; top + 11 <= one.height(); top++) {
      for (int left = 0; left + 11 <= one.width(); left++) {
        sum += window(one, other, left, top);
        windows++;
      }
    }
    return sum / windows;
  }

  private static double window(Plane one, Plane other, int left, int top) {
    double weights = 0;
    double x = 0;
    double y = 0;
    for (int at = 0; at < 121; at++) {
      double weight = weight(at);
      weights += weight;
      x += weight * value(one, left, top, at);
      y += weight * value(other, left, top, at);
    }
    x /= weights;
    y /= weights;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int at = 0; at < 121; at++) {
      double dx = value(one, left, top, at) - x;
      double dy = value(other, left, top, at) - y;
      double weight = weight(at) / weights;
      xx += weight * dx * dx;
      yy += weight * dy * dy;
      xy += weight * dx * dy;
    }
    return (2 * x * y + C1) * (2 * xy + C2) / ((x * x + y * y + C1) * (xx + yy + C2));
  }

  private static double weight(int at) {
    double dx = at % 11 - 5;
    double dy = at / 11 - 5;
    return Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
  }

  private static double value(Plane plane, int left, int top, int at) {
    return plane.values()[(top + at / 11) * plane.width() + left + at % 11];
  }

  private static Plane flat(float value) {
    float[] values = new float[400];
    Arrays.fill(values, value);
    return new Plane(20, 20, values);
  }

  private static Plane random(long seed, int width, int height) {
    Random random = new Random(seed);
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256);
    }
    return new Plane(width, height, values);
  }
}
