package org.imageorders.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.imageorders.ByteRange;
import org.imageorders.ImageId;
import org.imageorders.OrderId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;

/** Bytes to keep, and how. */
final class ImageBytes {
  static final ImageId FIRST = ImageId.of(OrderId.of("shop", "ada", "cart-1"), 0, 1, 0);
  static final ImageId SECOND = ImageId.of(OrderId.of("shop", "ada", "cart-1"), 0, 1, 1);

  private ImageBytes() {}

  static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static StoredImage keep(ImageStore store, ImageId id, byte[] bytes) {
    try (PendingImage pending = store.begin(id)) {
      for (int from = 0; from < bytes.length; from += 8_192) {
        pending.write(bytes, from, Math.min(8_192, bytes.length - from));
      }
      return pending.commit();
    }
  }

  static byte[] read(ImageStore store, ImageId id) throws IOException {
    long total =
        store
            .stat(id)
            .map(StoredImage::bytes)
            .orElseThrow(() -> new AssertionError("image " + id + " is not there"));
    return read(store, id, ByteRange.ALL.within(total));
  }

  static byte[] read(ImageStore store, ImageId id, ByteRange range) throws IOException {
    try (InputStream in = store.open(id, range)) {
      return in.readAllBytes();
    }
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
