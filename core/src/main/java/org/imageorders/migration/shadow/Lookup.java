package org.imageorders.migration.shadow;

import java.util.Optional;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;

/** Asks for what may be absent, or have been removed. */
final class Lookup {

  private Lookup() {}

  static Optional<ImageOrder> find(ImageOrders orders, OrderId id) {
    return present(() -> orders.get(id));
  }

  /** What a call answers; empty if it says that there is no such thing, or no longer. */
  static <T> Optional<T> present(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND) || e.code().equals(ErrorCode.GONE)) {
        return Optional.empty();
      }
      throw waiting(e);
    }
  }

  /** Whatever else keeps a call from answering is no fault of this copy, which waits for it. */
  static ImageOrderException waiting(ImageOrderException e) {
    return e.retryable()
        ? e
        : new ImageOrderException(
            ErrorCode.UNAVAILABLE, "the parallel run waits: " + e.getMessage(), e);
  }
}
