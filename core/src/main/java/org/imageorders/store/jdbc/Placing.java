package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.imageorders.ImageOrder;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.json.Json;
import org.imageorders.json.RequestJson;
import org.imageorders.store.Allowance;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.Placement;
import org.imageorders.store.shared.Ledger;
import org.jspecify.annotations.Nullable;

/** Takes new orders. */
final class Placing {

  // So many transactions may place at once without counting each other's tasks.
  private static final int MOST_BESIDE = 32;

  private final JdbcDatabase database;
  private final Feed feed;
  private final Set<String> knownQueues = ConcurrentHashMap.newKeySet();

  Placing(JdbcDatabase database, Feed feed) {
    this.database = database;
    this.feed = feed;
  }

  /** An order to be placed, and how many tasks may be open then. */
  private record Wanted(NewOrder order, String fingerprint, String request, int mostOpenTasks) {}

  /** What is known before an order is placed. */
  private record Before(@Nullable String known, boolean gone, long openTasks) {}

  /** Places an order. The order itself comes with the answer only if it is new. */
  Placement place(NewOrder order, int mostOpenTasks) {
    String request = Json.text(RequestJson.write(order.request()));
    Wanted wanted = new Wanted(order, order.request().fingerprint(), request, mostOpenTasks);
    Placement placement = place(wanted, false).or(() -> place(wanted, true)).orElseThrow();
    // What a caller's transaction added may be rolled back.
    if (placement.kind() == Placement.Kind.PLACED && database.callers() == null) {
      order.tasks().forEach(task -> knownQueues.add(task.queue()));
    }
    return placement;
  }

  /**
   * Places an order if there is room.
   *
   * @param alone whether others who place must wait
   * @return empty if room is scarce, so that it must be counted alone
   */
  private Optional<Placement> place(Wanted wanted, boolean alone) {
    return database.write(
        session -> {
          if (alone) {
            database.serialize(session, Sql.ROOM_LOCK);
          }
          Optional<Placement> answer = place(session, wanted, alone);
          if (answer.isEmpty() || answer.get().kind() != Placement.Kind.PLACED) {
            session.discard();
          }
          return answer;
        });
  }

  private Optional<Placement> place(Session session, Wanted wanted, boolean alone)
      throws SQLException {
    NewOrder order = wanted.order();
    int tasks = order.tasks().size();
    Before before = before(session, order);
    if (before.known() != null) {
      return known(before.known(), wanted);
    } else if (before.gone()) {
      return answer(Placement.Kind.GONE);
    }
    Optional<Allowance> exceeded = Spending.exceeded(database, session, order);
    if (exceeded.isPresent()) {
      return exceeded.map(Placement::overBudget);
    }
    long room = wanted.mostOpenTasks() - before.openTasks() - tasks;
    if (!alone && room < Math.max(wanted.mostOpenTasks() / 10, tasks * MOST_BESIDE)) {
      return Optional.empty();
    } else if (room < 0) {
      return answer(Placement.Kind.OVERLOADED);
    }
    Instant now = session.now();
    Optional<Long> seq = add(session, wanted, now);
    if (seq.isEmpty()) { // someone else has just placed it
      return known(String.valueOf(before(session, order).known()), wanted);
    }
    Map<String, Double> ranks = lastRanks(session, order);
    if (ranks.isEmpty()) {
      return answer(Placement.Kind.GONE);
    }
    addTasks(session, order, seq.get(), ranks, now);
    OrderEvent accepted =
        OrderEvent.builder(order.id() + ".1", OrderEvent.Type.ORDER_ACCEPTED, order.id())
            .customer(order.request().customer())
            .at(now)
            .build();
    feed.begin(session, order.tenant(), seq.get(), accepted, tasks);
    return Optional.of(new Placement(Placement.Kind.PLACED, placed(order, now)));
  }

  private static Optional<Placement> answer(Placement.Kind kind) {
    return Optional.of(new Placement(kind, null));
  }

  private static Optional<Placement> known(String fingerprint, Wanted wanted) {
    boolean same = fingerprint.equals(wanted.fingerprint());
    return answer(same ? Placement.Kind.EXISTING : Placement.Kind.CONFLICT);
  }

  private static Before before(Session session, NewOrder order) throws SQLException {
    return session.only(
        Sql.BEFORE_PLACING,
        row ->
            new Before(row.optionalText("known"), row.number("gone") > 0, row.number("open_tasks")),
        Sql.ROOM_LOCK,
        order.id().value(),
        order.id().value());
  }

  private static OrderCost nothing(NewOrder order) {
    return Ledger.nothing(order.tasks().get(0).estimatePerImage().currency());
  }

  private static Optional<Long> add(Session session, Wanted wanted, Instant now)
      throws SQLException {
    NewOrder order = wanted.order();
    OrderCost cost = nothing(order);
    int images = order.request().images();
    return session.first(
        Sql.ADD_ORDER,
        row -> row.number("seq"),
        order.tenant(),
        order.id().value(),
        order.request().customer(),
        wanted.fingerprint(),
        wanted.request(),
        OrderStatus.ACCEPTED,
        1L,
        images,
        images,
        1,
        cost.spent().currency().getCurrencyCode(),
        cost.spent().amount(),
        cost.reserved().amount(),
        cost.atRisk().amount(),
        now,
        order.request().deadline().map(now::plus).orElse(null));
  }

  /** The customer's last rank in each queue, with this order; none if the order was removed. */
  private Map<String, Double> lastRanks(Session session, NewOrder order) throws SQLException {
    SortedSet<String> queues = new TreeSet<>();
    order.tasks().forEach(task -> queues.add(task.queue()));
    Map<String, Double> ranks = new LinkedHashMap<>();
    for (String queue : queues) {
      if (!knownQueues.contains(queue)) {
        session.update(Sql.ADD_QUEUE, queue);
      }
      double cost = cost(order, queue);
      session
          .first(
              Sql.ADD_RANK,
              row -> row.real("rank"),
              order.tenant(),
              order.request().customer(),
              cost,
              queue,
              queue,
              order.id().value(),
              cost,
              cost)
          .ifPresent(rank -> ranks.put(queue, rank - cost));
    }
    return ranks;
  }

  private static double cost(NewOrder order, String queue) {
    return order.tasks().stream()
        .filter(task -> task.queue().equals(queue))
        .mapToDouble(task -> cost(order, task))
        .sum();
  }

  private static double cost(NewOrder order, NewTask task) {
    int priority = order.request().priority().orElse(OrderRequest.DEFAULT_PRIORITY);
    return task.cost() * OrderRequest.DEFAULT_PRIORITY / priority;
  }

  private static void addTasks(
      Session session, NewOrder order, long seq, Map<String, Double> ranks, Instant now)
      throws SQLException {
    Instant deadline = order.request().deadline().map(now::plus).orElse(null);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (NewTask task : order.tasks()) {
      double rank = ranks.merge(task.queue(), cost(order, task), Double::sum);
      rows.add(
          new @Nullable Object[] {
            seq,
            rows.size(),
            task.queue(),
            rank,
            task.spec(),
            task.firstImage(),
            task.images(),
            task.estimatePerImage().amount(),
            deadline
          });
    }
    session.batch(Sql.ADD_TASK, rows);
  }

  private static ImageOrder placed(NewOrder order, Instant now) {
    return ImageOrder.builder(order.id())
        .version(1)
        .request(order.request())
        .images(Images.all(order.request().specs(), Map.of()))
        .cost(nothing(order))
        .acceptedAt(now)
        .build();
  }
}
