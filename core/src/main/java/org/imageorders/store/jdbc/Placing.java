package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
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

  // More tasks than any database takes in a millisecond.
  private static final long MOST_A_MILLI = 100;

  private final JdbcDatabase database;
  private final Feed feed;
  private final Set<String> knownQueues = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Count counted;

  Placing(JdbcDatabase database, Feed feed) {
    this.database = database;
    this.feed = feed;
  }

  /** An order to be placed, and how many tasks may be open then. */
  private record Wanted(NewOrder order, String fingerprint, String request, int mostOpenTasks) {}

  /** What is known before an order is placed. */
  private record Before(@Nullable String known, boolean gone) {}

  /** How many tasks were open at some time. */
  private record Count(long openTasks, Instant at) {

    /** How many may be open by then. */
    long most(Instant later) {
      return openTasks + MOST_A_MILLI * (1 + at.until(later, ChronoUnit.MILLIS));
    }
  }

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
      // Whoever placed the same order at the same time may have been first, and is counted now.
      String placed = before(session, order).known();
      return placed != null ? known(placed, wanted) : exceeded.map(Placement::overBudget);
    }
    Instant now = session.now();
    long room = (long) wanted.mostOpenTasks() - tasks;
    long spare = Math.max(wanted.mostOpenTasks() / 10, tasks * MOST_BESIDE);
    Count known = counted;
    if (alone || known == null || room - known.most(now) < spare) {
      long openTasks = session.only(Sql.OPEN_TASKS, row -> row.number("open_tasks"));
      counted = new Count(openTasks, now);
      room -= openTasks;
      if (!alone && room < spare) {
        return Optional.empty();
      } else if (room < 0) {
        return answer(Placement.Kind.OVERLOADED);
      }
    }
    add(session, wanted, now);
    moveRanks(session, order);
    addTasks(session, order, now);
    OrderEvent accepted =
        OrderEvent.builder(order.id() + ".1", OrderEvent.Type.ORDER_ACCEPTED, order.id())
            .customer(order.request().customer())
            .at(now)
            .build();
    feed.begin(session, order.tenant(), accepted, tasks);
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
        row -> new Before(row.optionalText("known"), row.number("gone") > 0),
        Sql.ROOM_LOCK,
        order.id().value(),
        order.id().value());
  }

  private static OrderCost nothing(NewOrder order) {
    return Ledger.nothing(order.tasks().get(0).estimatePerImage().currency());
  }

  private static void add(Session session, Wanted wanted, Instant now) {
    NewOrder order = wanted.order();
    OrderCost cost = nothing(order);
    int images = order.request().images();
    session.write(
        Sql.ADD_ORDER,
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

  /** Moves the customer's last rank on, in each queue. */
  private void moveRanks(Session session, NewOrder order) {
    for (String queue : queues(order)) {
      if (!knownQueues.contains(queue)) {
        session.write(Sql.ADD_QUEUE, queue);
      }
      double cost = cost(order, queue);
      session.write(
          Sql.ADD_RANK, order.tenant(), order.request().customer(), cost, queue, queue, cost, cost);
    }
  }

  /** In the order in which their rows are locked. */
  private static SortedSet<String> queues(NewOrder order) {
    SortedSet<String> queues = new TreeSet<>();
    order.tasks().forEach(task -> queues.add(task.queue()));
    return queues;
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

  private static void addTasks(Session session, NewOrder order, Instant now) {
    Instant deadline = order.request().deadline().map(now::plus).orElse(null);
    Map<String, Double> before = new HashMap<>(); // what each queue's last rank is then
    queues(order).forEach(queue -> before.put(queue, -cost(order, queue)));
    for (int number = 0; number < order.tasks().size(); number++) {
      NewTask task = order.tasks().get(number);
      session.write(
          Sql.ADD_TASK,
          order.id().value(),
          order.id().value(),
          number,
          task.queue(),
          order.tenant(),
          order.request().customer(),
          task.queue(),
          before.merge(task.queue(), cost(order, task), Double::sum),
          task.spec(),
          task.firstImage(),
          task.images(),
          task.estimatePerImage().amount(),
          deadline);
    }
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
