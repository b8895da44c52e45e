package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.openai.OpenAiImageProvider;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.StoredImage;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A disk that takes nothing more: before a call, and in the middle of a picture. */
@ExtendWith(OnASmallDisk.class)
@EnabledOnOs(OS.LINUX)
class FullDiskTest {

  private static final int PICTURE = 4 << 20;

  @Test
  void withoutRoomNoCallIsPaidAndWithRoomAgainWorkGoesOn(SmallDisk disk) throws Exception {
    noCallIsPaidUntilItIsOver(disk, disk::fill);
  }

  @Test
  void withoutRoomForAnotherFileNoCallIsPaidAndWithRoomAgainWorkGoesOn(SmallDisk disk)
      throws Exception {
    noCallIsPaidUntilItIsOver(disk, disk::takeEveryFile);
  }

  @Test
  void onAReadOnlyDiskNoCallIsPaidAndOnceItIsWritableWorkGoesOn(SmallDisk disk) throws Exception {
    noCallIsPaidUntilItIsOver(disk, disk::makeReadOnly);
  }

  private static void noCallIsPaidUntilItIsOver(SmallDisk disk, Trouble trouble) throws Exception {
    try (Shop shop = new Shop(disk)) {
      ImageOrder before = shop.ended(shop.place("a pond"));
      trouble.begin();
      OrderId order = shop.place("a lighthouse");
      shop.awaitStorageUnavailable(order);

      assertThat(shop.api.calls()).isEqualTo(1);
      assertThat(shop.orders.explain(order)).contains(disk.directory().toString());
      try (FileImageStore restarted = FileImageStore.in(shop.images)) {
        assertThat(restarted.stat(before.readyImages().get(0).id())).isPresent();
        assertThat(restarted.objection(1)).isPresent();
      }

      disk.restore();

      assertThat(shop.ended(order).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.api.calls()).isEqualTo(2);
      shop.assertKeptAndWhole(2);
    }
  }

