package org.imageorders.testkit.http;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes that are made as they are written, the same each time. */
@FunctionalInterface
public interface Content {

  /** Writes all of it. The stream stays open. */
  void writeTo(OutputStream out) throws IOException;

  /** How many bytes it is, found by writing it to nowhere. */
  default long length() throws IOException {
    CountingOutputStream out = new CountingOutputStream(OutputStream.nullOutputStream());
    writeTo(out);
    return out.written();
  }
}
