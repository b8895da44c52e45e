package org.imageorders.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.imageorders.ImageSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageProbeTest {

  private record Seen(
      Optional<String> mediaType,
      Optional<ImageSize> size,
      boolean whole,
      boolean contentCredentials) {}

  static Stream<Arguments> images() {
    byte[] manifest = new byte[9];
    byte[] c2pa = Samples.jumbf("c2pa");
    return Stream.of(
        image("PNG", "image/png", false, Samples.png()),
        image("JPEG", "image/jpeg", false, Samples.jpeg()),
        image("progressive JPEG", "image/jpeg", false, Samples.progressiveJpeg()),
        image("GIF", "image/gif", false, Samples.gif()),
        image("lossy WebP", "image/webp", false, Samples.webpLossy()),
        image("lossless WebP", "image/webp", false, Samples.webpLossless(30)),
        image("lossless WebP of odd length", "image/webp", false, Samples.webpLossless(31)),
        image("extended WebP", "image/webp", false, Samples.webpExtended()),
        image(
            "PNG with C2PA",
            "image/png",
            true,
            Samples.withPngChunk(Samples.png(), "caBX", manifest)),
        image(
            "PNG with a note",
            "image/png",
            false,
            Samples.withPngChunk(Samples.png(), "tEXt", "caBX".getBytes(StandardCharsets.UTF_8))),
        image(
            "JPEG with C2PA",
            "image/jpeg",
            true,
            Samples.withJpegSegment(Samples.jpeg(), 0xEB, c2pa)),
        image(
            "progressive JPEG with C2PA",
            "image/jpeg",
            true,
            Samples.withJpegSegment(Samples.progressiveJpeg(), 0xEB, c2pa)),
        image(
            "JPEG with another box",
            "image/jpeg",
            false,
            Samples.withJpegSegment(Samples.jpeg(), 0xEB, Samples.jumbf("xmlb"))),
        image(
            "JPEG with C2PA in a segment of another kind",
            "image/jpeg",
            false,
            Samples.withJpegSegment(Samples.jpeg(), 0xE1, c2pa)),
        image(
            "JPEG with a short APP11",
            "image/jpeg",
            false,
            Samples.withJpegSegment(Samples.jpeg(), 0xEB, new byte[3])),
        image(
            "JPEG with fill bytes",
            "image/jpeg",
            false,
            Samples.spliced(Samples.jpeg(), 2, new byte[] {-1, -1, -1})),
        image(
            "WebP with C2PA",
            "image/webp",
            true,
            Samples.webpExtended(Samples.chunk("C2PA", manifest))),
        image(
            "WebP with C2PA behind another chunk of odd length",
            "image/webp",
            true,
            Samples.webpExtended(
                Samples.chunk("EXIF", new byte[7]), Samples.chunk("C2PA", manifest))),
        image(
            "lossless WebP with C2PA",
            "image/webp",
            true,
            Samples.webpLossless(30, Samples.chunk("C2PA", manifest))),
        image(
            "lossless WebP of odd length with C2PA",
            "image/webp",
            true,
            Samples.webpLossless(31, Samples.chunk("C2PA", manifest))));
  }

  private static Arguments image(String name, String mediaType, boolean c2pa, byte[] bytes) {
    ImageSize size = new ImageSize(Samples.WIDTH, Samples.HEIGHT);
    return arguments(name, new Seen(Optional.of(mediaType), Optional.of(size), true, c2pa), bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void aWholeImageIsTold(String name, Seen expected, byte[] bytes) {
    assertThat(look(bytes, bytes.length)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void theAnswerDoesNotDependOnThePieces(String name, Seen expected, byte[] bytes) {
    for (int piece = 1; piece < bytes.length; piece++) {
      assertThat(look(bytes, piece)).as("pieces of %d bytes", piece).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void anImageCutBehindAnyByteIsNotWhole(String name, Seen expected, byte[] bytes) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThat(look(cut, Math.max(1, length)).whole()).as("%d bytes", length).isFalse();
    }
  }

  @Test
  void aGifCutBehindAByteThatReadsLikeItsEndIsNotWhole() {
    byte[] gif = Samples.gif();
    int comment = 13 + 3 * (2 << (gif[10] & 7));
    byte[] extension = {0x21, (byte) 0xFE, 3, ';', ';', ';', 0};
    byte[] commented = Samples.spliced(gif, comment, extension);

    assertThat(look(commented, 1).whole()).isTrue();
    assertThat(look(Arrays.copyOf(commented, comment + 4), 1).whole()).isFalse();
    assertThat(look(Arrays.copyOf(commented, comment + 6), 1).whole()).isFalse();
  }

  @Test
  void aJpegCutBehindAThumbnailsEndIsNotWhole() {
    byte[] jpeg = Samples.jpeg();
    int scan = indexOf(jpeg, 0xDA);
    byte[] thumbnail = {(byte) 0xFF, (byte) 0xE1, 0, 6, 1, 2, (byte) 0xFF, (byte) 0xD9};
    byte[] image = Samples.spliced(jpeg, scan, thumbnail);

    assertThat(look(image, 1).whole()).isTrue();
    Seen cut = look(Arrays.copyOf(image, scan + thumbnail.length), 1);
    assertThat(cut.size()).isPresent();
    assertThat(cut.whole()).isFalse();
  }

  private static int indexOf(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xFF) != marker) {
      at += 2 + ((jpeg[at + 2] & 0xFF) << 8 | (jpeg[at + 3] & 0xFF));
    }
    return at;
  }

  @Test
  void aWebpThatClaimsToEndBeforeItsFirstChunkIsNotWhole() {
    byte[] webp = Samples.webpLossy();
    webp[4] = 4;

    assertThat(look(webp, webp.length).whole()).isFalse();
  }

  @Test
  void aChunkOfEnormousLengthIsWaitedForWithoutHoldingIt() {
    byte[] png = Samples.withPngChunk(Samples.png(), "noTe", new byte[4]);
    Arrays.fill(png, 33, 37, (byte) 0xFF);

    Seen seen = look(png, png.length);

    assertThat(seen.size()).contains(new ImageSize(Samples.WIDTH, Samples.HEIGHT));
    assertThat(seen.whole()).isFalse();
  }

  @Test
  void aSegmentShorterThanItsOwnLengthStopsNothing() {
    byte[] jpeg = Samples.withJpegSegment(Samples.jpeg(), 0xE5, new byte[0]);
    jpeg[5] = 0;

    assertThat(look(jpeg, 1).whole()).isTrue();
  }

  @Test
  void aHeaderWithoutItsChunkTypeIsNoPng() {
    byte[] png = Samples.png();
    png[12] = 'J';

    assertThat(look(png, png.length).mediaType()).isEmpty();
  }

  @Test
  void pixelsOutsideOfWhatCanBeOrderedAreNotTold() {
    byte[] wide = Samples.png();
    wide[17] = 1;
    byte[] empty = Samples.png();
    empty[19] = 0;

    assertThat(look(wide, wide.length))
        .isEqualTo(new Seen(Optional.of("image/png"), Optional.empty(), false, false));
    assertThat(look(empty, empty.length).size()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0089",
        "\u0089PNG",
        "\u0089PNG\r\n\u001a\r....IHDR............",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "{\"error\":{\"message\":\"rate limited\"}}",
        "GIF88a..............",
        "RIFF....WAVEfmt ................",
        "BM..................",
        "\u00ff\u00d8"
      })
  void whatIsNoImageIsNotTakenForOne(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(look(bytes, 1))
        .isEqualTo(new Seen(Optional.empty(), Optional.empty(), false, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void noiseBehindASignatureBreaksNothing(String name, Seen expected, byte[] bytes) {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[600];
      random.nextBytes(noise);
      int kept = random.nextInt(Math.min(40, bytes.length));
      System.arraycopy(bytes, 0, noise, 0, kept);

      Seen seen = look(noise, 1 + random.nextInt(600));

      assertThat(seen.mediaType()).isIn(Optional.empty(), expected.mediaType());
    }
  }

  private static Seen look(byte[] bytes, int piece) {
    ImageProbe probe = new ImageProbe();
    for (int at = 0; at < bytes.length; at += piece) {
      probe.accept(bytes, at, Math.min(piece, bytes.length - at));
    }
    return new Seen(probe.mediaType(), probe.size(), probe.isWhole(), probe.contentCredentials());
  }
}
