package org.imageorders.store.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;

/** Keeps images in this process's memory, whole: for tests and for small ones. Thread-safe. */
public final class MemoryImageStore implements ImageStore {

  private final ConcurrentNavigableMap<String, byte[]> images = new ConcurrentSkipListMap<>();

  /** An empty store. */
  public MemoryImageStore() {}

  @Override
  public PendingImage begin(ImageId id) {
    return new Pending(id);
  }

  @Override
  public Optional<StoredImage> stat(ImageId id) {
    return Optional.ofNullable(images.get(id.value()))
        .map(bytes -> new StoredImage(id, bytes.length, sha256(bytes)));
  }

  @Override
  public InputStream open(ImageId id, ByteRange range) {
    byte[] bytes = images.get(id.value());
    if (bytes == null) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no image " + id);
    }
    ByteRange part = range.within(bytes.length);
    return new ByteArrayInputStream(bytes, (int) part.offset(), (int) part.length());
  }

  @Override
  public List<ImageId> list(String prefix) {
    return images.tailMap(prefix, true).keySet().stream()
        .takeWhile(id -> id.startsWith(prefix))
        .map(ImageId::new)
        .toList();
  }

  @Override
  public boolean delete(ImageId id) {
    return images.remove(id.value()) != null;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private final class Pending extends PendingImage {
    private final String key;
    private ByteArrayOutputStream written = new ByteArrayOutputStream();

    Pending(ImageId id) {
      super(id);
      key = id.value();
    }

    @Override
    protected void append(byte[] source, int offset, int length) {
      written.write(source, offset, length);
    }

    @Override
    protected void publish() {
      images.put(key, written.toByteArray());
      written = new ByteArrayOutputStream(0);
    }

    @Override
    protected void discard() {
      written = new ByteArrayOutputStream(0);
    }
  }
}
