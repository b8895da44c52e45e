package org.imageorders;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over named fields, each preceded by its length so that no two lists of fields read alike.
 */
final class FieldHash {

  private final MessageDigest digest;

  /** Starts a hash whose version or purpose is part of it. */
  FieldHash(String purpose) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    add(purpose);
  }

  FieldHash field(String name, Object value) {
    add(name);
    add(value.toString());
    return this;
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
