package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class DifferenceHashTest {

  @Test
  void everyBitIsSetWhereThePictureGrowsBrighterToTheRight() {
    assertThat(DifferenceHash.of(plane(180, 80, (x, y) -> x))).isEqualTo(-1L);
    assertThat(DifferenceHash.of(plane(180, 80, (x, y) -> 255 - x))).isZero();
  }

  @Test
  void rowsOfTheHashAreRowsOfThePicture() {
    // Only the lowest eighth grows brighter.
    assertThat(DifferenceHash.of(plane(90, 80, (x, y) -> y >= 70 ? x * 2 : 7))).isEqualTo(0xFFL);
  }

  @Test
  void noiseOnAFlatPictureSetsNoBit() {
    Random random = new Random(1);

    assertThat(DifferenceHash.of(plane(256, 256, (x, y) -> 240 + random.nextInt(5)))).isZero();
  }

  @Test
  void cellsThatCutThroughPixelsShareThem() {
    Plane cells = plane(3, 1, (x, y) -> x * 100).cells(2, 1);

    assertThat(cells.values()).containsExactly(100f / 3, 500f / 3);
  }

  @Test
  void pictureSmallerThanTheHashHasOneToo() {
    assertThat(DifferenceHash.of(plane(2, 1, (x, y) -> x * 200))).isNotZero();
    assertThat(DifferenceHash.of(plane(1, 1, (x, y) -> 200))).isZero();
  }

  private static Plane plane(int width, int height, IntBinaryOperator value) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.applyAsInt(i % width, i / width);
    }
    return new Plane(width, height, values);
  }
}
