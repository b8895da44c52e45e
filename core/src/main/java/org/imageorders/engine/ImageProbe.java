package org.imageorders.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.imageorders.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the bytes of an image, as they pass, what it is: format, pixels, whether it is whole,
 * and whether it carries a C2PA manifest. Holds 32 bytes whatever the size of the image. It follows
 * the chunks of PNG (ISO/IEC 15948), the segments of JPEG (ISO/IEC 10918-1), the chunks of WebP
 * (RFC 9649) and the blocks of GIF89a; it does not decode.
 */
final class ImageProbe {

  /** What to do with the bytes that were waited for. */
  private interface Step {
    void accept(byte[] bytes);
  }

  private final byte[] buffer = new byte[32];
  private int filled;
  private int wanted = 4;
  private long skip;
  private @Nullable Step step = this::signature;

  private @Nullable String format;
  private @Nullable ImageSize size;
  private boolean credentials;
  private boolean ended;
  private boolean scanBegun;
  private long webpLength;
  private long passed;
  private int lastTwo;

  /** Looks at the next bytes of the image. */
  void accept(byte[] source, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && step != null) {
      if (skip > 0) {
        int skipped = (int) Math.min(skip, end - at);
        skip -= skipped;
        at += skipped;
        continue;
      }
      int taken = Math.min(wanted - filled, end - at);
      System.arraycopy(source, at, buffer, filled, taken);
      filled += taken;
      at += taken;
      if (filled == wanted) {
        filled = 0;
        step.accept(Arrays.copyOf(buffer, wanted));
      }
    }
    for (int i = Math.max(offset, end - 2); i < end; i++) {
      lastTwo = ((lastTwo << 8) | (source[i] & 0xFF)) & 0xFFFF;
    }
    passed += length;
  }

  /** The media type; empty if the bytes are no image that is known here. */
  Optional<String> mediaType() {
    return Optional.ofNullable(format).map(name -> "image/" + name);
  }

  /** The pixels; empty if they have not been told. */
  Optional<ImageSize> size() {
    return Optional.ofNullable(size);
  }

  /** Whether a C2PA manifest passed. */
  boolean contentCredentials() {
    return credentials;
  }

  /** Whether the image ended as its format says. Asked after the last byte. */
  boolean isWhole() {
    if (format == null || size == null) {
      return false;
    }
    return switch (format) {
      case "png", "gif" -> ended;
      case "jpeg" -> scanBegun && lastTwo == 0xFFD9;
      default -> passed >= webpLength;
    };
  }

  private void await(int bytes, Step then) {
    wanted = bytes;
    step = then;
  }

  private void signature(byte[] start) {
    if (bigEndian(start, 0, 4) == 0x89504E47L) {
      await(20, this::pngHeader);
    } else if (bigEndian(start, 0, 3) == 0xFFD8FFL) {
      format = "jpeg";
      jpegMarker(start[3] & 0xFF);
    } else if (text(start, 0, 4).equals("RIFF")) {
      await(16, this::webpHeader);
    } else if (text(start, 0, 4).equals("GIF8")) {
      await(9, this::gifHeader);
    } else {
      step = null;
    }
  }

  /** The rest of the signature, and of the first chunk its header, width and height. */
  private void pngHeader(byte[] header) {
    if (bigEndian(header, 0, 4) != 0x0D0A1A0AL || !text(header, 8, 4).equals("IHDR")) {
      step = null;
      return;
    }
    format = "png";
    setSize(bigEndian(header, 12, 4), bigEndian(header, 16, 4));
    skip = bigEndian(header, 4, 4) - 8 + 4;
    await(8, this::pngChunk);
  }

  private void pngChunk(byte[] header) {
    String type = text(header, 4, 4);
    if (type.equals("IEND")) {
      await(
          4,
          checksum -> {
            ended = true;
            step = null;
          });
      return;
    }
    credentials |= type.equals("caBX");
    skip = bigEndian(header, 0, 4) + 4;
    await(8, this::pngChunk);
  }

  private void jpegMarker(int marker) {
    boolean fill = marker == 0xFF;
    if (fill) {
      await(1, next -> jpegMarker(next[0] & 0xFF));
    } else {
      await(2, length -> jpegSegment(marker, bigEndian(length, 0, 2) - 2));
    }
  }

  private void jpegSegment(int marker, long length) {
    boolean frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (marker == 0xDA) {
      scanBegun = true;
      step = null;
    } else if (frame && length >= 5) {
      await(
          5,
          header -> {
            setSize(bigEndian(header, 3, 2), bigEndian(header, 1, 2));
            jpegSkip(length - 5);
          });
    } else if (marker == 0xEB && length >= 28) {
      await(
          28,
          header -> {
            credentials |= text(header, 24, 4).equals("c2pa");
            jpegSkip(length - 28);
          });
    } else {
      jpegSkip(length);
    }
  }

  private void jpegSkip(long bytes) {
    skip = Math.max(0, bytes);
    await(
        2,
        next -> {
          if ((next[0] & 0xFF) == 0xFF) {
            jpegMarker(next[1] & 0xFF);
          } else {
            step = null;
          }
        });
  }

  /** The rest of the signature, and the screen: its pixels and whether colors follow. */
  private void gifHeader(byte[] header) {
    if (!text(header, 0, 2).equals("7a") && !text(header, 0, 2).equals("9a")) {
      step = null;
      return;
    }
    format = "gif";
    setSize(littleEndian(header, 2, 2), littleEndian(header, 4, 2));
    skip = gifColors(header[6]);
    await(1, this::gifBlock);
  }

  private void gifBlock(byte[] kind) {
    switch (kind[0]) {
      case 0x21 -> await(1, label -> await(1, this::gifData));
      case 0x2C ->
          await(
              9,
              header -> {
                skip = gifColors(header[8]);
                await(1, codeSize -> await(1, this::gifData));
              });
      default -> {
        ended = kind[0] == 0x3B;
        step = null;
      }
    }
  }

  private void gifData(byte[] length) {
    skip = length[0] & 0xFF;
    await(1, skip == 0 ? this::gifBlock : this::gifData);
  }

  /** How many bytes the table of colors has. */
  private static long gifColors(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
  }

  /** The length of the file, its kind, and the header of its first chunk. */
  private void webpHeader(byte[] header) {
    if (!text(header, 4, 4).equals("WEBP")) {
      step = null;
      return;
    }
    format = "webp";
    webpLength = littleEndian(header, 0, 4) + 8;
    String chunk = text(header, 8, 4);
    long length = littleEndian(header, 12, 4);
    if (length + 20 > webpLength) {
      step = null;
      return;
    }
    int told = chunk.equals("VP8L") ? 5 : 10;
    await(
        told,
        data -> {
          switch (chunk) {
            case "VP8X" -> setSize(littleEndian(data, 4, 3) + 1, littleEndian(data, 7, 3) + 1);
            case "VP8L" -> {
              long bits = littleEndian(data, 1, 4);
              setSize((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
            }
            case "VP8 " ->
                setSize(littleEndian(data, 6, 2) & 0x3FFF, littleEndian(data, 8, 2) & 0x3FFF);
            default -> {}
          }
          webpSkip(length, told);
        });
  }

  private void webpChunk(byte[] header) {
    credentials |= text(header, 0, 4).equals("C2PA");
    webpSkip(littleEndian(header, 4, 4), 0);
  }

  /** Goes to the next chunk, which begins at an even place. */
  private void webpSkip(long length, int read) {
    skip = Math.max(0, length + (length & 1) - read);
    await(8, this::webpChunk);
  }

  private void setSize(long width, long height) {
    if (width >= 1
        && height >= 1
        && width <= ImageSize.LARGEST_SIDE
        && height <= ImageSize.LARGEST_SIDE) {
      size = new ImageSize((int) width, (int) height);
    }
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  private static long bigEndian(byte[] bytes, int from, int length) {
    long value = 0;
    for (int i = from; i < from + length; i++) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }

  private static long littleEndian(byte[] bytes, int from, int length) {
    long value = 0;
    for (int i = from + length - 1; i >= from; i--) {
      value = (value << 8) | (bytes[i] & 0xFF);
    }
    return value;
  }
}
