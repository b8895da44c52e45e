package org.imageorders.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.imageorders.ByteRange;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.imageorders.store.file.FileImageStore;

/** Sends an image in and reads it back, in a process whose heap is smaller than the image. */
public final class LargeImages {

  private static final int BYTES = 60 * 1024 * 1024;

  private LargeImages() {}

  /** Takes a directory, and the largest message in bytes or 0 for a way that streams. */
  public static void main(String[] args) throws Exception {
    long most = Long.parseLong(args[1]);
    TransportTraits traits =
        most == 0 ? TransportTraits.streaming() : TransportTraits.buffering(most, most);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (ImageStore store = FileImageStore.in(Path.of(args[0]));
        OrderEndpoint endpoint =
            OrderEndpoint.builder(tenant -> new Stored(store), threads)
                .images(store)
                .traits(traits)
                .build();
        RemoteImageOrders remote =
            RemoteImageOrders.builder(InProcessTransport.to(endpoint, Caller.of("default")))
                .build()) {
      ImageId id = remote.upload("c", new Pattern());
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long read;
      try (ImageContent content = remote.open(id);
          OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        read = content.transferTo(out);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      boolean same = read == BYTES && sha256.equals(store.stat(id).orElseThrow().sha256());
      System.out.println(same ? "the same " + read : "differs");
    } finally {
      threads.shutdown();
    }
  }

  /** An image that is made as it is read. */
  private static final class Pattern extends InputStream {
    private int position;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (position == BYTES) {
        return -1;
      }
      int count = Math.min(length, BYTES - position);
      for (int i = 0; i < count; i++) {
        target[offset + i] = (byte) (((position + i) * 31) >>> 3);
      }
      position += count;
      return count;
    }
  }

  private static final class Stored extends FakeOrders {
    private final ImageStore store;

    Stored(ImageStore store) {
      super("default");
      this.store = store;
    }

    @Override
    public ImageId upload(String customer, InputStream image) {
      try (PendingImage pending = store.begin(new ImageId("up-1"))) {
        image.transferTo(pending);
        return pending.commit().id();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public ImageContent open(ImageId id, ByteRange range) {
      StoredImage stored = store.stat(id).orElseThrow();
      ByteRange within = range.within(stored.bytes());
      return new ImageContent(
          "image/png", stored.sha256(), within, stored.bytes(), store.open(id, within));
    }
  }
}
