package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.imageorders.ImageOrder;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
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

  private static final int MOST_RECENT = 10_000;

  // More tasks than any database takes in a millisecond.
  private static final long MOST_A_MILLI = 100;

  private final JdbcDatabase database;
  private final Feed feed;
  private final Set<String> knownQueues = ConcurrentHashMap.newKeySet();
  private final Recent recent = new Recent();
  private final Together<Wanted, Optional<Placement>> together;
  private volatile @Nullable Count counted;

  Placing(JdbcDatabase database, Feed feed) {
    this.database = database;
    this.feed = feed;
    together = new Together<>(database, (session, wanted) -> place(session, wanted, false));
  }

  /** An order to be placed, and how many tasks may be open then. */
  private record Wanted(NewOrder order, String fingerprint, String request, int mostOpenTasks) {

    String customer() {
      return order.request().customer();
    }

    @Nullable Instant deadline(Instant now) {
      return order.request().deadline().map(now::plus).orElse(null);
    }
  }

  /** Which orders are known before any is placed, with their fingerprints, and which are gone. */
  private record Before(Map<String, String> known, Set<String> gone) {

    boolean add(String order, @Nullable String fingerprint, long tombstones) {
      if (fingerprint != null) {
        known.put(order, fingerprint);
      }
      return tombstones > 0 && gone.add(order);
    }
  }

  /** The orders that were asked for last. Thread-safe. */
  private static final class Recent {
    private final Map<OrderId, Boolean> orders =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<OrderId, Boolean> eldest) {
                return size() > MOST_RECENT;
              }
            });

    /** Adds one, unless it is among them. */
    boolean add(OrderId order) {
      return orders.put(order, true) == null;
    }
  }

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
    Placement placement =
        together
            .run(order.tenant() + "/" + wanted.customer(), wanted)
            .or(() -> placeAlone(wanted))
            .orElseThrow();
    // What a caller's transaction added may be rolled back.
    if (placement.kind() == Placement.Kind.PLACED && database.callers() == null) {
      order.tasks().forEach(task -> knownQueues.add(task.queue()));
    }
    return placement;
  }

  /** Places an order while all others who place wait. */
  private Optional<Placement> placeAlone(Wanted wanted) {
    return database.write(
        session -> {
          database.serialize(session, PlacingSql.ROOM_LOCK);
          return place(session, List.of(wanted), true).get(0);
        });
  }

  /**
   * Places orders, each of another customer, if there is room.
   *
   * @param alone whether others who place wait
   * @return nothing for those for which room is scarce, so that it must be counted alone
   */
  private List<Optional<Placement>> place(Session session, List<Wanted> wanted, boolean alone)
      throws SQLException {
    Before before = takenForNew(wanted, session.now()) ? unseen(session) : before(session, wanted);
    Instant now = session.now();
    List<Optional<Placement>> answers = new ArrayList<>();
    List<Wanted> taken = new ArrayList<>();
    int tasks = 0;
    for (Wanted each : wanted) {
      int withThese = tasks + each.order().tasks().size();
      Optional<Placement> answer = answer(session, each, withThese, before, alone, now);
      answers.add(answer);
      if (answer.filter(placement -> placement.kind() == Placement.Kind.PLACED).isPresent()) {
        taken.add(each);
        tasks = withThese;
      }
    }
    if (taken.isEmpty()) {
      session.discard();
    }
    add(session, taken, now);
    return answers;
  }

  /**
   * What becomes of an order; nothing if room must be counted alone.
   *
   * @param tasks how many the transaction adds then
   */
  private Optional<Placement> answer(
      Session session, Wanted wanted, int tasks, Before before, boolean alone, Instant now)
      throws SQLException {
    NewOrder order = wanted.order();
    Optional<Placement> known = known(before, wanted);
    if (known.isPresent()) {
      return known;
    }
    Optional<Allowance> exceeded = Spending.exceeded(database, session, order);
    if (exceeded.isPresent()) {
      // Whoever placed the same order at the same time may have been first, and is counted now.
      return known(before(session, List.of(wanted)), wanted)
          .or(() -> exceeded.map(Placement::overBudget));
    }
    long room = (long) wanted.mostOpenTasks() - tasks;
    long spare = Math.max(wanted.mostOpenTasks() / 10, tasks * MOST_BESIDE);
    Count last = counted;
    if (alone || last == null || room - last.most(now) < spare) {
      long openTasks = session.only(PlacingSql.OPEN_TASKS, row -> row.number("open_tasks"));
      counted = new Count(openTasks, now);
      room -= openTasks;
      if (!alone && room < spare) {
        return Optional.empty();
      } else if (room < 0) {
        return answer(Placement.Kind.OVERLOADED);
      }
    }
    return Optional.of(new Placement(Placement.Kind.PLACED, placed(order, now)));
  }

  private void add(Session session, List<Wanted> taken, Instant now) {
    session.write(PlacingSql.ADD_ORDERS, taken.stream().map(wanted -> row(wanted, now)).toList());
    moveRanks(session, taken);
    addTasks(session, taken, now);
    feed.append(session, taken.stream().map(wanted -> news(wanted.order(), now)).toList(), now);
  }

  private static Optional<Placement> answer(Placement.Kind kind) {
    return Optional.of(new Placement(kind, null));
  }

  private static Optional<Placement> known(Before before, Wanted wanted) {
    String id = wanted.order().id().value();
    String fingerprint = before.known().get(id);
    if (fingerprint != null) {
      boolean same = fingerprint.equals(wanted.fingerprint());
      return answer(same ? Placement.Kind.EXISTING : Placement.Kind.CONFLICT);
    }
    return before.gone().contains(id) ? answer(Placement.Kind.GONE) : Optional.empty();
  }

  /**
   * Whether orders are taken for new, unseen, so that one trip to the database is enough. Each is
   * once: what fails because one is known after all is tried again with care. Only while more than
   * half of the room is free, which nobody fills before this transaction is sent.
   */
  private boolean takenForNew(List<Wanted> wanted, Instant now) {
    Count last = counted;
    return database.takesArrays()
        && database.callers() == null
        && last != null
        && wanted.stream().allMatch(each -> last.most(now) < each.mostOpenTasks() / 2)
        && wanted.stream().filter(each -> !recent.add(each.order().id())).count() == 0;
  }

  private static Before unseen(Session session) {
    session.write(PlacingSql.SHARE_ROOM, PlacingSql.ROOM_LOCK);
    return new Before(Map.of(), Set.of());
  }

  private static Before before(Session session, List<Wanted> wanted) throws SQLException {
    Before before = new Before(new HashMap<>(), new HashSet<>());
    session
        .later(
            PlacingSql.BEFORE_PLACING,
            row -> before.add(row.text("id"), row.optionalText("known"), row.number("gone")),
            wanted.stream()
                .map(each -> Rows.row(each.order().id().value(), PlacingSql.ROOM_LOCK))
                .toList())
        .rows();
    return before;
  }

  private static OrderCost nothing(NewOrder order) {
    return Ledger.nothing(order.tasks().get(0).estimatePerImage().currency());
  }

  private @Nullable Object[] row(Wanted wanted, Instant now) {
    NewOrder order = wanted.order();
    Money nothing = nothing(order).spent();
    return Rows.row(
        order.tenant(),
        order.id().value(),
        wanted.customer(),
        wanted.fingerprint(),
        wanted.request(),
        order.request().images(),
        feed.partition(order.id()),
        nothing.currency().getCurrencyCode(),
        nothing.amount(),
        now,
        wanted.deadline(now));
  }

  /** Moves the customers' last ranks on, in each queue. */
  private void moveRanks(Session session, List<Wanted> taken) {
    List<@Nullable Object[]> ranks = new ArrayList<>();
    for (Wanted wanted : taken) {
      for (String queue : queues(wanted.order())) {
        if (!knownQueues.contains(queue)) {
          session.write(PlacingSql.ADD_QUEUE, queue);
        }
        double cost = cost(wanted.order(), queue);
        ranks.add(Rows.row(wanted.order().tenant(), wanted.customer(), queue, cost));
      }
    }
    session.write(PlacingSql.ADD_RANKS, ranks);
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

  private static void addTasks(Session session, List<Wanted> taken, Instant now) {
    List<@Nullable Object[]> tasks = new ArrayList<>();
    for (Wanted wanted : taken) {
      NewOrder order = wanted.order();
      Map<String, Double> before = new HashMap<>(); // what each queue's last rank is then
      queues(order).forEach(queue -> before.put(queue, -cost(order, queue)));
      for (int number = 0; number < order.tasks().size(); number++) {
        NewTask task = order.tasks().get(number);
        tasks.add(
            Rows.row(
                order.id().value(),
                number,
                task.queue(),
                order.tenant(),
                wanted.customer(),
                before.merge(task.queue(), cost(order, task), Double::sum),
                task.spec(),
                task.firstImage(),
                task.images(),
                task.estimatePerImage().amount(),
                wanted.deadline(now)));
      }
    }
    session.write(PlacingSql.ADD_TASKS, tasks);
  }

  private static Feed.News news(NewOrder order, Instant now) {
    OrderEvent accepted =
        OrderEvent.builder(order.id() + ".1", OrderEvent.Type.ORDER_ACCEPTED, order.id())
            .customer(order.request().customer())
            .at(now)
            .build();
    return new Feed.News(order.id(), List.of(accepted), order.tasks().size());
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