  @Test
  void whatFillsUpInThePictureIsPaidOnceAndSaidAndLeavesNoHalfFile(SmallDisk disk)
      throws Exception {
    try (Shop shop = new Shop(disk)) {
      shop.ended(shop.place("a pond"));
      OrderId broken = shop.placeAndAwaitItsMiddle("a lighthouse");
      disk.fill();
      shop.api.release();

      shop.assertPaidAndNotKept(shop.ended(broken));
      OrderId waiting = shop.place("a third");
      shop.awaitStorageUnavailable(waiting);
      assertThat(shop.api.calls()).isEqualTo(2);
      assertThat(shop.wholeFiles()).hasSize(1);

      disk.restore();

      assertThat(shop.ended(waiting).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(shop.api.calls()).isEqualTo(3);
      shop.assertKeptAndWhole(2);
    }
  }

  @Test
  void ordersOnTheSameFullDiskAreRefusedAndNoneIsLost(SmallDisk disk) throws Exception {
    try (TestDatabase database = Sqlite.in(disk.directory());
        Shop shop = new Shop(disk, builder -> builder.orderStore(database.orderStore()))) {
      shop.ended(shop.place("a pond"));
      OrderId broken = shop.placeAndAwaitItsMiddle("a lighthouse");
      ImageOrderException refusal = shop.placeUntilRefused(disk);
      shop.api.release();
      shop.awaitHalfFiles(false);
      disk.restore();

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      shop.assertPaidAndNotKept(shop.ended(broken));
      shop.ended(shop.place("a meadow"));
      shop.assertKeptAndWhole(shop.placed.size() - 1);
      assertThat(shop.api.calls()).isEqualTo(shop.placed.size());
      assertThat(database.count("pragma_integrity_check WHERE integrity_check <> 'ok'")).isZero();
    }
  }

  /** What is wrong with a disk. */
  private interface Trouble {
    void begin() throws Exception;
  }

  /** Orders that are drawn across HTTP, and their pictures on the disk. */
  private static final class Shop implements AutoCloseable {
    private final Path images;
    private final FileImageStore store;
    private final FakeImageApi api = FakeImageApi.builder().imageBytes(PICTURE).start();
    private final OpenAiImageProvider provider =
        OpenAiImageProvider.builder().apiKey("sk-disk").baseUrl(api.baseUrl()).build();
    private final EmbeddedImageOrders orders;
    private final List<OrderId> placed = new ArrayList<>();

    Shop(SmallDisk disk) {
      this(disk, builder -> builder.orderStore(new MemoryOrderStore()));
    }

    Shop(SmallDisk disk, UnaryOperator<EmbeddedImageOrders.Builder> settings) {
      images = disk.directory().resolve("pictures");
      store = FileImageStore.in(images);
      EmbeddedImageOrders.Builder builder =
          EmbeddedImageOrders.builder(provider)
              .imageStore(store)
              .concurrency(2)
              .largestImage(2 * PICTURE);
      orders = settings.apply(builder).build();
    }

    OrderId place(String prompt) {
      OrderId id = orders.place(OrderRequest.builder("ada").prompt(prompt).build()).id();
      placed.add(id);
      return id;
    }

    /** Returns once some of the picture is written, of which no more comes for now. */
    OrderId placeAndAwaitItsMiddle(String prompt) {
      api.next(Fault.stallInBase64());
      OrderId id = place(prompt);
      awaitHalfFiles(true);
      return id;
    }

    /** A picture that could not be written gives room back, which is taken too. */
    ImageOrderException placeUntilRefused(SmallDisk disk) throws Exception {
      while (true) {
        disk.fill();
        try {
          place("a third");
        } catch (ImageOrderException e) {
          return e;
        }
      }
    }

    ImageOrder ended(OrderId id) throws Exception {
      return orders.completion(id).get(50, TimeUnit.SECONDS);
    }

    void awaitStorageUnavailable(OrderId id) {
      while (orders
          .get(id)
          .waiting()
          .filter(waiting -> waiting.reason() == Waiting.Reason.STORAGE_UNAVAILABLE)
          .isEmpty()) {
        Thread.onSpinWait();
      }
    }

    void awaitHalfFiles(boolean some) {
      while (hasHalfFiles() != some) {
        Thread.onSpinWait();
      }
    }

    /** What has a byte at most is made to see whether there is room. */
    private boolean hasHalfFiles() {
      File[] files = images.resolve("partial").toFile().listFiles(file -> file.length() > 1);
      return Objects.requireNonNull(files).length > 0;
    }

    List<Path> wholeFiles() throws IOException {
      return SmallDisk.files(images.resolve("images"));
    }

    void assertPaidAndNotKept(ImageOrder order) {
      assertThat(order.status()).isEqualTo(OrderStatus.FAILED);
      assertThat(order.failure().map(Failure::code)).contains(ErrorCode.STORAGE_FAILED);
      assertThat(order.failure().orElseThrow().message()).contains("could not be written");
      assertThat(order.attempts())
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo(Outcome.BILLED_NOT_KEPT));
      assertThat(order.cost().spent()).isGreaterThan(Money.usd("0"));
      assertThat(
              orders
                  .operator()
                  .ledger(
                      LedgerQuery.by(LedgerQuery.By.OUTCOME)
                          .outcome(Outcome.BILLED_NOT_KEPT)
                          .build()))
          .singleElement()
          .satisfies(sum -> assertThat(sum.calls()).isEqualTo(1))
          .satisfies(sum -> assertThat(sum.cost()).isEqualTo(order.cost().spent()));
    }

    /** So many pictures are there, each as its order has it, and nothing else is. */
    void assertKeptAndWhole(int pictures) throws Exception {
      List<GeneratedImage> ready = new ArrayList<>();
      for (OrderId id : placed) {
        ready.addAll(ended(id).readyImages());
      }
      assertThat(ready).hasSize(pictures);
      assertThat(ready)
          .allSatisfy(
              image ->
                  assertThat(store.stat(image.id()))
                      .contains(new StoredImage(image.id(), image.bytes(), image.sha256())));
      assertThat(wholeFiles()).hasSize(pictures);
      assertThat(hasHalfFiles()).isFalse();
    }

    @Override
    public void close() {
      orders.close();
      provider.close();
      api.close();
    }
  }
}
