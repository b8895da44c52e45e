package org.imageorders.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.outbox.OutboxOrder.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one order over and decides what the answer means. An order that may have been taken is
 * never called failed before the other side was asked for it, unless its deadline passes first:
 * then it is taken back there as soon as that side answers. Thread-safe.
 */
final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private static final int MOST_TRIES_OF_A_FAULT = 8;
  private static final int LONGEST_MESSAGE = 4_000;

  /** Answers that leave no doubt: the order was not taken. It is not to blame for that. */
  private static final Set<ErrorCode> NOT_NOW =
      Set.of(
          ErrorCode.OVERLOADED,
          ErrorCode.RATE_LIMITED,
          ErrorCode.UNAUTHENTICATED,
          ErrorCode.FORBIDDEN,
          ErrorCode.NOT_FOUND);

  private final OutboxTable table;
  private final ImageOrders target;
  private final Duration kept;

  HandOver(OutboxTable table, ImageOrders target, Duration kept) {
    this.table = table;
    this.target = target;
    this.kept = kept;
  }

  /** Hands over an order that was claimed as it was found. */
  void handOver(OutboxOrder order) {
    if (order.deadline().filter(deadline -> !deadline.isAfter(table.now())).isPresent()) {
      expire(order);
      return;
    }
    ImageOrderException refusal = place(order);
    if (refusal == null) {
      taken(order);
      return;
    }
    boolean certain = NOT_NOW.contains(refusal.code());
    boolean fault = refusal.code().equals(ErrorCode.INTERNAL);
    if (refusal.retryable() || certain || (fault && order.tries() + 1 < MOST_TRIES_OF_A_FAULT)) {
      postpone(order, refusal, order.isDoubted() || !certain);
    } else if (order.isDoubted() || fault) {
      decide(order, refusal);
    } else {
      fail(order, refusal, null);
    }
  }

  private @Nullable ImageOrderException place(OutboxOrder order) {
    try {
      target.place(order.request());
      return null;
    } catch (RuntimeException | Error e) {
      return known(e);
    } finally {
      Thread.interrupted(); // closing ends the try; what became of it is written down nevertheless
    }
  }

  private static ImageOrderException known(Throwable e) {
    return e instanceof ImageOrderException known
        ? known
        : new ImageOrderException(ErrorCode.INTERNAL, "handing over failed: " + e, e);
  }

  private void taken(OutboxOrder order) {
    table.handedOver(order, table.now().plus(kept));
    LOG.atDebug().addKeyValue("order", order.id()).log("handed over");
  }

  /** Marks an order that an unanswered try has brought there. */
  void markIfThere(OutboxOrder order) {
    if (there(order).isPresent()) {
      taken(order);
    }
  }

  /** Refused for good, though an earlier try may have succeeded. */
  private void decide(OutboxOrder order, ImageOrderException refusal) {
    try {
      if (there(order).isPresent()) {
        taken(order);
      } else {
        fail(order, refusal, null);
      }
    } catch (RuntimeException e) {
      postpone(order, refusal, true);
    }
  }

  private void expire(OutboxOrder order) {
    ImageOrderException late =
        new ImageOrderException(
            ErrorCode.DEADLINE_EXCEEDED,
            "the order's deadline passed before it could be handed over");
    try {
      if (order.isDoubted() && there(order).isPresent()) {
        taken(order);
      } else {
        fail(order, late, null);
      }
    } catch (RuntimeException e) {
      fail(order, late, table.now().plus(SHORTEST_PAUSE));
    }
  }

  /** The same order, where it is handled. */
  private Optional<ImageOrder> there(OutboxOrder order) {
    try {
      ImageOrder found = target.get(order.id());
      return Optional.of(found)
          .filter(same -> same.request().fingerprint().equals(order.fingerprint()));
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND) || e.code().equals(ErrorCode.GONE)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void fail(OutboxOrder order, ImageOrderException refusal, @Nullable Instant recall) {
    Failure why = new Failure(refusal.code(), message(refusal));
    if (table.end(order, order.tries() + 1, State.FAILED, why, recall)) {
      LOG.atWarn()
          .addKeyValue("order", order.id())
          .addKeyValue("code", refusal.code())
          .log("an order could not be handed over, and failed");
    }
  }

  private void postpone(OutboxOrder order, ImageOrderException refusal, boolean doubted) {
    Instant next = table.now().plus(pause(order.tries(), refusal));
    Instant due = order.deadline().filter(deadline -> deadline.isBefore(next)).orElse(next);
    table.postpone(order, new Failure(refusal.code(), message(refusal)), doubted, due);
    LOG.atInfo()
        .addKeyValue("order", order.id())
        .addKeyValue("code", refusal.code())
        .addKeyValue("next", due)
        .log("an order was not taken; it is tried again");
  }

  private static Duration pause(int earlierTries, ImageOrderException refusal) {
    Duration longer = SHORTEST_PAUSE.multipliedBy(1L << Math.min(earlierTries, 6));
    Duration own = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return refusal.retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
  }

  /** What a refusal says, within bounds, and of characters that every database keeps. */
  private static String message(ImageOrderException e) {
    StringBuilder text = new StringBuilder();
    String.valueOf(e.getMessage())
        .codePoints()
        .limit(LONGEST_MESSAGE)
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  /** Looks there for an order that ended here, and cancels it. */
  void recall(OutboxOrder order) {
    try {
      if (there(order).isPresent()) {
        target.cancel(order.id());
      }
      table.recalled(order, null);
    } catch (RuntimeException e) {
      ImageOrderException refusal = known(e);
      table.recalled(order, table.now().plus(pause(order.tries(), refusal)));
      LOG.atInfo()
          .addKeyValue("order", order.id())
          .addKeyValue("code", refusal.code())
          .log("an order that has ended could not be taken back; it is tried again");
    }
  }
}
