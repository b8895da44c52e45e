package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.migration.compare.TestPictures.content;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonLadderTest {

  private static final BufferedImage BOAT = TestPictures.painting("a boat at dawn", 240, 160);
  private static final byte[] PNG = TestPictures.png(BOAT);
  private static final byte[] JPEG = TestPictures.jpeg(BOAT, 0.9);

  private final ComparisonLadder ladder = ComparisonLadder.standard();

  @Test
  void nothingAtAllHasNotArrived() throws IOException {
    Resemblance seen = compare(PNG, new byte[0]);

    assertThat(seen.failed()).contains(Rung.ARRIVED);
    assertThat(seen.why()).isEqualTo("the copy has no bytes");
    assertThat(compare(new byte[0], PNG).why()).isEqualTo("legacy's picture has no bytes");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9, 0.99, 0.9999})
  void aFileThatEndsEarlyIsNotDecodable(double kept) throws IOException {
    for (byte[] file : new byte[][] {PNG, JPEG}) {
      Resemblance seen = compare(file, Arrays.copyOf(file, (int) (file.length * kept)));

      assertThat(seen.failed()).contains(Rung.DECODABLE);
      assertThat(seen.why()).startsWith("the copy: it ");
    }
  }

  @Test
  void whoseFaultItIsIsSaid() throws IOException {
    byte[] page = "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8);

    assertThat(compare(page, PNG).why())
        .isEqualTo("legacy's picture: it is no picture of a known format");
    assertThat(compare(page, page).why())
        .isEqualTo(
            "legacy's picture: it is no picture of a known format;"
                + " the copy: it is no picture of a known format");
  }

  @Test
  void pngDamagedWithinIsNotDecodable() throws IOException {
    byte[] damaged = PNG.clone();
    damaged[damaged.length / 2] ^= 1;

    assertThat(compare(PNG, damaged).why())
        .isEqualTo("the copy: the checksum of its chunk IDAT is wrong");
  }

  @Test
  void jpegWhoseLowerHalfIsMissingIsNotDecodableThoughItHasItsEndMarker() throws IOException {
    byte[] half = Arrays.copyOf(JPEG, JPEG.length / 2);
    half[half.length - 2] = (byte) 0xFF;
    half[half.length - 1] = (byte) 0xD9;

    assertThat(compare(JPEG, half).failed()).contains(Rung.DECODABLE);
    assertThat(compare(JPEG, half).why()).startsWith("the copy: it is damaged (");
  }

  @Test
  void headerThatPromisesTooManyPixelsIsRefusedBeforeMemoryIsTaken() throws IOException {
    Resemblance seen = compare(PNG, OddFiles.pngOf(30_000, 30_000));

    assertThat(seen.failed()).contains(Rung.DECODABLE);
    assertThat(seen.why())
        .isEqualTo("the copy: its header promises 30000x30000 pixels, more than 16777216");
  }

  @Test
  void jpegOfCountlessScansIsRefused() throws IOException {
    assertThat(compare(JPEG, OddFiles.withScansRepeated(JPEG, 101)).why())
        .isEqualTo("the copy: it has more than 100 scans");
  }

  @Test
  void fileOfTooManyBytesIsRefusedUnread() throws IOException {
    ComparisonLadder small = ComparisonLadder.builder().mostBytes(PNG.length).build();
    byte[] larger = Arrays.copyOf(PNG, PNG.length + 1);

    assertThat(small.compare(content(PNG), content(PNG)).isAlike()).isTrue();
    assertThat(small.compare(content(PNG), content(larger)).why())
        .isEqualTo("the copy: it has more than " + PNG.length + " bytes");
  }

  @Test
  void compressedTextBesideThePictureIsNotGivenToTheDecoder() throws IOException, CannotDecode {
    byte[] plain = TestPictures.gifColours(BOAT);
    byte[] bomb = OddFiles.withTextBomb(plain);

    assertThat(PngChunks.picture(bomb)).isEqualTo(PngChunks.picture(plain));
    assertThat(compare(plain, bomb).isAlike()).isTrue();
  }

  @Test
  void largePictureIsDecodedWholeAndHeldReduced() throws CannotDecode {
    BufferedImage large = new BufferedImage(4096, 4096, BufferedImage.TYPE_BYTE_BINARY);
    byte[] whole = TestPictures.png(large);

    DecodedImage decoded = new Decoder(1L << 24).decode(whole, ImageKind.PNG);

    assertThat(decoded.width()).isEqualTo(4096);
    assertThat(decoded.heldWidth() * decoded.heldHeight()).isEqualTo(2048 * 2048);
  }

  @Test
  void otherFormatIsToldBeforeAPixelIsCompared() throws IOException {
    Resemblance seen = compare(PNG, JPEG);

    assertThat(seen.failed()).contains(Rung.FORMAT);
    assertThat(seen.why()).isEqualTo("PNG beside JPEG");
    assertThat(seen.hashDistance()).isEmpty();
    assertThat(seen.similarity()).isEmpty();
  }

  @Test
  void formatWithoutReaderIsNeitherAlikeNorDifferent() throws IOException {
    Resemblance seen = compare(OddFiles.webp(), OddFiles.webp());

    assertThat(seen.failed()).contains(Rung.READABLE);
    assertThat(seen.why()).contains("no reader of WebP").contains("plug-in");
    assertThat(seen.isAlike()).isFalse();
    assertThat(seen.isDifferent()).isFalse();
  }

  @Test
  void formatWithoutReaderBesideAnotherIsAnotherFormat() throws IOException {
    assertThat(compare(PNG, OddFiles.webp()).why()).isEqualTo("PNG beside WebP");
    assertThat(compare(OddFiles.webp(), JPEG).failed()).contains(Rung.FORMAT);
  }

  @Test
  void kindOfJpegThatTheReaderDoesNotKnowIsNotComparedEither() throws IOException {
    byte[] print = OddFiles.cmykJpeg(40, 30);

    assertThat(compare(print, print).failed()).contains(Rung.READABLE);
  }

  @Test
  void otherPixelsAreTold() throws IOException {
    byte[] small = TestPictures.png(TestPictures.painting("a boat at dawn", 160, 240));

    assertThat(compare(PNG, small).failed()).contains(Rung.PIXELS);
    assertThat(compare(PNG, small).why()).isEqualTo("240x160 beside 160x240");
  }

  @Test
  void alphaCountsOnlyWhereSomethingShinesThrough() throws IOException {
    byte[] fullAlpha = TestPictures.png(OddFiles.withAlpha(BOAT, 255));
    byte[] halfAlpha = TestPictures.png(OddFiles.withAlpha(BOAT, 128));

    assertThat(compare(PNG, fullAlpha).isAlike()).isTrue();
    assertThat(compare(PNG, halfAlpha).failed()).contains(Rung.ALPHA);
    assertThat(compare(PNG, halfAlpha).why()).isEqualTo("opaque beside with transparency");
    assertThat(compare(halfAlpha, halfAlpha).isAlike()).isTrue();
  }

  @Test
  void theSamePictureInAnotherColourTypeIsAlike() throws IOException {
    byte[] palette = TestPictures.gifColours(BOAT);
    byte[] grey = TestPictures.png(OddFiles.converted(BOAT, BufferedImage.TYPE_BYTE_GRAY));
    byte[] deepGrey = TestPictures.png(OddFiles.converted(BOAT, BufferedImage.TYPE_USHORT_GRAY));

    assertThat(compare(PNG, palette).similarity().orElseThrow()).isGreaterThan(0.8);
    assertThat(compare(grey, deepGrey).similarity().orElseThrow()).isGreaterThan(0.999);
    assertThat(compare(TestPictures.gif(BOAT), TestPictures.gif(BOAT)).isAlike()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 11, 300})
  void pictureOfAnyShapeCanBeCompared(int width) throws IOException {
    byte[] narrow = TestPictures.png(new BufferedImage(width, 3, BufferedImage.TYPE_INT_RGB));

    assertThat(compare(narrow, narrow).similarity()).hasValue(1);
  }

  @Test
  void judgeIsAskedOnlyWhereEverythingElseHeld() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    ComparisonLadder judged =
        ComparisonLadder.builder()
            .judge(
                (original, copy) -> {
                  asked.incrementAndGet();
                  assertThat(copy.open().readAllBytes()).hasSize(copy.length());
                  return Optional.of("six fingers");
                })
            .build();

    assertThat(judged.compare(content(PNG), content(JPEG)).failed()).contains(Rung.FORMAT);
    assertThat(asked).hasValue(0);
    Resemblance seen = judged.compare(content(PNG), content(PNG));
    assertThat(seen.failed()).contains(Rung.JUDGE);
    assertThat(seen.why()).isEqualTo("six fingers");
    assertThat(seen.hashDistance()).hasValue(0);
    assertThat(seen.similarity()).hasValue(1);
  }

  @Test
  void streamThatBreaksIsNoAnswer() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    ImageContent unreadable =
        new ImageContent("image/png", null, ByteRange.ALL, PNG.length, broken);
    ImageContent ending =
        new ImageContent(
            "image/png", null, ByteRange.ALL, PNG.length, new ByteArrayInputStream(new byte[9]));

    assertThatThrownBy(() -> ladder.compare(content(PNG), unreadable))
        .isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> ladder.compare(content(PNG), ending))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("9 of " + PNG.length);
  }

  @Test
  void boundsThatMakeNoSenseAreRefused() {
    assertRefused(ComparisonLadder.builder().mostBytes(0), "mostBytes");
    assertRefused(ComparisonLadder.builder().mostPixels(0), "mostPixels");
    assertRefused(ComparisonLadder.builder().mostHashDistance(65), "mostHashDistance");
    assertRefused(ComparisonLadder.builder().leastSimilarity(1.1), "leastSimilarity");
    assertRefused(ComparisonLadder.builder().leastSimilarity(Double.NaN), "leastSimilarity");
  }

  private static void assertRefused(ComparisonLadder.Builder builder, String field) {
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(e.field()).contains(field);
            });
  }

  private Resemblance compare(byte[] original, byte[] copy) throws IOException {
    return ladder.compare(content(original), content(copy));
  }
}
