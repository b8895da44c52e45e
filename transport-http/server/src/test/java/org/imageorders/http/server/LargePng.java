package org.imageorders.http.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A valid PNG of one pixel and of any length, made as it is read. */
final class LargePng {

  private static final int FILL = 64 * 1024;

  private LargePng() {}

  /** At least so many bytes. */
  static InputStream of(long leastBytes) throws IOException {
    ByteArrayOutputStream pixel = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(pixel)) {
      out.write(new byte[4]);
    }
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    byte[] header = ByteBuffer.allocate(13).putInt(1).putInt(1).put((byte) 8).put((byte) 2).array();
    byte[] fill = chunk("fiLl", new byte[FILL]);
    Stream<byte[]> parts =
        Stream.of(
                Stream.of(signature, chunk("IHDR", header)),
                Stream.generate(() -> fill).limit(leastBytes / FILL + 1),
                Stream.of(chunk("IDAT", pixel.toByteArray()), chunk("IEND", new byte[0])))
            .flatMap(part -> part);
    // They share the bytes of what fills them.
    List<InputStream> streams = parts.<InputStream>map(ByteArrayInputStream::new).toList();
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    return ByteBuffer.allocate(data.length + 12)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }
}
