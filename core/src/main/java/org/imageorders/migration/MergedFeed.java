package org.imageorders.migration;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.Pauses;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of both sides as one feed. An order's events are all on its side, so their order is
 * kept. The sides take turns to be read first: neither is kept back by a busy other.
 *
 * <p>Of an order that was recalled, the side that it left does not tell that it was cancelled.
 *
 * <p>While one side does not answer, hangs or refuses, the other's events come all the same; the
 * cursor waits where it is, and nothing is missed. A cursor of legacy's own, from before the
 * migration, goes on with legacy there and with the candidate at its beginning.
 */
final class MergedFeed {

  private static final Logger log = LoggerFactory.getLogger(MergedFeed.class);
  private static final String LEGACY_FIRST = "events-legacy";
  private static final String CANDIDATE_FIRST = "events-candidate";
  private static final int LARGEST_PAGE = 1_000;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  private final Sides sides;
  private final Map<Side, TimedFeed> feeds = new EnumMap<>(Side.class);
  private final Moving moving;
  private final InstantSource clock;
  private final Pauses pauses;
  private final BooleanSupplier closed;

  MergedFeed(
      Sides sides, Moving moving, InstantSource clock, Pauses pauses, BooleanSupplier closed) {
    this.sides = sides;
    for (Side side : Side.values()) {
      feeds.put(side, new TimedFeed(side, sides, clock, pauses));
    }
    this.moving = moving;
    this.clock = clock;
    this.pauses = pauses;
    this.closed = closed;
  }

  /** Waits, on the calling thread, for a first event: both sides are asked again and again. */
  EventPage page(String after, int limit, Duration wait) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ImageOrderException.invalid("limit", limit, "use 1 to 1000");
    }
    if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
      throw ImageOrderException.invalid("wait", wait, "use zero to 60 seconds");
    }
    boolean candidateFirst = after.startsWith(CANDIDATE_FIRST);
    CursorPair from =
        candidateFirst || after.startsWith(LEGACY_FIRST)
            ? CursorPair.parse(candidateFirst ? CANDIDATE_FIRST : LEGACY_FIRST, "after", after)
            : ofLegacy(after);
    Instant until = clock.instant().plus(wait);
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      Page page = new Page(from, limit);
      page.read(candidateFirst ? Side.CANDIDATE : Side.LEGACY);
      Duration left = Duration.between(clock.instant(), until);
      if (!page.events.isEmpty() || closed.getAsBoolean() || left.isNegative() || left.isZero()) {
        return new EventPage(
            page.events, page.at.text(candidateFirst ? LEGACY_FIRST : CANDIDATE_FIRST));
      }
      from = page.at;
      pause(pause.compareTo(left) < 0 ? pause : left);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private CursorPair ofLegacy(String after) {
    if (sides.isFinished() && !after.isEmpty()) {
      throw ImageOrderException.invalid(
          "after", after, "use a cursor of this migration's: it is finished, and legacy not asked");
    }
    return CursorPair.START.with(Side.LEGACY, after);
  }

  private void pause(Duration time) {
    try {
      pauses.pause(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting for events", e);
    }
  }

  /** A page as it fills. */
  private final class Page {
    private final int limit;
    private final List<OrderEvent> events = new ArrayList<>();
    private CursorPair at;
    private @Nullable ImageOrderException silence;

    Page(CursorPair from, int limit) {
      this.at = from;
      this.limit = limit;
    }

    /** Half of the page from this side, what is left from the other, and the rest from this one. */
    void read(Side first) {
      Side second = first.other();
      boolean more = add(first, Math.max(1, limit / 2));
      add(second, limit - events.size());
      if (more) {
        add(first, limit - events.size());
      }
      if (silence != null && events.isEmpty()) {
        throw silence;
      }
    }

    /**
     * Reads up to where it is not known whether a cancelled order was recalled. What it was told of
     * on the side that it left is left out.
     */
    private boolean read(Side side, String cursor, int most) {
      int wanted = most;
      while (true) {
        EventPage page = requireNonNull(feeds.get(side)).events(cursor, wanted);
        List<OrderEvent> told = new ArrayList<>();
        int known = 0;
        try {
          for (OrderEvent event : page.events()) {
            if (!isCancellation(event) || moving.settled(event.order()).side() == side) {
              told.add(event);
            }
            known++;
          }
        } catch (ImageOrderException e) {
          silence = e;
          log.atWarn()
              .addKeyValue("side", side)
              .log("events wait for a recalled order: {}", e.getMessage());
        }
        if (known == page.events().size()) {
          events.addAll(told);
          at = at.with(side, page.cursor());
          return known == most;
        }
        if (known == 0) {
          return false;
        }
        wanted = known; // only the side can say where a shorter page ends
      }
    }

    private static boolean isCancellation(OrderEvent event) {
      return event.type() == OrderEvent.Type.ORDER_CANCELLED
          || event.failure().filter(why -> why.code().equals(ErrorCode.CANCELLED)).isPresent();
    }

    /** Whether the side had all that it was asked for, so that it may have more. */
    private boolean add(Side side, int most) {
      if (most == 0 || (side == Side.LEGACY && sides.isFinished())) {
        return false;
      }
      try {
        return read(side, requireNonNullElse(at.of(side), EventPage.START), most);
      } catch (ImageOrderException e) {
        if (e.code().equals(ErrorCode.INVALID_REQUEST)) { // the cursor is none of its own
          throw e;
        }
        silence = e;
        log.atWarn().addKeyValue("side", side).log("events not read: {}", e.getMessage());
        return false;
      }
    }
  }
}
