package org.imageorders.store.shared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageResult;
import org.imageorders.OrderEvent;
import org.imageorders.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * How an order ends.
 *
 * @param status its last
 * @param event that tells it
 * @param why it ended without all its images; null if it has them
 */
public record Ending(OrderStatus status, OrderEvent.Type event, @Nullable Failure why) {

  /** What a cancelled order fails its pending images with. */
  public static final Failure CANCELLATION =
      new Failure(ErrorCode.CANCELLED, "the order was cancelled");

  /** What an overdue order fails its pending images with. */
  public static final Failure DEADLINE_PASSED =
      new Failure(ErrorCode.DEADLINE_EXCEEDED, "the order's deadline passed");

  /** The end of an order that was cancelled, whatever is ready. */
  public static final Ending CANCELLED =
      new Ending(OrderStatus.CANCELLED, OrderEvent.Type.ORDER_CANCELLED, CANCELLATION);

  /** The end of an order whose every image is there. */
  public static final Ending COMPLETED =
      new Ending(OrderStatus.COMPLETED, OrderEvent.Type.ORDER_COMPLETED, null);

  /** The end of an order all of whose images are decided, by what became of them. */
  public static Ending of(List<ImageResult> images) {
    Failure why = commonestFailure(images);
    if (why == null) {
      return COMPLETED;
    }
    return images.stream().anyMatch(result -> result.image().isPresent())
        ? new Ending(
            OrderStatus.PARTIALLY_COMPLETED, OrderEvent.Type.ORDER_PARTIALLY_COMPLETED, why)
        : new Ending(OrderStatus.FAILED, OrderEvent.Type.ORDER_FAILED, why);
  }

  /**
   * The first failure of the code that most images failed with; of several such, the one that came
   * first.
   */
  private static @Nullable Failure commonestFailure(List<ImageResult> images) {
    Map<ErrorCode, List<Failure>> alike = new LinkedHashMap<>();
    for (ImageResult result : images) {
      result
          .failure()
          .ifPresent(why -> alike.computeIfAbsent(why.code(), code -> new ArrayList<>()).add(why));
    }
    List<Failure> commonest = List.of();
    for (List<Failure> failures : alike.values()) {
      commonest = failures.size() > commonest.size() ? failures : commonest;
    }
    return commonest.isEmpty() ? null : commonest.get(0);
  }
}
