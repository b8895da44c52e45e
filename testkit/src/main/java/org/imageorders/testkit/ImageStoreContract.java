package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.OrderId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ImageStore} keeps. Implement it in a test class; close what you opened after
 * each test.
 */
public interface ImageStoreContract {

  /** A new, empty store. Called once a test. */
  ImageStore imageStore();

  @Test
  default void aCommittedImageIsReadAsItWasWritten() throws Exception {
    ImageStore store = imageStore();
    byte[] bytes = ImageBytes.bytes(1, 300_000);
    StoredImage stored = ImageBytes.keep(store, ImageBytes.FIRST, bytes);
    assertThat(stored)
        .isEqualTo(new StoredImage(ImageBytes.FIRST, bytes.length, ImageBytes.sha256(bytes)));
    assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isEqualTo(bytes);
  }

  @Test
  default void lengthAndHashOfWhatIsKeptAreTold() throws Exception {
    ImageStore store = imageStore();
    byte[] bytes = ImageBytes.bytes(2, 70_001);
    ImageBytes.keep(store, ImageBytes.FIRST, bytes);
    assertThat(store.stat(ImageBytes.FIRST))
        .contains(new StoredImage(ImageBytes.FIRST, bytes.length, ImageBytes.sha256(bytes)));
    assertThat(store.stat(ImageBytes.SECOND)).isEmpty();
  }

  @Test
  default void anImageIsNotVisibleBeforeItIsCommitted() throws Exception {
    ImageStore store = imageStore();
    try (PendingImage pending = store.begin(ImageBytes.FIRST)) {
      pending.write(ImageBytes.bytes(3, 100_000));
      assertThat(store.stat(ImageBytes.FIRST)).isEmpty();
      assertThat(store.list("")).isEmpty();
      Refusals.assertRefused(
          ErrorCode.NOT_FOUND, () -> store.open(ImageBytes.FIRST, ByteRange.ALL));
      pending.commit();
    }
    assertThat(store.list("")).containsExactly(ImageBytes.FIRST);
  }

  @Test
  default void anImageThatIsClosedUncommittedLeavesNothing() throws Exception {
    ImageStore store = imageStore();
    try (PendingImage pending = store.begin(ImageBytes.FIRST)) {
      pending.write(ImageBytes.bytes(4, 100_000));
    }
    assertThat(store.stat(ImageBytes.FIRST)).isEmpty();
    assertThat(store.list("")).isEmpty();
    Refusals.assertRefused(ErrorCode.NOT_FOUND, () -> store.open(ImageBytes.FIRST, ByteRange.ALL));
  }

  @Test
  default void aDroppedReplacementLeavesTheImageThatWasThere() throws Exception {
    ImageStore store = imageStore();
    byte[] before = ImageBytes.bytes(5, 5_000);
    ImageBytes.keep(store, ImageBytes.FIRST, before);
    try (PendingImage pending = store.begin(ImageBytes.FIRST)) {
      pending.write(ImageBytes.bytes(6, 6_000));
      assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isEqualTo(before);
    }
    assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isEqualTo(before);
  }

  @Test
  default void aCommittedImageReplacesTheOneThatWasThere() throws Exception {
    ImageStore store = imageStore();
    ImageBytes.keep(store, ImageBytes.FIRST, ImageBytes.bytes(7, 9_000));
    byte[] after = ImageBytes.bytes(8, 4_000);
    ImageBytes.keep(store, ImageBytes.FIRST, after);
    assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isEqualTo(after);
    assertThat(store.list("")).containsExactly(ImageBytes.FIRST);
    assertThat(store.stat(ImageBytes.FIRST)).map(StoredImage::bytes).contains(4_000L);
  }

  @Test
  default void closingACommittedImageKeepsIt() throws Exception {
    ImageStore store = imageStore();
    PendingImage pending = store.begin(ImageBytes.FIRST);
    pending.write(1);
    pending.commit();
    pending.close();
    assertThatThrownBy(() -> pending.write(2)).isInstanceOf(IllegalStateException.class);
    assertThat(ImageBytes.read(store, ImageBytes.FIRST)).containsExactly(1);
  }

