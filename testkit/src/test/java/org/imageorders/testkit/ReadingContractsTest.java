package org.imageorders.testkit;

import static org.imageorders.testkit.BrokenOrders.opening;
import static org.imageorders.testkit.BrokenOrders.orCode;
import static org.imageorders.testkit.BrokenOrders.placing;
import static org.imageorders.testkit.BrokenOrders.reading;
import static org.imageorders.testkit.BrokenOrders.seeing;
import static org.imageorders.testkit.BrokenOrders.telling;
import static org.imageorders.testkit.BrokenOrders.uploading;
import static org.imageorders.testkit.BrokenOrders.waiting;
import static org.imageorders.testkit.BrokenOrders.withoutEvents;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.OrderEvent;
import org.imageorders.OrderRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReadingContractsTest {

  @TestFactory
  Stream<DynamicTest> clausesOfWatching() {
    return OrdersProof.proof(WatchingContract.class)
        .rejects(
            "aWatchTellsGrowingVersionsTheLastOfThemEnded twice",
            telling(ReadingContractsTest::twice))
        .rejects(
            "aWatchTellsGrowingVersionsTheLastOfThemEnded unended",
            telling(
                (consumer, order) -> {
                  if (!order.isEnded()) {
                    consumer.accept(order);
                  }
                }))
        .rejects(
            "aWatchTellsFirstHowTheOrderStands",
            telling(
                (consumer, order) -> {
                  if (order.isEnded()) {
                    consumer.accept(order);
                  }
                }))
        .rejects("anEndedOrderIsToldOnceAndCompletesAtOnce", telling(ReadingContractsTest::twice))
        .rejects(
            "cancellingAWatchStopsItAndLeavesTheOrder", waiting((sound, watch) -> watch.copy()))
        .rejects(
            "waitingForAnOrderThatNobodyPlacedFails",
            waiting(
                (sound, watch) -> watch.exceptionallyCompose(failure -> new CompletableFuture<>())))
        .rejects("aThousandCompletionsHoldNoThreads", waiting(ReadingContractsTest::onAThread))
        .rejects(
            "closingFailsPendingCompletionsAsUnavailable",
            waiting(
                (sound, watch) -> watch.exceptionallyCompose(failure -> new CompletableFuture<>())))
        .tests();
  }

  private static void twice(Consumer<ImageOrder> consumer, ImageOrder order) {
    consumer.accept(order);
    consumer.accept(order);
  }

  private static CompletableFuture<ImageOrder> onAThread(
      ImageOrders sound, CompletableFuture<ImageOrder> watch) {
    CompletableFuture<ImageOrder> held = new CompletableFuture<>();
    Calls.startOn(() -> held.complete(watch.get()));
    return held;
  }

  @TestFactory
  Stream<DynamicTest> clausesOfImages() {
    return OrdersProof.proof(ImagesContract.class)
        .rejects(
            "anImageIsReadByteForByte",
            opening((sound, id, range) -> BrokenOrders.cut(sound.open(id, range), 1)))
        .rejects(
            "aRangeOfAnImageIsReadAndNothingElse ignored",
            opening((sound, id, range) -> sound.open(id)))
        .rejects(
            "aRangeOfAnImageIsReadAndNothingElse short",
            opening(
                (sound, id, range) ->
                    BrokenOrders.cut(sound.open(id, range), range.offset() < 0 ? 1 : 0)))
        .rejects(
            "aRangeBehindTheEndIsRefused",
            opening((sound, id, range) -> sound.open(id, ByteRange.ALL)))
        .rejects(
            "anImageThatIsNotThereIsNotFound",
            opening((sound, id, range) -> orCode(ErrorCode.FORBIDDEN, () -> sound.open(id, range))))
        .rejects(
            "aPreviewIsReadableWhileItsImageIsBeingMade unreadable",
            opening(
                (sound, id, range) ->
                    sound.open(id.value().contains(".p") ? new ImageId("gone") : id, range)))
        .rejects(
            "aPreviewIsReadableWhileItsImageIsBeingMade unseen",
            seeing(
                order ->
                    order.toBuilder()
                        .images(
                            order.images().stream()
                                .map(result -> ImageResult.pending(result.index(), 0))
                                .toList())
                        .build()))
        .rejects(
            "anUploadIsReadBackAndStartsAnOrder",
            uploading((sound, image) -> BrokenOrders.another(sound)))
        .rejects("anOrdersImageStartsAnotherOrder", placing(ReadingContractsTest::refuseMadeImages))
        .rejects("anUploadIsReadToItsEndAndNotClosed closed", uploading(BrokenOrders::closing))
        .rejects(
            "anUploadIsReadToItsEndAndNotClosed unread",
            uploading((sound, image) -> BrokenOrders.another(sound)))
        .rejects("anUploadThatIsNoWholeImageIsRefused", uploading(BrokenOrders::forgiving))
        .rejects("anUploadAboveTheLimitIsRefused", uploading(BrokenOrders::forgiving))
        .tests();
  }

  private static ImageOrder refuseMadeImages(ImageOrders sound, OrderRequest request) {
    for (ImageId source : request.specs().get(0).sourceImages()) {
      if (source.order().isPresent()) {
        throw ImageOrderException.invalid("sourceImages", source, "upload it");
      }
    }
    return sound.place(request);
  }

  @TestFactory
  Stream<DynamicTest> clausesOfTheFeed() {
    return OrdersProof.proof(FeedContract.class)
        .rejects(
            "theFeedTellsEverythingThatHappenedToAnOrderInItsOrder lost",
            withoutEvents(event -> event.type() == OrderEvent.Type.ORDER_STARTED))
        .rejects(
            "theFeedTellsEverythingThatHappenedToAnOrderInItsOrder reversed",
            reading(ReadingContractsTest::backwards))
        .rejects(
            "theFeedTellsHowOrdersEnd",
            withoutEvents(event -> event.type() == OrderEvent.Type.ORDER_CANCELLED))
        .rejects(
            "aReaderThatKeepsItsCursorMissesNothingAndRepeatsNothing missed",
            reading(ReadingContractsTest::skipping))
        .rejects(
            "aReaderThatKeepsItsCursorMissesNothingAndRepeatsNothing repeated",
            reading(
                (sound, after, limit, wait) ->
                    new EventPage(sound.events(after, limit, wait).events(), after)))
        .rejects(
            "thePageIsNoLongerThanAsked",
            reading((sound, after, limit, wait) -> sound.events(after, 1_000, wait)))
        .rejects(
            "aLongWaitEndsWhenAnEventComes",
            reading(
                (sound, after, limit, wait) ->
                    wait.isZero()
                        ? sound.events(after, limit, wait)
                        : new EventPage(List.of(), after)))
        .rejects(
            "withoutAWaitTheEndOfTheFeedIsAnEmptyPage",
            reading(
                (sound, after, limit, wait) -> sound.events(after, limit, Duration.ofSeconds(60))))
        .rejects(
            "aFeedCursorThatNoPageGaveIsRefused",
            reading((sound, after, limit, wait) -> sound.events(EventPage.START, limit, wait)))
        .rejects(
            "aLimitOrWaitOutOfBoundsIsRefusedWithItsField limit",
            reading(
                (sound, after, limit, wait) ->
                    sound.events(after, Math.max(1, Math.min(limit, 1_000)), wait)))
        .rejects(
            "aLimitOrWaitOutOfBoundsIsRefusedWithItsField wait",
            reading((sound, after, limit, wait) -> sound.events(after, limit, Duration.ZERO)))
        .tests();
  }

  private static EventPage backwards(ImageOrders sound, String after, int limit, Duration wait) {
    EventPage page = sound.events(after, limit, wait);
    var events = new ArrayList<>(page.events());
    Collections.reverse(events);
    return new EventPage(events, page.cursor());
  }

  private static EventPage skipping(ImageOrders sound, String after, int limit, Duration wait) {
    EventPage page = sound.events(after, limit, wait);
    return limit > 2
        ? page
        : new EventPage(page.events(), sound.events(page.cursor(), 1, Duration.ZERO).cursor());
  }
}
