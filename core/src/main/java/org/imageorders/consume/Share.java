package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * A share of the orders while this instance has it: what was read of it and is not handled yet, and
 * where it stands. It is kept by compare-and-set, so that an instance that lost it keeps nothing.
 * Thread-safe.
 */
final class Share {

  /**
   * No more is read for a share that has so many events waiting, or handled while one before them
   * waits.
   */
  static final int MOST_WAITING = 256;

  /** So many poison orders are no poison: then the share waits with the next one. */
  private static final int MOST_SET_ASIDE = 200;

  private static final Duration QUIET_CURSOR_KEPT_EVERY = Duration.ofMinutes(1);

  final int number;
  private final ConsumerState state;

  private final ReentrantLock writing = new ReentrantLock(); // taken before the other, if both are
  private long version;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Stretch> stretches = new ArrayDeque<>();
  private final Map<OrderId, Line> lines = new HashMap<>();
  private final Set<String> done;
  private final Map<String, Integer> tries;
  private final Set<String> aside;
  private @Nullable String owner;
  private String readTo;
  private String handledTo;
  private int waiting;
  private int running;
  private int careful;
  private @Nullable String announced; // one at most: it is handled alone
  private boolean leaving;
  private boolean lost;
  private boolean changed;
  private Instant keptAt;
  private @Nullable String refusal;

  /**
   * A share that was claimed.
   *
   * @param orphaned whether its last owner vanished, perhaps by what it was handling: then what it
   *     may have been at is handled one by one, each try written down before it is made
   */
  Share(int number, ConsumerState state, ShareDocument kept, long version, boolean orphaned) {
    this.number = number;
    this.state = state;
    this.version = version;
    owner = kept.owner();
    readTo = kept.cursor();
    handledTo = kept.cursor();
    done = new HashSet<>(kept.done());
    tries = new HashMap<>(kept.tries());
    aside = new HashSet<>(kept.aside());
    careful = orphaned ? MOST_WAITING + Reader.PAGE : 0;
    keptAt = state.now();
  }

  /** A page of the feed, as far as it concerns the share. */
  private static final class Stretch {
    private String end;
    private final List<String> ids = new ArrayList<>();
    private int left;

    Stretch(String end) {
      this.end = end;
    }
  }

  private record Queued(OrderEvent event, Stretch stretch) {}

  /** An order's events, of which the first is handled first. */
  static final class Line {
    private final OrderId order;
    private final Deque<Queued> events = new ArrayDeque<>();
    private boolean underWay; // ready, running or backing off: nobody else may begin it
    private int failures;

