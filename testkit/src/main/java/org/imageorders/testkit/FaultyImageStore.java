package org.imageorders.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;

/**
 * An image store that fails when it is told to, and otherwise does what another one does.
 * Thread-safe.
 *
 * <p>A fault that was ordered happens to the calls that come next, and is then used up; {@link
 * #diskFull} lasts.
 */
public final class FaultyImageStore implements ImageStore {

  /** Where a call can fail. */
  public enum Fault {
    /** When an image is begun: {@link ErrorCode#STORAGE_FAILED}. */
    BEGIN,
    /** While an image is written: {@link ErrorCode#STORAGE_FAILED}. */
    WRITE,
    /** When an image is committed: {@link ErrorCode#STORAGE_FAILED}. */
    COMMIT,
    /** When an image is opened or looked up: {@link ErrorCode#UNAVAILABLE}. */
    OPEN
  }

  private final ImageStore store;
  private final Map<Fault, AtomicInteger> ordered = new EnumMap<>(Fault.class);
  private final Map<Fault, AtomicInteger> happened = new EnumMap<>(Fault.class);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger committed = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile long bytesBeforeFault;
  private volatile boolean diskFull;
  private volatile String objection = "";
  private volatile long room = Long.MAX_VALUE;
  private volatile Consumer<ImageId> beforeDelete = id -> {};

  /** Faults over a store that works. Closing this closes it. */
  public FaultyImageStore(ImageStore store) {
    this.store = store;
    for (Fault fault : Fault.values()) {
      ordered.put(fault, new AtomicInteger());
      happened.put(fault, new AtomicInteger());
    }
  }

  /** Lets the next so many calls fail in this way. */
  public FaultyImageStore failNext(Fault fault, int calls) {
    counter(ordered, fault).set(calls);
    return this;
  }

  /**
   * Lets the next so many images fail while they are written, each as soon as it would exceed so
   * many bytes.
   */
  public FaultyImageStore failAfterBytes(long bytes, int images) {
    bytesBeforeFault = bytes;
    return failNext(Fault.WRITE, images);
  }

  /** Whether every byte written and every image committed fails from now on. */
  public FaultyImageStore diskFull(boolean full) {
    diskFull = full;
    return this;
  }

  /** How often this fault happened; a full disk counts as the fault of the call that it broke. */
  public int happened(Fault fault) {
    return counter(happened, fault).get();
  }

  /** How many images were begun. */
  public int begun() {
    return begun.get();
  }

  /** How many images were committed. */
  public int committed() {
    return committed.get();
  }

  /** How many images were closed without being committed. */
  public int dropped() {
    return dropped.get();
  }

  /** How many images are being written: begun, and neither committed nor dropped. */
  public int open() {
    return begun() - committed() - dropped();
  }

  @Override
  public PendingImage begin(ImageId id) {
    if (strikes(Fault.BEGIN)) {
      throw new ImageOrderException(
          ErrorCode.STORAGE_FAILED, "image " + id + " could not be begun: ordered fault");
    }
    PendingImage pending = store.begin(id);
    begun.incrementAndGet();
    return new Pending(id, pending);
  }

  @Override
  public Optional<StoredImage> stat(ImageId id) {
    failToOpen(id);
    return store.stat(id);
  }

  @Override
  public InputStream open(ImageId id, ByteRange range) {
    failToOpen(id);
    return store.open(id, range);
  }

  /**
   * From now on speaks against every call, which real stores do that have no room left.
   *
   * @param why the reason; empty to speak against none any more
   */
  public void object(String why) {
    objection = why;
  }

  /** From now on speaks against calls that may draw more than so many bytes in all. */
  public void leave(long bytes) {
    room = bytes;
  }

  @Override
  public Optional<String> objection(long bytes) {
    if (!objection.isEmpty()) {
      return Optional.of(objection);
    }
    long left = room;
    return bytes > left
        ? Optional.of("it has " + left + " bytes left, and what is drawn may need " + bytes)
        : store.objection(bytes);
  }

  @Override
  public List<ImageId> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public Optional<URI> link(ImageId id, Duration validFor) {
    return store.link(id, validFor);
  }

  /** From now on does this before an image is deleted; what it throws keeps the image. */
  public void onDelete(Consumer<ImageId> listener) {
    beforeDelete = listener;
  }

  @Override
  public boolean delete(ImageId id) {
    beforeDelete.accept(id);
    return store.delete(id);
  }

  @Override
  public void close() {
    store.close();
  }

  private void failToOpen(ImageId id) {
    if (strikes(Fault.OPEN)) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "image " + id + " could not be read: ordered fault");
    }
  }

  private boolean strikes(Fault fault) {
    boolean strikes = counter(ordered, fault).getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (strikes) {
      counter(happened, fault).incrementAndGet();
    }
    return strikes;
  }

  private static AtomicInteger counter(Map<Fault, AtomicInteger> counters, Fault fault) {
    AtomicInteger counter = counters.get(fault);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + fault);
    }
    return counter;
  }

  private final class Pending extends PendingImage {
    private final PendingImage target;
    private final long failsAfter;
    private long written;

    Pending(ImageId id, PendingImage target) {
      super(id);
      this.target = target;
      failsAfter = strikesLater() ? bytesBeforeFault : Long.MAX_VALUE;
    }

    private boolean strikesLater() {
      return counter(ordered, Fault.WRITE).getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    protected void append(byte[] source, int offset, int length) throws IOException {
      written += length;
      if (written > failsAfter) {
        counter(happened, Fault.WRITE).incrementAndGet();
        throw new IOException("ordered fault after " + failsAfter + " bytes");
      }
      failIfFull(Fault.WRITE);
      target.write(source, offset, length);
    }

    @Override
    protected void publish() throws IOException {
      if (strikes(Fault.COMMIT)) {
        throw new IOException("ordered fault");
      }
      failIfFull(Fault.COMMIT);
      target.commit();
      committed.incrementAndGet();
    }

    @Override
    protected void discard() {
      dropped.incrementAndGet();
      target.close();
    }

    private void failIfFull(Fault where) throws IOException {
      if (diskFull) {
        counter(happened, where).incrementAndGet();
        throw new IOException("no space left on device");
      }
    }
  }
}
