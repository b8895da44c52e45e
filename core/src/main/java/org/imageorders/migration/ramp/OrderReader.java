package org.imageorders.migration.ramp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Side;
import org.jspecify.annotations.Nullable;

/**
 * Reads the orders of both sides that a step is judged by, and remembers those that have ended, so
 * that each look asks for new orders and for those in flight alone. One thread at a time.
 */
final class OrderReader {

  /** So many orders of each side are remembered, the newest. */
  static final int MOST = 5_000;

  /**
   * So many of legacy's say enough about it; with fewer in the step's own time, older ones help.
   */
  static final int ENOUGH_OF_LEGACY = 1_000;

  /** So many are read in one go; those that came before are passed over, of whichever side. */
  private static final int MOST_READ = 10_000;

  /**
   * A side's clock may be so far from the state store's; and an order may be seen later than one
   * that was accepted after it.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private final Migration migration;
  private Map<OrderId, Observation> known = new LinkedHashMap<>();
  private @Nullable Instant step;
  private Instant listedTo = Instant.MIN;

  OrderReader(Migration migration) {
    this.migration = migration;
  }

  /**
   * What there is to judge by.
   *
   * @param since when the step began
   * @param from the oldest order of legacy to compare with
   */
  Sample read(Instant now, Instant since, Instant from) {
    if (!since.equals(step)) {
      known = older(since, from);
      listedTo = since;
      step = since;
    }
    refresh(readFrom(later(since, listedTo.minus(OVERLAP))));
    listedTo = now; // not before all of them were read: the newest come first
    List<Observation> legacy = of(Side.LEGACY, MOST);
    List<Observation> candidate = of(Side.CANDIDATE, MOST);
    Set<OrderId> kept = new HashSet<>();
    legacy.forEach(order -> kept.add(order.id()));
    candidate.forEach(order -> kept.add(order.id()));
    known.keySet().retainAll(kept);
    return new Sample(now, enough(legacy, since), candidate, migration.control().fallbacks(), null);
  }

  /** Remembers the orders accepted since then. Returns which those are. */
  private Set<OrderId> readFrom(Instant from) {
    Set<OrderId> seen = new HashSet<>();
    list(
        OrderQuery.builder().acceptedFrom(from),
        MOST_READ,
        order -> {
          seen.add(order.id());
          remember(order);
        });
    return seen;
  }

  /** Legacy's orders of the step's own time, and older ones if there are not enough of them. */
  private static List<Observation> enough(List<Observation> legacy, Instant since) {
    int own = (int) legacy.stream().filter(order -> !order.acceptedAt().isBefore(since)).count();
    return legacy.subList(0, Math.min(legacy.size(), Math.max(own, ENOUGH_OF_LEGACY)));
  }

  /** The newest orders of a side, newest first. */
  private List<Observation> of(Side side, int most) {
    return known.values().stream()
        .filter(order -> order.side() == side)
        .sorted(Comparator.comparing(Observation::acceptedAt).reversed())
        .limit(most)
        .toList();
  }

  /** Legacy's orders from before the step. */
  private Map<OrderId, Observation> older(Instant since, Instant from) {
    Map<OrderId, Observation> found = new LinkedHashMap<>();
    OrderQuery.Builder before = OrderQuery.builder().acceptedFrom(from).acceptedBefore(since);
    list(
        before,
        4 * ENOUGH_OF_LEGACY,
        order -> {
          if (found.size() < ENOUGH_OF_LEGACY && sideOf(order) == Side.LEGACY) {
            found.put(order.id(), Observation.of(Side.LEGACY, order));
          }
        });
    return found;
  }

  /** Looks again at what was in flight and is not among the orders seen now. */
  private void refresh(Set<OrderId> seen) {
    List<Observation> open =
        known.values().stream()
            .filter(order -> order.end() == null && !seen.contains(order.id()))
            .toList();
    for (Observation order : open) {
      try {
        remember(migration.get(order.id()));
      } catch (ImageOrderException e) {
        if (!e.code().equals(ErrorCode.NOT_FOUND) && !e.code().equals(ErrorCode.GONE)) {
          throw e;
        }
        known.remove(order.id());
      }
    }
  }

  private void remember(ImageOrder order) {
    Observation before = known.get(order.id());
    if (before == null || before.end() == null) {
      // Asked again while it is in flight, for it may be recalled to the other side.
      known.put(order.id(), Observation.of(sideOf(order), order));
    }
  }

  Side sideOf(ImageOrder order) {
    return migration.control().sideOf(order.id()).orElse(Side.LEGACY);
  }

  /**
   * Hands on the newest orders that a query finds, newest first. Of whole orders, which may be
   * large, one page is in memory, and the one before it.
   */
  void list(OrderQuery.Builder query, int most, Consumer<ImageOrder> each) {
    OrderQuery first = query.limit(OrderQuery.LARGEST_PAGE).build();
    OrderPage page = migration.list(first);
    page.orders().forEach(each);
    int read = page.orders().size();
    while (page.next().isPresent() && read < most) {
      page = migration.list(first.stretch(page.cursor(), OrderQuery.LARGEST_PAGE));
      page.orders().forEach(each);
      read += page.orders().size();
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * Whether the candidate does not say what became of its orders while legacy does: then it is not
   * the whole system that is away. Empty if nobody can tell, or both answer.
   */
  Optional<String> silenceOfCandidate() {
    return silence(Side.LEGACY).isPresent() ? Optional.empty() : silence(Side.CANDIDATE);
  }

  /** Asks for the newest order known, and for any: none is known to a JVM that has just started. */
  private Optional<String> silence(Side side) {
    return of(side, 1).stream()
        .findFirst()
        .flatMap(order -> silence(order.id()))
        .or(() -> migration.control().silenceOf(side));
  }

  private Optional<String> silence(OrderId order) {
    try {
      migration.get(order);
      return Optional.empty();
    } catch (ImageOrderException e) {
      return e.retryable() ? Optional.of(requireNonNull(e.getMessage())) : Optional.empty();
    }
  }
}
