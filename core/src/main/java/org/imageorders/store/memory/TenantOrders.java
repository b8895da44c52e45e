package org.imageorders.store.memory;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.store.Allowance;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.shared.Sums;
import org.jspecify.annotations.Nullable;

/** The orders of one tenant, by id and by age, and its feed. Guarded by its store's lock. */
final class TenantOrders {

  private final String name;
  private final Map<OrderId, OrderEntry> byId = new HashMap<>();
  private final NavigableMap<Long, OrderEntry> byAge = new TreeMap<>();
  private final Map<String, Customer> customers = new HashMap<>();
  private final Set<OrderId> tombstones = new HashSet<>();
  private final List<Sums.Entry> removed = new ArrayList<>();
  private final Cursors cursors = new Cursors("after");
  private final Feed feed = new Feed();

  TenantOrders(String name) {
    this.name = name;
  }

  /** What is known of a customer: the orders by age, and the last rank in each queue. */
  static final class Customer {
    private final NavigableMap<Long, OrderEntry> byAge = new TreeMap<>();
    private final Map<String, Double> lastRanks = new HashMap<>();

    Map<String, Double> lastRanks() {
      return lastRanks;
    }
  }

  String name() {
    return name;
  }

  Feed feed() {
    return feed;
  }

  Customer customer(String customer) {
    return customers.computeIfAbsent(customer, anyone -> new Customer());
  }

  @Nullable OrderEntry find(OrderId id) {
    return byId.get(id);
  }

  boolean isGone(OrderId id) {
    return tombstones.contains(id);
  }

  OrderEntry get(OrderId id) {
    OrderEntry order = byId.get(id);
    if (order == null) {
      throw isGone(id)
          ? new ImageOrderException(ErrorCode.GONE, "order " + id + " was removed")
          : unknown(id);
    }
    return order;
  }

  static ImageOrderException unknown(OrderId id) {
    return new ImageOrderException(ErrorCode.NOT_FOUND, "there is no order " + id);
  }

  void add(OrderEntry order) {
    byId.put(order.id(), order);
    byAge.put(order.sequence(), order);
    customer(order.request().customer()).byAge.put(order.sequence(), order);
  }

  /** Removes an order with its events, and leaves a tombstone. */
  void remove(OrderEntry order) {
    byId.remove(order.id());
    byAge.remove(order.sequence());
    customer(order.request().customer()).byAge.remove(order.sequence());
    feed.remove(order.eventPositions());
    tombstones.add(order.id());
    String customer = order.request().customer();
    order
        .attempts()
        .map(attempt -> attempt.outcome() == Outcome.RUNNING ? unsettled(attempt) : attempt)
        .forEach(attempt -> removed.add(Sums.Entry.of(customer, attempt)));
  }

  /** An attempt that nobody will settle any more. */
  private static Attempt unsettled(Attempt running) {
    return running.toBuilder().outcome(Outcome.UNKNOWN).build();
  }

  List<LedgerSum> ledger(LedgerQuery query) {
    Sums sums = new Sums(query);
    removed.forEach(sums::add);
    for (OrderEntry order : byAge.values()) {
      order
          .attempts()
          .forEach(attempt -> sums.add(Sums.Entry.of(order.request().customer(), attempt)));
    }
    return sums.list();
  }

  /** The first allowance that a new order would exceed; null if it would none. */
  @Nullable Allowance exceeded(NewOrder order) {
    for (Allowance allowance : order.allowances()) {
      Money committed = order.estimate().plus(committed(order.request().customer(), allowance));
      if (committed.compareTo(allowance.most()) > 0) {
        return allowance;
      }
    }
    return null;
  }

  private Money committed(String customer, Allowance allowance) {
    LocalDate day = allowance.from().atOffset(ZoneOffset.UTC).toLocalDate();
    Stream<Money> gone =
        removed.stream()
            .filter(entry -> entry.customer().equals(customer) && !entry.day().isBefore(day))
            .map(Sums.Entry::cost);
    Stream<Money> kept =
        ordersOf(customer).values().stream().flatMap(order -> order.committed(allowance.from()));
    return Stream.concat(gone, kept)
        .filter(money -> money.currency().equals(allowance.most().currency()))
        .reduce(Money.zero(allowance.most().currency()), Money::plus);
  }

  void forget(String customer) {
    removed.replaceAll(
        entry ->
            entry.customer().equals(customer)
                ? new Sums.Entry(
                    entry.day(),
                    "",
                    entry.provider(),
                    entry.outcome(),
                    entry.calls(),
                    entry.images(),
                    entry.cost())
                : entry);
    Customer known = customers.get(customer);
    if (known != null && known.byAge.isEmpty()) {
      customers.remove(customer);
    }
  }

  Stream<OrderEntry> endedBefore(Instant moment) {
    return byAge.values().stream().filter(order -> order.isEndedBy(moment));
  }

  OrderPage page(OrderQuery query, long lastSequence) {
    NavigableMap<Long, OrderEntry> orders = query.customer().map(this::ordersOf).orElse(byAge);
    long before =
        query
            .after()
            .map(cursor -> cursors.positionOf(cursor, lastSequence))
            .orElse(Long.MAX_VALUE);
    List<OrderEntry> found =
        orders.headMap(before, false).descendingMap().values().stream()
            .filter(order -> order.matches(query))
            .limit(query.limit() + 1L)
            .toList();
    List<OrderEntry> page = found.subList(0, Math.min(found.size(), query.limit()));
    String next =
        found.size() > page.size() ? cursors.at(page.get(page.size() - 1).sequence()) : null;
    return new OrderPage(page.stream().map(OrderEntry::snapshot).toList(), next);
  }

  private NavigableMap<Long, OrderEntry> ordersOf(String customer) {
    Customer known = customers.get(customer);
    return known == null ? new TreeMap<>() : known.byAge;
  }
}
