package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSize;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;

/**
 * What the clauses of {@link ImageOrdersContract} are made of. They wait for what happens, never
 * for time to pass.
 */
final class OrdersClauses {

  private static final long LONGEST_WAIT_SECONDS = 60;

  /** The id of an order that nobody has placed. */
  static final OrderId NO_ORDER = new OrderId("0".repeat(40));

  private OrdersClauses() {}

  /** Places an order and waits for its end. */
  static ImageOrder ended(ImageOrders orders, OrderRequest request) throws Exception {
    return get(orders.completion(orders.place(request).id()));
  }

  /** Waits until an order looks as wanted. */
  static ImageOrder until(ImageOrders orders, OrderId id, Predicate<ImageOrder> wanted)
      throws Exception {
    CompletableFuture<ImageOrder> seen = new CompletableFuture<>();
    CompletableFuture<ImageOrder> watch =
        orders.watch(
            id,
            order -> {
              if (wanted.test(order)) {
                seen.complete(order);
              }
            });
    var unused =
        watch.whenComplete(
            (order, failure) ->
                seen.completeExceptionally(
                    new AssertionError("never as wanted: " + order, failure)));
    try {
      return get(seen);
    } finally {
      watch.cancel(false);
    }
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception known ? known : e;
    }
  }

  /** The refusal that an action ends with, whose code must be this. */
  static ImageOrderException refused(ErrorCode code, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).as("refusal with " + code).isInstanceOf(ImageOrderException.class);
    ImageOrderException refusal = (ImageOrderException) thrown;
    assertThat(refusal.code()).as("code of: " + refusal.getMessage()).isEqualTo(code);
    assertThat(refusal).as("message").message().isNotBlank();
    return refusal;
  }

  static byte[] bytes(ImageOrders orders, ImageId id, ByteRange range) {
    try (ImageContent content = orders.open(id, range)) {
      return content.stream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] png(long leastBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new TinyPng(new ImageSize(32, 32), 0x336699, leastBytes, false).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
