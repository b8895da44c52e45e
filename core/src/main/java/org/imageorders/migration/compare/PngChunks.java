package org.imageorders.migration.compare;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG (ISO/IEC 15948). Those that make up the picture are checked and kept; the
 * rest, among them compressed texts that grow a thousandfold, are not given to the decoder.
 */
final class PngChunks {

  private static final int SIGNATURE = 8;
  private static final int FRAME = 12; // length, type and checksum
  private static final Set<String> PICTURE = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private PngChunks() {}

  /**
   * The picture alone.
   *
   * @throws CannotDecode if it ends early or a checksum is wrong
   */
  static byte[] picture(byte[] png) throws CannotDecode {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(png.length);
    kept.write(png, 0, SIGNATURE);
    ByteBuffer all = ByteBuffer.wrap(png);
    int at = SIGNATURE;
    while (true) {
      if (at + FRAME > png.length) {
        throw endsEarly(png);
      }
      long end = at + (all.getInt(at) & 0xFFFFFFFFL) + FRAME;
      if (end > png.length) {
        throw endsEarly(png);
      }
      int length = (int) end - at;
      String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (PICTURE.contains(type)) {
        check(png, at, length, type);
        kept.write(png, at, length);
      }
      if (type.equals("IEND")) {
        return kept.toByteArray();
      }
      at += length;
    }
  }

  private static void check(byte[] png, int at, int length, String type) throws CannotDecode {
    CRC32 sum = new CRC32();
    sum.update(png, at + 4, length - 8);
    if ((int) sum.getValue() != ByteBuffer.wrap(png).getInt(at + length - 4)) {
      throw CannotDecode.broken("the checksum of its chunk " + type + " is wrong");
    }
  }

  private static CannotDecode endsEarly(byte[] png) {
    return CannotDecode.broken("it ends after " + png.length + " bytes without its last chunk");
  }
}
