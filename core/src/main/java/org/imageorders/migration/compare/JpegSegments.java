package org.imageorders.migration.compare;

import java.io.ByteArrayOutputStream;

/**
 * The segments of a JPEG (ISO/IEC 10918-1). Colour profiles, thumbnails, comments and the like are
 * not given to the decoder; neither is an image of so many scans that it would keep it busy for
 * hours.
 */
final class JpegSegments {

  /** Encoders make about 10; a bomb makes tens of thousands, of a few bytes each. */
  private static final int MOST_SCANS = 100;

  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int JFIF = 0xE0;
  private static final int ADOBE = 0xEE; // says how the colours are coded
  private static final int LAST_APPLICATION = 0xEF;
  private static final int COMMENT = 0xFE;

  private final byte[] jpeg;
  private final ByteArrayOutputStream kept;
  private int at = 2;

  private JpegSegments(byte[] jpeg) {
    this.jpeg = jpeg;
    kept = new ByteArrayOutputStream(jpeg.length);
    kept.write(jpeg, 0, 2);
  }

  /**
   * The picture alone.
   *
   * @throws CannotDecode if it ends early or has too many scans
   */
  static byte[] picture(byte[] jpeg) throws CannotDecode {
    return new JpegSegments(jpeg).picture();
  }

  private byte[] picture() throws CannotDecode {
    int scans = 0;
    while (true) {
      int start = at;
      int marker = marker();
      if (marker == END) {
        kept.write(jpeg, start, at - start);
        return kept.toByteArray();
      }
      skip();
      if (marker == SCAN) {
        scans++;
        skipCodedData();
      }
      if (scans > MOST_SCANS) {
        throw CannotDecode.broken("it has more than " + MOST_SCANS + " scans");
      }
      if (!isAside(marker)) {
        kept.write(jpeg, start, at - start);
      }
    }
  }

  private static boolean isAside(int marker) {
    return marker == COMMENT || (marker > JFIF && marker <= LAST_APPLICATION && marker != ADOBE);
  }

  /** A marker may be preceded by any number of FF. */
  private int marker() throws CannotDecode {
    if (next() != 0xFF) {
      throw CannotDecode.broken("a marker is missing at byte " + (at - 1));
    }
    int marker = next();
    while (marker == 0xFF) {
      marker = next();
    }
    return marker;
  }

  private void skip() throws CannotDecode {
    int length = next() << 8 | next();
    at += Math.max(0, length - 2);
    if (at > jpeg.length) {
      throw endsEarly();
    }
  }

  /** Within coded data FF is followed by 00 or, where decoding may start anew, by D0 to D7. */
  private void skipCodedData() throws CannotDecode {
    while (true) {
      while (next() != 0xFF) {}
      int after = next();
      if (after != 0 && (after < 0xD0 || after > 0xD7)) {
        at -= 2;
        return;
      }
    }
  }

  private int next() throws CannotDecode {
    if (at >= jpeg.length) {
      throw endsEarly();
    }
    return jpeg[at++] & 0xFF;
  }

  private CannotDecode endsEarly() {
    return CannotDecode.broken("it ends after " + jpeg.length + " bytes without its end marker");
  }
}
