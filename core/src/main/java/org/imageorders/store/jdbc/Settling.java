package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imageorders.Attempt;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageResult;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.Settlement;
import org.imageorders.store.shared.Ending;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/** What workers say of the tasks that they hold. */
final class Settling {

  private static final Comparator<Claim> IN_LOCKING_ORDER =
      Comparator.<Claim, String>comparing(claim -> claim.order().value())
          .thenComparingInt(Claim::task);

  private final Feed feed;

  Settling(Feed feed) {
    this.feed = feed;
  }

  Map<Claim, Lapse> extend(Session session, Collection<Claim> claims, Duration lease)
      throws SQLException {
    Instant now = session.now();
    Map<Claim, Lapse> lapsed = new LinkedHashMap<>();
    for (Claim claim : claims.stream().sorted(IN_LOCKING_ORDER).toList()) {
      // Also if it must stop: whoever is heard of will settle the attempt.
      Optional<Optional<Lapse>> extended =
          session.first(
              Sql.EXTEND_TASK,
              row -> stopped(row, now),
              now.plus(lease),
              claim.order().value(),
              claim.tenant(),
              claim.task(),
              claim.token());
      extended.orElse(Optional.of(Lapse.LOST)).ifPresent(why -> lapsed.put(claim, why));
    }
    return lapsed;
  }

  private static Optional<Lapse> stopped(Row row, Instant now) throws SQLException {
    Instant deadline = row.optionalInstant("deadline");
    boolean overdue = deadline != null && !deadline.isAfter(now);
    return overdue || row.text("state").equals(TaskRow.State.STOPPED.name())
        ? Optional.of(Lapse.STOPPED)
        : Optional.empty();
  }

  /** Shows a preview, and tells whether there was something to show it for. */
  boolean preview(Session session, Claim claim, int place, ImageId preview) throws SQLException {
    Optional<TaskRow> held =
        TaskRow.lock(session, claim).rows().stream()
            .filter(task -> task.isHeldBy(claim) && task.makes(place))
            .filter(task -> task.state() == TaskRow.State.RUNNING)
            .findFirst();
    if (held.isEmpty()) {
      return false;
    }
    TaskRow task = held.get();
    ImageResult known = Images.ofTask(session, task).get(place);
    ImageResult shown = known == null ? ImageResult.pending(place, task.spec()) : known;
    if (!shown.isPending()) {
      return false;
    }
    session.write(Sql.TOUCH_ORDER, task.orderSeq());
    Images.save(session, task.orderSeq(), List.of(shown.previewed(preview)));
    return true;
  }

  /**
   * Closes the attempt.
   *
   * @param delay until the rest is asked for again; null if what did not come has failed
   */
  Settlement settle(Session session, Claim claim, AttemptResult result, @Nullable Duration delay)
      throws SQLException {
    Session.Later<TaskRow> locked = TaskRow.lock(session, claim);
    Session.Later<OrderRow> itsOrder = OrderRow.lock(session, claim.tenant(), claim.order());
    Session.Later<Attempt> attempts = Attempts.ofClaim(session, claim);
    Optional<TaskRow> held =
        locked.rows().stream().filter(found -> found.isHeldBy(claim)).findFirst();
    if (held.isEmpty()) {
      session.discard();
      return Settlement.LOST;
    }
    TaskRow task = held.get();
    OrderRow order = itsOrder.rows().get(0);
    Instant now = session.now();
    close(session, order, attempts.rows(), result, now);
    boolean saved = task.state() == TaskRow.State.RUNNING;
    List<ImageResult> decided = saved ? decided(claim, task, result, delay) : List.of();
    decided.forEach(image -> order.decided(image, now));
    Images.save(session, order.seq(), decided);
    if (saved && decided.size() < claim.missing().size()) {
      boolean later = delay != null && !delay.isNegative() && !delay.isZero();
      task.save(session, TaskRow.State.READY, later ? now.plus(delay) : null);
    } else {
      task.save(session, TaskRow.State.ENDED, null);
      order.endedTasks(1);
    }
    if (saved && order.isDecided()) {
      boolean isAll = decided.size() == order.images();
      order.end(Ending.of(isAll ? decided : Reading.images(session, order)), now);
    }
    order.save(session);
    feed.append(session, List.of(order), now);
    return saved ? Settlement.SAVED : Settlement.LEDGER_ONLY;
  }

  private static void close(
      Session session, OrderRow order, List<Attempt> attempts, AttemptResult result, Instant now) {
    Attempt open = attempts.get(attempts.size() - 1);
    Attempt closed = Ledger.close(open, result, now);
    Attempts.save(session, order.seq(), closed);
    order.closed(open, closed);
    for (int number : result.recovered()) {
      Attempt unknown = attempts.get(number - 1);
      if (unknown.outcome() == Attempt.Outcome.UNKNOWN) {
        order.recovered(unknown);
        Attempts.save(session, order.seq(), Ledger.recover(unknown, result.images().size()));
      }
    }
  }

  /** What the result says of the places that the claim asked for. */
  private static List<ImageResult> decided(
      Claim claim, TaskRow task, AttemptResult result, @Nullable Duration delay) {
    List<ImageResult> decided = new ArrayList<>();
    for (int place : claim.missing()) {
      GeneratedImage image = result.images().get(place);
      ImageResult pending = ImageResult.pending(place, task.spec());
      if (image != null) {
        decided.add(pending.ready(image));
      } else if (delay == null) {
        decided.add(pending.failed(result.failureOf(place)));
      }
    }
    return decided;
  }
}
