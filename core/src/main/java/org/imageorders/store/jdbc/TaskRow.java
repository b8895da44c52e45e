package org.imageorders.store.jdbc;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.imageorders.OrderId;
import org.imageorders.store.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A task's row, as a statement gave it.
 *
 * @param estimate per image, in the order's currency
 * @param attempts how many were opened; the number of the last one is the fence
 * @param alarm when it falls due, or its lease runs out
 */
record TaskRow(
    long orderSeq,
    int number,
    String queue,
    double rank,
    int spec,
    int firstImage,
    int images,
    BigDecimal estimate,
    State state,
    int attempts,
    @Nullable Instant alarm) {

  /** Where a task stands that has not ended. */
  enum State {
    READY,
    RUNNING,
    /** It runs, and its order has ended. */
    STOPPED
  }

  static TaskRow read(Row row) throws SQLException {
    return new TaskRow(
        row.number("order_seq"),
        row.integer("number"),
        row.text("queue"),
        row.real("rank"),
        row.integer("spec"),
        row.integer("first_image"),
        row.integer("images"),
        row.decimal("estimate"),
        State.valueOf(row.text("state")),
        row.integer("attempts"),
        row.optionalInstant("alarm"));
  }

  /** Locks the tasks of claims. */
  static Session.Later<TaskRow> lock(Session session, Collection<Claim> claims)
      throws SQLException {
    return session.later(Sql.LOCK_TASKS_OF_CLAIMS, TaskRow::read, rows(claims));
  }

  /** What names the tasks of claims. */
  static List<@Nullable Object[]> rows(Collection<Claim> claims) {
    return claims.stream()
        .map(claim -> Rows.row(claim.order().value(), claim.tenant(), claim.task()))
        .toList();
  }

  /** Locks the tasks of an order, by number; none if there is no such order. */
  static Session.Later<TaskRow> lockAll(Session session, String tenant, OrderId order) {
    return session.later(Sql.LOCK_TASKS, TaskRow::read, order.value(), tenant);
  }

  /** Whether the claim still holds it. */
  boolean isHeldBy(Claim claim) {
    return isRunning() && attempts == claim.token();
  }

  /** Its place among the tasks of all orders. */
  @Nullable Object[] key() {
    return Rows.row(orderSeq, number);
  }

  /** Whether an attempt of it is open. */
  boolean isRunning() {
    return state == State.RUNNING || state == State.STOPPED;
  }

  /** Whether its order ended while it ran. */
  boolean isStopped() {
    return state == State.STOPPED;
  }

  boolean makes(int place) {
    return place >= firstImage && place < firstImage + images;
  }

  /** The places of its images. */
  List<Integer> places() {
    return IntStream.range(firstImage, firstImage + images).boxed().toList();
  }
}
