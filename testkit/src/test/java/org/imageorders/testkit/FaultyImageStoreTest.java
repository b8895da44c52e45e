package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.ImageBytes.FIRST;
import static org.imageorders.testkit.ImageBytes.bytes;
import static org.imageorders.testkit.ImageBytes.keep;
import static org.imageorders.testkit.Refusals.assertRefused;

import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.store.ImageStore;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.testkit.FaultyImageStore.Fault;
import org.junit.jupiter.api.Test;

/** Told nothing, a faulty store keeps the contract. */
class FaultyImageStoreTest implements ImageStoreContract {

  private final FaultyImageStore store = new FaultyImageStore(new MemoryImageStore());

  @Override
  public ImageStore imageStore() {
    return store;
  }

  @Test
  void aFaultHappensAsOftenAsItWasOrdered() throws Exception {
    store.failNext(Fault.BEGIN, 1);
    assertRefused(ErrorCode.STORAGE_FAILED, () -> keep(store, FIRST, bytes(1, 10)));
    store.failNext(Fault.COMMIT, 1);
    assertRefused(ErrorCode.STORAGE_FAILED, () -> keep(store, FIRST, bytes(1, 10)));
    assertThat(store.list("")).isEmpty();
    keep(store, FIRST, bytes(1, 10));
    store.failNext(Fault.OPEN, 2);
    assertRefused(ErrorCode.UNAVAILABLE, () -> store.open(FIRST, ByteRange.ALL));
    assertRefused(ErrorCode.UNAVAILABLE, () -> store.stat(FIRST));
    assertThat(ImageBytes.read(store, FIRST)).isEqualTo(bytes(1, 10));
    assertThat(store.happened(Fault.OPEN)).isEqualTo(2);
    assertThat(store.begun()).isEqualTo(2);
    assertThat(store.committed()).isEqualTo(1);
    assertThat(store.dropped()).isEqualTo(1);
    assertThat(store.open()).isZero();
  }

  @Test
  void aWriteFailsWhereItWasOrderedTo() {
    store.failAfterBytes(8_192, 1);
    assertRefused(ErrorCode.STORAGE_FAILED, () -> keep(store, FIRST, bytes(1, 8_193)));
    assertThat(store.happened(Fault.WRITE)).isEqualTo(1);
    assertThat(keep(store, FIRST, bytes(1, 8_193)).bytes()).isEqualTo(8_193);
  }

  @Test
  void aFullDiskStaysFullUntilItIsNot() {
    store.diskFull(true);
    for (int turn = 0; turn < 3; turn++) {
      assertRefused(ErrorCode.STORAGE_FAILED, () -> keep(store, FIRST, bytes(1, 100)));
    }
    store.diskFull(false);
    assertThat(keep(store, FIRST, bytes(1, 100)).bytes()).isEqualTo(100);
    assertThat(store.happened(Fault.WRITE)).isEqualTo(3);
  }
}
