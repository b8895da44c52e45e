package org.imageorders;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Takes orders for generated images and tells what becomes of them.
 *
 * <p>What stands behind it (an engine in this process, a service across HTTP, a Lambda function, or
 * two of them during a migration) is decided where it is built. Every implementation is thread-safe
 * and keeps the same contract.
 *
 * <p>An {@code ImageOrders} is bound to one tenant. Orders, images and uploads of other tenants do
 * not exist for it.
 *
 * <p>Every method throws {@link ImageOrderException}; the codes named below are those a caller can
 * act on. No method waits for a picture: {@link #place} returns as soon as the order is kept.
 *
 * <p>Orders and their events last as long as the store that keeps them. One in memory ends with its
 * process; what is said below of restarts holds where the store outlives them.
 */
public interface ImageOrders extends AutoCloseable {

  /**
   * Accepts an order. Once this returns, the order completes, fails with a reason or is cancelled;
   * while its store lasts it is never lost.
   *
   * <p>Placing the same idempotency key again finds the order that the first call made, whatever
   * became of its answer.
   *
   * @return the order as it stands, {@link OrderStatus#ACCEPTED} if it is new
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if what stands behind cannot draw
   *     it (the message tells the field, the value and the mend); {@link
   *     ErrorCode#IDEMPOTENCY_CONFLICT} if the key was used for a different request; {@link
   *     ErrorCode#GONE} if its order was removed; {@link ErrorCode#OVERLOADED} if the backlog is
   *     full
   */
  ImageOrder place(OrderRequest request);

  /**
   * The id that {@link #place} gives to this customer's key: known before placing, the same after
   * every repeat.
   */
  OrderId idOf(String customer, String idempotencyKey);

  /**
   * One order as it stands.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#GONE} if it was
   *     removed
   */
  ImageOrder get(OrderId id);

  /**
   * Orders, newest first.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the query's cursor is not one
   *     that a page gave
   */
  OrderPage list(OrderQuery query);

  /**
   * Asks for no more images of an order. It is {@link OrderStatus#CANCELLED} when this returns; a
   * call that runs is aborted, and images already made stay readable. An order that had ended stays
   * as it was.
   *
   * @return the order as it stands now
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#GONE}
   */
  ImageOrder cancel(OrderId id);

  /**
   * Cancels an order of which no call has begun. One that has started stays as it was, and so does
   * one that had ended: no money is lost by this, whoever calls it and however often. One that is
   * just on its way to another process that will handle it may stay, too, and can be asked for
   * again.
   *
   * <p>An implementation that cannot do so in one step refuses, as this one does.
   *
   * @return the order as it stands now; {@link OrderStatus#CANCELLED} and without {@link
   *     ImageOrder#startedAt} if it was withdrawn
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#GONE}; {@link
   *     ErrorCode#INVALID_REQUEST} if that cannot be done here
   */
  default ImageOrder withdraw(OrderId id) {
    throw ImageOrderException.invalid(
        "order", id, "cancel it: " + getClass().getSimpleName() + " cannot withdraw orders");
  }

  /**
   * Completes with the order once it has ended, in whatever way; exceptionally with {@link
   * ImageOrderException} if it does not exist or this {@code ImageOrders} is closed first. Holds no
   * thread. Cancelling the future cancels the wait, not the order.
   */
  CompletableFuture<ImageOrder> completion(OrderId id);

  /**
   * Like {@link #completion}, and tells of every change on the way: first the order as it stands,
   * then newer versions as they come. Versions may be skipped, never repeated or reordered; the
   * last is the ended order. The consumer is called by one thread at a time and must not block;
   * cancelling the future stops it.
   */
  CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange);

  /**
   * In words, over several lines: what an order waits for, its place, when it should be ready, and
   * every attempt. For a person at a support desk, not for parsing.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#GONE}
   */
  String explain(OrderId id);

  /**
   * Opens an image, a preview or an upload for reading. The caller closes it.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND}; {@link
   *     ErrorCode#RANGE_NOT_SATISFIABLE} if the range begins behind the end
   */
  ImageContent open(ImageId id, ByteRange range);

  /** Opens the whole of an image; see {@link #open(ImageId, ByteRange)}. */
  default ImageContent open(ImageId id) {
    return open(id, ByteRange.ALL);
  }

  /**
   * Keeps a source image or mask to be named by {@link ImageSpec.Builder#sourceImage} or {@link
   * ImageSpec.Builder#mask}. Reads the stream to its end and does not close it. An upload that no
   * order names expires.
   *
   * @throws ImageOrderException {@link ErrorCode#UNSUPPORTED_MEDIA} if it is not a PNG, JPEG or
   *     WebP image; {@link ErrorCode#TOO_LARGE}
   */
  ImageId upload(String customer, InputStream image);

  /**
   * The feed of what happened to orders: gap-free, in order for each order, at least once. A reader
   * that keeps the cursor of the last page it dealt with misses nothing, across restarts of either
   * side.
   *
   * @param after the cursor of an earlier page, or {@link EventPage#START}
   * @param limit the most events to return, 1 to 1,000
   * @param wait how long to wait for a first event where there is none; zero for not at all, 60
   *     seconds at most
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the cursor is not one that a
   *     page gave
   */
  EventPage events(String after, int limit, Duration wait);

  /**
   * Releases what this holds. Orders are not lost by it, and go on where something else works on
   * them.
   */
  @Override
  void close();
}
