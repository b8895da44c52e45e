package org.imageorders.store.jdbc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.imageorders.ImageOrderException;

/**
 * Writes positions as opaque text that only the same list of the same tenant in the same database
 * takes back. The form: 8 bytes that say whose it is, then each position in groups of 7 bits, the
 * lowest first; all in base64url (RFC 4648).
 */
final class Cursors {

  private static final int SCOPE_BYTES = 8;

  private final String kind;
  private final String database;

  /**
   * Cursors of one kind.
   *
   * @param database unlike any other's
   */
  Cursors(String kind, String database) {
    this.kind = kind;
    this.database = database;
  }

  String write(String tenant, long... positions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(scope(tenant));
    for (long position : positions) {
      long rest = position;
      for (; rest > 0x7f; rest >>>= 7) {
        bytes.write((int) (rest & 0x7f) | 0x80);
      }
      bytes.write((int) rest);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** The positions of a cursor, as many as are expected. */
  long[] read(String tenant, String cursor, int expected) {
    ByteBuffer bytes = ByteBuffer.wrap(decode(cursor));
    byte[] scope = new byte[Math.min(SCOPE_BYTES, bytes.remaining())];
    bytes.get(scope);
    if (!Arrays.equals(scope, scope(tenant))) {
      throw refused(cursor);
    }
    long[] positions = new long[expected];
    for (int i = 0; i < expected; i++) {
      positions[i] = position(bytes, cursor);
    }
    if (bytes.hasRemaining()) {
      throw refused(cursor);
    }
    return positions;
  }

  private static byte[] decode(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw refused(cursor);
    }
  }

  private static long position(ByteBuffer bytes, String cursor) {
    long position = 0;
    for (int shift = 0; shift < 63 && bytes.hasRemaining(); shift += 7) {
      byte group = bytes.get();
      position |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return position;
      }
    }
    throw refused(cursor);
  }

  static ImageOrderException refused(String cursor) {
    return ImageOrderException.invalid("after", cursor, "use a cursor that an earlier page gave");
  }

  private byte[] scope(String tenant) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((kind + " " + database + " " + tenant).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest.digest(), SCOPE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
