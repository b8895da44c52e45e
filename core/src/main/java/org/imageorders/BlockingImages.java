package org.imageorders;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The old style, for callers that cannot change yet: prompt and pixels in, bytes out. Behind it is
 * an order like any other, so a call that gave up waiting can be made again with the same key and
 * finds its picture.
 *
 * <p>Holds the calling thread, for a bounded time, and the whole image in memory. Thread-safe.
 */
public final class BlockingImages {

  private final ImageOrders orders;
  private final String customer;
  private final Duration longestWait;
  private final Pauses pauses;

  private BlockingImages(ImageOrders orders, String customer, Duration longestWait, Pauses pauses) {
    this.orders = orders;
    this.customer = customer;
    this.longestWait = longestWait;
    this.pauses = pauses;
  }

  /**
   * Places orders for one customer and waits for each in real time.
   *
   * @param longestWait how long a call waits at most
   */
  public static BlockingImages over(ImageOrders orders, String customer, Duration longestWait) {
    return new BlockingImages(orders, customer, longestWait, Pauses.system());
  }

  /** The same, waiting by the given pauses. */
  public BlockingImages pauses(Pauses pauses) {
    return new BlockingImages(orders, customer, longestWait, pauses);
  }

  /** Makes one picture under a key of its own; see {@link #generate(String, String, int, int)}. */
  public byte[] generate(String prompt, int width, int height) {
    return generate(UUID.randomUUID().toString(), prompt, width, height);
  }

  /**
   * Makes one picture, or finds the one that an earlier call with this key ordered.
   *
   * @return the bytes of the image, as the provider sent them
   * @throws ImageOrderException {@link ErrorCode#TIMEOUT} if it is not ready in time: the order
   *     goes on; the code of the order's failure if it failed; {@link ErrorCode#UNAVAILABLE} if the
   *     thread was interrupted
   */
  public byte[] generate(String idempotencyKey, String prompt, int width, int height) {
    ImageOrder placed =
        orders.place(
            OrderRequest.builder(customer)
                .idempotencyKey(idempotencyKey)
                .spec(ImageSpec.builder(prompt).size(width, height).build())
                .build());
    ImageOrder ended = await(placed.id(), idempotencyKey);
    GeneratedImage image =
        ended.readyImages().stream().findFirst().orElseThrow(() -> failure(ended));
    try (ImageContent content = orders.open(image.id())) {
      return content.stream().readAllBytes();
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "image " + image.id() + " could not be read: " + e, e);
    }
  }

  private ImageOrder await(OrderId id, String key) {
    CompletableFuture<ImageOrder> completion = orders.completion(id);
    ImageOrderException late =
        new ImageOrderException(
            ErrorCode.TIMEOUT,
            "order "
                + id
                + " is not ready after "
                + longestWait
                + "; it goes on: call again with key '"
                + key
                + "'");
    Pauses.Pending limit = pauses.after(longestWait, () -> completion.completeExceptionally(late));
    try {
      return completion.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for order " + id, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ImageOrderException known
          ? known
          : new ImageOrderException(
              ErrorCode.INTERNAL, "waiting for order " + id + " failed: " + e.getCause(), e);
    } finally {
      limit.cancel();
      completion.cancel(false);
    }
  }

  private static ImageOrderException failure(ImageOrder ended) {
    Failure why =
        ended
            .failure()
            .orElse(
                new Failure(
                    ErrorCode.INTERNAL, "it ended as " + ended.status() + " without a reason"));
    return new ImageOrderException(
        why.code(), "order " + ended.id() + " brought no image: " + why.message());
  }
}
