package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the thresholds that hold unless set tell apart, on paintings of many styles. */
class CalibrationTest {

  private static final List<BufferedImage> PAINTINGS =
      List.of(
          TestPictures.painting("a lighthouse at dusk, watercolour", 512, 384),
          TestPictures.painting("a red bicycle", 512, 384),
          TestPictures.painting("a city at night in the rain", 512, 384),
          TestPictures.painting("forest sketch", 512, 384),
          TestPictures.painting("a boat on a calm sea, oil", 512, 384));

  private static final Map<BufferedImage, byte[]> FILES =
      PAINTINGS.stream().collect(Collectors.toMap(Function.identity(), TestPictures::png));

  private final ComparisonLadder ladder = ComparisonLadder.standard();
  private final ComparisonLadder measure =
      ComparisonLadder.builder().mostHashDistance(64).leastSimilarity(-1).build();

  @Test
  void theSamePictureIsTheSameToTheLastBit() {
    assertThat(seen(measure, image -> image))
        .allSatisfy(
            image -> {
              assertThat(image.hashDistance()).hasValue(0);
              assertThat(image.similarity()).hasValue(1);
            });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.75, 0.3})
  void jpegOfAnUsualQualityIsAlike(double quality) {
    assertThat(
            seen(
                ladder,
                image -> TestPictures.jpeg(image, 0.95),
                image -> TestPictures.jpeg(image, quality)))
        .allMatch(Resemblance::isAlike);
  }

  @ParameterizedTest
  @ValueSource(ints = {-20, 20})
  void aLittleBrighterOrDarkerIsAlike(int by) {
    assertThat(seen(ladder, image -> TestPictures.brighter(image, by)))
        .allMatch(Resemblance::isAlike);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 10})
  void aLittleNoiseIsAlike(double deviation) {
    assertThat(seen(ladder, image -> TestPictures.noisy(image, deviation)))
        .allMatch(Resemblance::isAlike);
  }

  @Test
  void aTraceOfBlurIsAlike() {
    assertThat(seen(ladder, image -> TestPictures.blurred(image, 3)))
        .allMatch(Resemblance::isAlike);
  }

  @Test
  void muchNoiseHasOtherDetailsButTheSameHash() {
    assertThat(seen(ladder, image -> TestPictures.noisy(image, 50)))
        .allSatisfy(image -> assertThat(image.failed()).contains(Rung.STRUCTURE));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aSmallShiftOrCropIsTheSamePictureToTheHash(int pixels) {
    assertThat(seen(ladder, image -> TestPictures.shifted(image, pixels)))
        .noneMatch(image -> image.failed().equals(Optional.of(Rung.HASH)));
    assertThat(seen(ladder, image -> TestPictures.cropped(image, pixels)))
        .noneMatch(image -> image.failed().equals(Optional.of(Rung.HASH)));
  }

  @Test
  void mirroredIsAnotherPicture() {
    assertThat(seen(ladder, TestPictures::mirrored))
        .allSatisfy(image -> assertThat(image.failed()).contains(Rung.HASH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anotherPromptIsAnotherPicture(int step) {
    List<BufferedImage> others = new ArrayList<>(PAINTINGS);
    Collections.rotate(others, step);
    for (int i = 0; i < others.size(); i++) {
      assertThat(compare(ladder, FILES.get(PAINTINGS.get(i)), FILES.get(others.get(i))).failed())
          .contains(Rung.HASH);
    }
  }

  @Test
  void theMoreIsDoneToAPictureTheLessSimilarItIs() {
    assertThat(
            List.of(
                similarity(image -> image),
                similarity(image -> TestPictures.noisy(image, 5)),
                similarity(image -> TestPictures.noisy(image, 10)),
                similarity(image -> TestPictures.noisy(image, 20)),
                similarity(image -> TestPictures.noisy(image, 40))))
        .isSortedAccordingTo(Collections.reverseOrder());
    assertThat(
            List.of(
                similarity(image -> TestPictures.blurred(image, 3)),
                similarity(image -> TestPictures.blurred(image, 5)),
                similarity(image -> TestPictures.blurred(image, 9)),
                similarity(image -> TestPictures.blurred(image, 17))))
        .isSortedAccordingTo(Collections.reverseOrder());
    assertThat(
            List.of(
                similarity(image -> TestPictures.brighter(image, 5)),
                similarity(image -> TestPictures.brighter(image, 20)),
                similarity(image -> TestPictures.brighter(image, 80))))
        .isSortedAccordingTo(Collections.reverseOrder());
    assertThat(
            List.of(
                similarity(image -> TestPictures.cropped(image, 2)),
                similarity(image -> TestPictures.cropped(image, 10)),
                similarity(image -> TestPictures.cropped(image, 50))))
        .isSortedAccordingTo(Collections.reverseOrder());
  }

  @Test
  void theFartherAPictureIsShiftedTheFartherIsItsHash() {
    assertThat(
            List.of(
                distance(image -> image),
                distance(image -> TestPictures.shifted(image, 4)),
                distance(image -> TestPictures.shifted(image, 16)),
                distance(image -> TestPictures.shifted(image, 64))))
        .isSorted();
  }

  @Test
  void theDefaultsLieBetweenWhatIsAlikeAndWhatIsNot() {
    double farthestAlike =
        seen(
                measure,
                image -> TestPictures.jpeg(image, 0.95),
                image -> TestPictures.jpeg(image, 0.3))
            .stream()
            .mapToInt(image -> image.hashDistance().orElseThrow())
            .max()
            .orElseThrow();
    double nearestOther =
        seen(measure, TestPictures::mirrored).stream()
            .mapToInt(image -> image.hashDistance().orElseThrow())
            .min()
            .orElseThrow();

    assertThat((double) ladder.mostHashDistance())
        .isGreaterThan(farthestAlike + 3)
        .isLessThan(nearestOther - 3);
  }

  private double similarity(UnaryOperator<BufferedImage> change) {
    return seen(measure, change).stream()
        .mapToDouble(image -> image.similarity().orElseThrow())
        .average()
        .orElseThrow();
  }

  private double distance(UnaryOperator<BufferedImage> change) {
    return seen(measure, change).stream()
        .mapToDouble(image -> image.hashDistance().orElseThrow())
        .average()
        .orElseThrow();
  }

  private static List<Resemblance> seen(ComparisonLadder by, UnaryOperator<BufferedImage> change) {
    return seen(by, FILES::get, image -> TestPictures.png(change.apply(image)));
  }

  private static List<Resemblance> seen(
      ComparisonLadder by,
      Function<BufferedImage, byte[]> original,
      Function<BufferedImage, byte[]> copy) {
    return PAINTINGS.stream()
        .map(image -> compare(by, original.apply(image), copy.apply(image)))
        .toList();
  }

  private static Resemblance compare(ComparisonLadder by, byte[] original, byte[] copy) {
    try {
      return by.compare(TestPictures.content(original), TestPictures.content(copy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
