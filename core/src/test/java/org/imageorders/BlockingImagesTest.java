package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;

class BlockingImagesTest {

  private static final byte[] PICTURE = "a picture".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final OneOrder orders = new OneOrder();
  private final HeldTime time = new HeldTime();
  private final BlockingImages images =
      BlockingImages.over(orders, "customer-7", LONGEST).pauses(time);

  @Test
  void aReadyOrderGivesItsBytes() {
    orders.ends = order -> order.status(OrderStatus.COMPLETED).images(List.of(ready()));

    assertThat(images.generate("cart-4711", "a lighthouse", 1536, 1024)).isEqualTo(PICTURE);

    assertThat(orders.placed).hasSize(1);
    OrderRequest request = orders.placed.get(0);
    assertThat(request.customer()).isEqualTo("customer-7");
    assertThat(request.idempotencyKey()).isEqualTo("cart-4711");
    assertThat(request.specs()).singleElement().satisfies(BlockingImagesTest::isAsAsked);
    assertThat(time.calledOff).isTrue();
    assertThat(orders.closed).isTrue();
  }

  private static void isAsAsked(ImageSpec spec) {
    assertThat(spec.prompt()).isEqualTo("a lighthouse");
    assertThat(spec.size()).contains(new ImageSize(1536, 1024));
  }

  @Test
  void withoutAKeyEachCallIsAnOrderOfItsOwn() {
    orders.ends = order -> order.status(OrderStatus.COMPLETED).images(List.of(ready()));

    images.generate("a lighthouse", 64, 64);
    images.generate("a lighthouse", 64, 64);

    assertThat(orders.placed.get(0).idempotencyKey())
        .isNotEqualTo(orders.placed.get(1).idempotencyKey());
  }

  @Test
  @DefaultLocale("ar-EG-u-nu-arab")
  void anOrderThatIsNotReadyInTimeGoesOnAndCanBeAskedForAgain() {
    time.overAtOnce = true;

    ImageOrderException late = failure();

    assertThat(late.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(late.retryable()).isTrue();
    assertThat(late)
        .hasMessage(
            "order 160ef572e27c251a73f7a850d5e0ec700bf837fe is not ready after PT2M; it goes on:"
                + " call again with key 'cart-4711'");
    assertThat(time.asked).isEqualTo(LONGEST);
    assertThat(orders.cancelled).isFalse();
    assertThat(orders.completion).isDone();
  }

  @Test
  void aFailedOrdersCodeIsTheCallers() {
    orders.ends =
        order ->
            order
                .status(OrderStatus.FAILED)
                .failure(new Failure(ErrorCode.CONTENT_REFUSED, "the provider refuses it"));

    ImageOrderException refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
    assertThat(refused)
        .hasMessage(
            "order 160ef572e27c251a73f7a850d5e0ec700bf837fe brought no image: the provider refuses"
                + " it");
  }

  @Test
  void anOrderThatEndsWithoutImageOrReasonIsAFault() {
    orders.ends = order -> order.status(OrderStatus.CANCELLED);

    assertThat(failure().code()).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void aWaitThatFailsKeepsItsCode() {
    ImageOrderException closed = new ImageOrderException(ErrorCode.UNAVAILABLE, "closed");
    orders.breaks = closed;

    assertThat(failure()).isSameAs(closed);
  }

  @Test
  void aWaitThatFailsForNoKnownReasonIsAFault() {
    orders.breaks = new IllegalStateException("broken");

    ImageOrderException fault = failure();

    assertThat(fault.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(fault).hasRootCauseMessage("broken");
  }

  @Test
  void anInterruptedThreadStopsWaitingAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    ImageOrderException interrupted = failure();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class);
    assertThat(orders.completion).isCancelled();
    assertThat(orders.cancelled).isFalse();
    assertThat(time.calledOff).isTrue();
  }

  @Test
  void bytesThatCannotBeReadAreUnavailable() {
    orders.ends = order -> order.status(OrderStatus.COMPLETED).images(List.of(ready()));
    orders.unreadable = true;

    ImageOrderException unreadable = failure();

    assertThat(unreadable.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(unreadable).hasRootCauseMessage("disk");
  }

  private ImageOrderException failure() {
    return catchThrowableOfType(
        ImageOrderException.class, () -> images.generate("cart-4711", "a lighthouse", 64, 64));
  }

  private static ImageResult ready() {
    GeneratedImage image =
        GeneratedImage.builder(new ImageId("made"))
            .mediaType("image/png")
            .size(new ImageSize(64, 64))
            .bytes(PICTURE.length)
            .sha256("0".repeat(64))
            .provider("hand")
            .createdAt(Instant.EPOCH)
            .build();
    return ImageResult.pending(0, 0).ready(image);
  }

  /** Time that stands still, or is over at once. */
  private static final class HeldTime implements Pauses {
    private boolean overAtOnce;
    private boolean calledOff;
    private Duration asked = Duration.ZERO;

    @Override
    public Pending after(Duration delay, Runnable action) {
      asked = delay;
      if (overAtOnce) {
        action.run();
      }
      return () -> calledOff = true;
    }
  }

  /** Takes orders that end as told, or not at all. */
  private static final class OneOrder implements ImageOrders {
    private final List<OrderRequest> placed = new ArrayList<>();
    private UnaryOperator<ImageOrder.Builder> ends;
    private RuntimeException breaks;
    private CompletableFuture<ImageOrder> completion;
    private boolean unreadable;
    private boolean cancelled;
    private boolean closed;

    @Override
    public ImageOrder place(OrderRequest request) {
      placed.add(request);
      return order().build();
    }

    private ImageOrder.Builder order() {
      OrderRequest request = placed.get(placed.size() - 1);
      Money nothing = Money.usd("0");
      return ImageOrder.builder(idOf(request.customer(), request.idempotencyKey()))
          .request(request)
          .images(List.of(ImageResult.pending(0, 0)))
          .cost(new OrderCost(nothing, nothing, nothing))
          .acceptedAt(Instant.EPOCH);
    }

    @Override
    public CompletableFuture<ImageOrder> completion(OrderId id) {
      completion = new CompletableFuture<>();
      if (breaks != null) {
        completion.completeExceptionally(breaks);
      } else if (ends != null) {
        completion.complete(ends.apply(order()).build());
      }
      return completion;
    }

    @Override
    public ImageContent open(ImageId id, ByteRange range) {
      assertThat(id).hasToString("made");
      InputStream stream =
          new FilterInputStream(new ByteArrayInputStream(PICTURE)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              if (unreadable) {
                throw new IOException("disk");
              }
              return super.read(target, offset, length);
            }

            @Override
            public void close() {
              closed = true;
            }
          };
      return new ImageContent(
          "image/png", null, range.within(PICTURE.length), PICTURE.length, stream);
    }

    @Override
    public OrderId idOf(String customer, String idempotencyKey) {
      return OrderId.of("default", customer, idempotencyKey);
    }

    @Override
    public ImageOrder cancel(OrderId id) {
      cancelled = true;
      return order().status(OrderStatus.CANCELLED).build();
    }

    @Override
    public ImageOrder get(OrderId id) {
      throw new AssertionError("not asked for");
    }

    @Override
    public OrderPage list(OrderQuery query) {
      throw new AssertionError("not asked for");
    }

    @Override
    public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
      throw new AssertionError("not asked for");
    }

    @Override
    public String explain(OrderId id) {
      throw new AssertionError("not asked for");
    }

    @Override
    public ImageId upload(String customer, InputStream image) {
      throw new AssertionError("not asked for");
    }

    @Override
    public EventPage events(String after, int limit, Duration wait) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void close() {}
  }
}
