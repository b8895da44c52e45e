package org.imageorders.migration.compare;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The formats that image orders come in, each told from its first bytes. */
enum ImageKind {
  PNG("PNG"),
  JPEG("JPEG"),
  GIF("GIF"),
  WEBP("WebP"),
  AVIF("AVIF"),
  SVG("SVG");

  private static final int SVG_PROLOGUE = 1024;

  private final String title;

  ImageKind(String title) {
    this.title = title;
  }

  /** The kind of an image; empty if it is none of these. */
  static Optional<ImageKind> of(byte[] bytes) {
    if (at(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (at(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (at(bytes, 0, "GIF87a") || at(bytes, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (at(bytes, 0, "RIFF") && at(bytes, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (at(bytes, 4, "ftypavif") || at(bytes, 4, "ftypavis")) {
      return Optional.of(AVIF);
    }
    return isSvg(bytes) ? Optional.of(SVG) : Optional.empty();
  }

  /** How ImageIO and file names call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How people write it. */
  @Override
  public String toString() {
    return title;
  }

  private static boolean at(byte[] bytes, int offset, String signature) {
    byte[] wanted = signature.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < offset + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[offset + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSvg(byte[] bytes) {
    String start =
        new String(bytes, 0, Math.min(bytes.length, SVG_PROLOGUE), StandardCharsets.UTF_8)
            .replace("\ufeff", "")
            .stripLeading();
    return start.startsWith("<svg") || (start.startsWith("<?xml") && start.contains("<svg"));
  }
}
