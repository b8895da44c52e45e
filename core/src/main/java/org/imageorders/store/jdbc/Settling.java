package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.imageorders.Attempt;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageResult;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.OrderStore.Change;
import org.imageorders.store.Settlement;
import org.imageorders.store.shared.Ending;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/** What workers say of the tasks that they hold. */
final class Settling {

  private final JdbcDatabase database;
  private final Feed feed;
  private final Together<Report, Settlement> together;
  private final Map<Claim, Held> untouched = Collections.synchronizedMap(new WeakHashMap<>());

  Settling(JdbcDatabase database, Feed feed) {
    this.database = database;
    this.feed = feed;
    together = new Together<>(database, this::settle);
  }

  /**
   * Remembers what was claimed, until somebody touches it: so long it need not be read and locked
   * to be finished.
   */
  void claimed(Map<Claim, Held> claimed) {
    if (database.takesArrays()) {
      claimed.forEach(
          (claim, held) -> {
            if (held.isAll()) {
              untouched.put(claim, held);
            }
          });
    }
  }

  /** Takes note of orders that others have changed. */
  void touched(Collection<Change> orders) {
    Set<Change> changed = Set.copyOf(orders);
    untouched.values().removeIf(held -> changed.contains(held.order().change()));
  }

  /**
   * What claims hold, if that is known of all of them; it is told once. Not of those that are
   * released: a transaction that tells nothing does not notice that an order is gone.
   */
  private Map<Claim, Held> untouched(List<Report> reports) {
    Map<Claim, Held> known = new LinkedHashMap<>();
    for (Report report : reports) {
      Held held = untouched.remove(report.claim());
      if (held != null && report.delay() == null) {
        known.put(report.claim(), held);
      }
    }
    return known.size() == reports.size() ? known : Map.of();
  }

  Map<Claim, Lapse> extend(Session session, Collection<Claim> claims, Duration lease)
      throws SQLException {
    Instant now = session.now();
    TaskRow.lock(session, claims);
    Map<Claim, Lapse> lapsed = new LinkedHashMap<>();
    for (Claim claim : claims) {
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
    lapsed.keySet().forEach(untouched::remove);
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
    untouched.remove(claim);
    Optional<TaskRow> held =
        TaskRow.lock(session, List.of(claim)).rows().stream()
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
    Images.save(session, List.of(new Images.Kept(task.orderSeq(), shown.previewed(preview))));
    return true;
  }

  /** What a worker says of a claim. */
  private record Report(Claim claim, AttemptResult result, @Nullable Duration delay) {}

  /**
   * Closes the attempt.
   *
   * @param delay until the rest is asked for again; null if what did not come has failed
   */
  Settlement settle(Claim claim, AttemptResult result, @Nullable Duration delay) {
    return together.run(claim.tenant() + "/" + claim.order(), new Report(claim, result, delay));
  }

  /** Closes the attempts of claims, each of another order. */
  private List<Settlement> settle(Session session, List<Report> reports) throws SQLException {
    Map<Claim, Held> known = untouched(reports);
    Map<Claim, Held> all =
        known.isEmpty() ? Held.lock(session, reports.stream().map(Report::claim).toList()) : known;
    if (all.isEmpty()) {
      session.discard();
    }
    Changes changes = new Changes(session.now());
    List<Settlement> settlements = new ArrayList<>();
    for (Report report : reports) {
      Held held = all.get(report.claim());
      settlements.add(held == null ? Settlement.LOST : settle(session, report, held, changes));
    }
    changes.save(session, feed);
    return settlements;
  }

  private static Settlement settle(Session session, Report report, Held held, Changes changes)
      throws SQLException {
    OrderRow order = held.order();
    TaskRow task = held.task();
    close(order, held.attempts(), report.result(), changes);
    Claim claim = report.claim();
    Duration delay = report.delay();
    boolean saved = task.state() == TaskRow.State.RUNNING;
    List<ImageResult> decided = saved ? decided(claim, task, report.result(), delay) : List.of();
    changes.decide(order, decided);
    if (saved && decided.size() < claim.missing().size()) {
      boolean later = delay != null && !delay.isNegative() && !delay.isZero();
      changes.again(task, later ? changes.now().plus(delay) : null);
    } else {
      changes.end(order, task);
    }
    if (saved && order.isDecided()) {
      boolean isAll = decided.size() == order.images();
      order.end(Ending.of(isAll ? decided : with(decided, session, order)), changes.now());
    }
    changes.add(order);
    return saved ? Settlement.SAVED : Settlement.LEDGER_ONLY;
  }

  /** All images of an order, of which some are decided just now. */
  private static List<ImageResult> with(List<ImageResult> decided, Session session, OrderRow order)
      throws SQLException {
    List<ImageResult> all = new ArrayList<>(Reading.images(session, order));
    decided.forEach(image -> all.set(image.index(), image));
    return all;
  }

  private static void close(
      OrderRow order, List<Attempt> attempts, AttemptResult result, Changes changes) {
    Attempt open = attempts.get(attempts.size() - 1);
    changes.close(order, open, Ledger.close(open, result, changes.now()));
    for (int number : result.recovered()) {
      Attempt unknown = attempts.get(number - 1);
      if (unknown.outcome() == Attempt.Outcome.UNKNOWN) {
        order.recovered(unknown);
        changes.save(order, Ledger.recover(unknown, result.images().size()));
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