  @Test
  default void aRangeIsReadAndNotAByteMore() throws Exception {
    ImageStore store = imageStore();
    byte[] bytes = ImageBytes.bytes(9, 100_000);
    ImageBytes.keep(store, ImageBytes.FIRST, bytes);
    for (ByteRange range :
        List.of(
            new ByteRange(0, 1),
            new ByteRange(0, 100_000),
            new ByteRange(99_999, 1),
            new ByteRange(20_000, 50_000))) {
      byte[] expected =
          Arrays.copyOfRange(bytes, (int) range.offset(), (int) (range.offset() + range.length()));
      assertThat(ImageBytes.read(store, ImageBytes.FIRST, range))
          .as("%s", range)
          .isEqualTo(expected);
    }
    try (InputStream one = store.open(ImageBytes.FIRST, new ByteRange(7, 1))) {
      assertThat(one.read()).isEqualTo(bytes[7] & 0xff);
      assertThat(one.read()).isEqualTo(-1);
      assertThat(one.read(new byte[8])).isEqualTo(-1);
    }
  }

  @Test
  default void imagesAreListedByPrefixInOrder() {
    ImageStore store = imageStore();
    OrderId order = OrderId.of("shop", "ada", "cart-1");
    OrderId other = OrderId.of("shop", "ada", "cart-2");
    List<ImageId> ids =
        List.of(
            ImageId.of(order, 10, 1, 0),
            ImageId.of(order, 1, 2, 0),
            ImageId.of(order, 1, 1, 1),
            ImageId.of(order, 1, 1, 1).preview(2),
            ImageId.of(other, 1, 1, 1),
            new ImageId("upload-1"),
            new ImageId("con"),
            new ImageId("nul.1"),
            new ImageId("a."));
    ids.forEach(id -> ImageBytes.keep(store, id, new byte[] {1}));
    assertThat(store.list(order + ".1.")).containsExactly(ids.get(2), ids.get(3), ids.get(1));
    assertThat(store.list(order.value())).hasSize(4);
    assertThat(store.list("up")).containsExactly(new ImageId("upload-1"));
    assertThat(store.list("")).map(ImageId::value).hasSize(ids.size()).isSorted();
    assertThat(store.list("pload")).as("it is a prefix").isEmpty();
    assertThat(store.list("no such")).isEmpty();
    assertThat(store.list("../")).isEmpty();
  }

  @Test
  default void aDeletedImageIsAbsent() throws Exception {
    ImageStore store = imageStore();
    ImageBytes.keep(store, ImageBytes.FIRST, ImageBytes.bytes(10, 100));
    ImageBytes.keep(store, ImageBytes.SECOND, ImageBytes.bytes(11, 100));
    assertThat(store.delete(ImageBytes.FIRST)).isTrue();
    assertThat(store.delete(ImageBytes.FIRST)).isFalse();
    assertThat(store.stat(ImageBytes.FIRST)).isEmpty();
    assertThat(store.list("")).containsExactly(ImageBytes.SECOND);
    Refusals.assertRefused(ErrorCode.NOT_FOUND, () -> store.open(ImageBytes.FIRST, ByteRange.ALL));
  }

  @Test
  default void anImageIsKeptByAThreadThatIsToStop() throws Exception {
    ImageStore store = imageStore();
    byte[] bytes = ImageBytes.bytes(12, 50_000);
    Thread.currentThread().interrupt();
    try {
      ImageBytes.keep(store, ImageBytes.FIRST, bytes);
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt is left for the caller").isTrue();
    }
    assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isEqualTo(bytes);
  }

  @Test
  default void writersOfManyImagesDoNotMixThem() throws Exception {
    ImageStore store = imageStore();
    OrderId order = OrderId.of("shop", "ada", "cart-1");
    Crowd.of(4)
        .each(
            worker -> {
              for (int index = 0; index < 10; index++) {
                ImageId id = ImageId.of(order, worker, 1, index);
                ImageBytes.keep(store, id, ImageBytes.bytes(worker * 100 + index, 20_000 + index));
              }
            });
    for (int worker = 0; worker < 4; worker++) {
      for (int index = 0; index < 10; index++) {
        assertThat(ImageBytes.read(store, ImageId.of(order, worker, 1, index)))
            .isEqualTo(ImageBytes.bytes(worker * 100 + index, 20_000 + index));
      }
    }
  }

  @Test
  default void whoeverReadsWhileAnImageIsReplacedReadsOneOfTheTwoWhole() throws Exception {
    ImageStore store = imageStore();
    List<byte[]> versions =
        IntStream.range(0, 2).mapToObj(seed -> ImageBytes.bytes(seed, 60_000)).toList();
    ImageBytes.keep(store, ImageBytes.FIRST, versions.get(0));
    Crowd.of(3)
        .each(
            worker -> {
              for (int turn = 0; turn < 30; turn++) {
                if (worker == 0) {
                  ImageBytes.keep(store, ImageBytes.FIRST, versions.get(turn % 2));
                } else {
                  assertThat(ImageBytes.read(store, ImageBytes.FIRST)).isIn(versions);
                }
              }
            });
  }
}