    Line(OrderId order) {
      this.order = order;
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Where to read on; empty if nothing is to be read for it now. */
  Optional<String> readFrom() {
    return locked(() -> mayRead() ? Optional.of(readTo) : Optional.empty());
  }

  private boolean mayRead() { // if nothing waits, what is to be read is what its last owner did
    boolean room = waiting == 0 || waiting + done.size() < MOST_WAITING;
    return room && !leaving && !lost && refusal == null;
  }

  /** Takes its part of what was read. Returns orders that had nothing waiting and now have. */
  List<Line> take(List<OrderEvent> events, String from, String end) {
    return locked(
        () -> {
          List<Line> ready = new ArrayList<>();
          if (leaving || lost || !readTo.equals(from)) {
            return ready;
          }
          Stretch stretch = new Stretch(end);
          for (OrderEvent event : events) {
            if (ShareDocument.shareOf(event.order()) == number) {
              stretch.ids.add(event.id());
              if (!done.contains(event.id())) {
                Line line = lines.computeIfAbsent(event.order(), Line::new);
                if (!line.underWay) {
                  line.underWay = true;
                  ready.add(line);
                }
                line.events.add(new Queued(event, stretch));
                stretch.left++;
                waiting++;
              }
            }
          }
          Stretch last = stretches.peekLast();
          if (stretch.ids.isEmpty() && last != null) {
            last.end = end; // so that an order that waits long collects no stretches
          } else {
            stretches.add(stretch);
          }
          readTo = end;
          advance();
          return ready;
        });
  }

  private boolean advance() {
    boolean advanced = false;
    for (Stretch first = stretches.peek();
        first != null && first.left == 0;
        first = stretches.peek()) {
      stretches.remove();
      changed |= !handledTo.equals(first.end);
      handledTo = first.end;
      first.ids.forEach(done::remove);
      advanced = true;
    }
    return advanced;
  }

  /** How one of its events may be handled. */
  enum Turn {
    BESIDE_OTHERS,
    /** While nothing else is handled: if the process ends, it is known by which event. */
    ALONE,
    NEVER
  }

  Turn turn() {
    return locked(
        () -> {
          if (leaving || lost) {
            return Turn.NEVER;
          }
          return careful > 0 ? Turn.ALONE : Turn.BESIDE_OTHERS;
        });
  }

  /** The order's next event, which counts as running from now on. */
  OrderEvent begin(Line line) {
    return locked(
        () -> {
          running++;
          return line.events.element().event();
        });
  }

  /** How often the event was tried in vain. */
  int tries(OrderEvent event) {
    return locked(() -> tries.getOrDefault(event.id(), 0));
  }

  /** Whether its last owner vanished, and this may be what it was at. */
  boolean isCareful() {
    return locked(() -> careful > 0);
  }

  /** Counts a try before it is made, in case it ends the process; false if the share was lost. */
  boolean announce(OrderEvent event) {
    count(event);
    locked(() -> announced = event.id());
    return keep();
  }

  /** Counts a try that failed, and returns how many have. */
  int count(OrderEvent event) {
    return locked(
        () -> {
          changed = true;
          boolean counted = event.id().equals(announced);
          announced = null;
          return tries.merge(event.id(), counted ? 0 : 1, Integer::sum);
        });
  }

  /** A try that was announced does not count: the event is not to blame. */
  void forgive(OrderEvent event) {
    locked(
        () -> {
          if (event.id().equals(announced)) {
            announced = null;
            tries.merge(event.id(), -1, Integer::sum);
          }
          return null;
        });
  }

  /** How many failures in a row this makes, counted or not. */
  int failedAgain(Line line) {
    return locked(() -> ++line.failures);
  }

  /** The event is handled, or set aside: it does not come again. Whether that is worth a write. */
  boolean handled(Line line, OrderEvent event) {
    return locked(
        () -> {
          Queued first = line.events.remove();
          first.stretch().left--;
          waiting--;
          line.failures = 0;
          done.add(event.id());
          tries.remove(event.id());
          careful = Math.max(0, careful - 1);
          changed = true;
          return advance();
        });
  }

  /** After a try, whatever came of it. Returns whether the order has more that is ready. */
  boolean end(Line line) {
    return locked(
        () -> {
          running--;
          if (line.events.isEmpty()) {
            line.underWay = false;
            lines.remove(line.order);
            return false;
          }
          return line.failures == 0;
        });
  }

  boolean isAside(OrderId order) {
    return locked(() -> aside.contains(order.value()));
  }

  boolean hasRoomAside() {
    return locked(() -> aside.size() < MOST_SET_ASIDE);
  }

  void setAside(OrderId order, boolean yes) {
    locked(() -> yes ? aside.add(order.value()) : aside.remove(order.value()));
  }

  void refuse(String why) {
    locked(() -> refusal = why);
  }

  /** Begins no more; once nothing runs, {@link #leave} gives the share away. */
  void prepareToLeave() {
    locked(() -> leaving = true);
  }

  void lose() {
    locked(() -> lost = true);
  }

  boolean isLost() {
    return locked(() -> lost);
  }

  boolean isLeaving() {
    return locked(() -> leaving);
  }

  boolean isRunning() {
    return locked(() -> running > 0);
  }

  /** Someone else wrote its document: that one counts. */
  void compare(long versionNow) {
    writing.lock();
    try {
      if (versionNow > version) {
        lose();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Gives the share away, with all that was handled kept. Returns true: it is given away. */
  boolean leave() {
    locked(() -> owner = null);
    keep(); // or it was lost already
    return true;
  }

  /** Keeps from time to time where a share stands to which nothing happens. */
  void keepIfQuiet(Instant now) {
    if (locked(() -> changed && !lost && !now.isBefore(keptAt.plus(QUIET_CURSOR_KEPT_EVERY)))) {
      keep();
    }
  }

  /**
   * Writes where it stands; false if it is no longer this instance's. What the state store throws
   * is thrown, and the next write makes up for it.
   */
  boolean keep() {
    writing.lock();
    try {
      if (isLost()) {
        return false;
      }
      ShareDocument now =
          locked(
              () -> {
                changed = false;
                return new ShareDocument(owner, handledTo, done, tries, aside);
              });
      Optional<Long> written = state.write(ShareDocument.name(number), version, now.json());
      Instant at = state.now();
      locked(
          () -> {
            keptAt = at;
            return lost |= written.isEmpty();
          });
      version = written.orElse(version);
      return written.isPresent();
    } catch (RuntimeException e) {
      locked(
          () -> {
            changed = true;
            keptAt = Instant.MIN; // again at the next opportunity
            return null;
          });
      throw e;
    } finally {
      writing.unlock();
    }
  }

  /** How it is doing. */
  record Reading(int waiting, @Nullable Instant oldest, int aside, @Nullable String refusal) {}

  Reading reading() {
    return locked(
        () ->
            new Reading(
                waiting,
                lines.values().stream()
                    .map(line -> line.events)
                    .flatMap(Collection::stream)
                    .map(queued -> queued.event().at())
                    .min(Instant::compareTo)
                    .orElse(null),
                aside.size(),
                refusal));
  }
}
