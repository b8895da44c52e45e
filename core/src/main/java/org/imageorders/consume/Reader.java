package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.Pauses;
import org.imageorders.consume.ConsumerStatus.Problem;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feed once for all shares that are at the same place in it, which is how it stays unless
 * one falls behind. What falls behind reads on its own; at the end of the feed all meet again.
 */
final class Reader implements Daemons.Turn {

  /** How many events are read at once. */
  static final int PAGE = 250;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
  private static final Duration LONGEST_ANSWER = LONGEST_WAIT.plusMinutes(2);
  private static final Duration WAIT_WHILE_SOME_ARE_BUSY = Duration.ofMillis(500);

  private final ConsumerConfig config;
  private final Membership membership;
  private final Handling handling;
  private final Problems problems;
  private final Semaphore news = new Semaphore(0);
  private final Semaphore pauseOver = new Semaphore(0);
  private volatile boolean closed;
  private volatile @Nullable Instant failingSince;
  private volatile @Nullable Instant asked;
  private int failures;

  Reader(ConsumerConfig config, Membership membership, Handling handling, Problems problems) {
    this.config = config;
    this.membership = membership;
    this.handling = handling;
    this.problems = problems;
  }

  /** There may be something to read for a share for which there was not. */
  void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  void close() {
    closed = true;
    wake();
    pauseOver.release();
  }

  /** Since when the feed could not be read; null if it can. */
  @Nullable Instant failingSince() {
    Instant since = failingSince;
    return since != null || silence() == null ? since : asked;
  }

  /** That the feed was asked and does not answer, as long as that is so. */
  @Nullable Problem silence() {
    Instant since = asked;
    Instant late = since == null ? Instant.MAX : since.plus(LONGEST_ANSWER);
    return late.isAfter(config.clock().instant())
        ? null
        : new Problem("the feed was asked at " + since + " and has not answered", late);
  }

  @Override
  public void take() throws InterruptedException {
    try {
      Map<String, List<Share>> groups = groups(membership.shares());
      if (groups.isEmpty()) {
        news.acquire();
      } else if (read(groups)) {
        failures = 0;
        failingSince = null;
      }
    } catch (RuntimeException | Error e) {
      if (!closed) {
        pauseAfter(e);
      }
    }
  }

  private void pauseAfter(Throwable e) {
    problems.add("the feed cannot be read", e);
    failures++;
    failingSince = failingSince == null ? config.clock().instant() : failingSince;
    Pauses.Pending end = config.pauses().after(config.backoff(failures), pauseOver::release);
    pauseOver.acquireUninterruptibly();
    end.cancel();
  }

  private static Map<String, List<Share>> groups(Collection<Share> shares) {
    Map<String, List<Share>> groups = new LinkedHashMap<>();
    for (Share share : shares) {
      share
          .readFrom()
          .ifPresent(from -> groups.computeIfAbsent(from, key -> new ArrayList<>()).add(share));
    }
    return groups;
  }

  private boolean read(Map<String, List<Share>> groups) {
    Map<String, String> ends = new LinkedHashMap<>();
    boolean nothing = true;
    for (Map.Entry<String, List<Share>> group : groups.entrySet()) {
      String from = group.getKey();
      EventPage page;
      try {
        asked = config.clock().instant();
        page = config.orders().events(from, PAGE, wait(groups));
      } catch (ImageOrderException e) {
        if (!e.code().equals(ErrorCode.INVALID_REQUEST)) {
          throw e;
        }
        refuse(group.getValue(), e);
        continue;
      } finally {
        asked = null;
      }
      if (closed) {
        return false;
      }
      nothing &= page.events().isEmpty();
      hand(group.getValue(), page.events(), from, page.cursor());
      ends.put(page.cursor(), from);
    }
    if (nothing && ends.size() > 1) {
      meet(groups, ends);
    }
    return true;
  }

  private Duration wait(Map<String, List<Share>> groups) {
    if (groups.size() > 1) {
      return Duration.ZERO;
    }
    boolean all = groups.values().iterator().next().size() == membership.shares().size();
    Duration longest = all ? LONGEST_WAIT : WAIT_WHILE_SOME_ARE_BUSY;
    Duration part = config.lease().dividedBy(8);
    return part.compareTo(longest) < 0 ? part : longest;
  }

  private void hand(List<Share> shares, List<OrderEvent> events, String from, String end) {
    for (Share share : shares) {
      handling.add(share, share.take(events, from, end));
    }
  }

  /**
   * Nothing was found behind any place: each is at the end. The one that was read first will do for
   * all, since what came after that reading was not found by a later one either.
   */
  private void meet(Map<String, List<Share>> groups, Map<String, String> ends) {
    String first = ends.keySet().iterator().next();
    ends.forEach(
        (end, from) ->
            groups
                .getOrDefault(from, List.of())
                .forEach(share -> hand(List.of(share), List.of(), end, first)));
  }

  private void refuse(List<Share> shares, ImageOrderException why) {
    String text =
        "the feed does not take the cursor that consumer '"
            + config.name()
            + "' keeps ("
            + why.getMessage()
            + "): the orders are in another store than before, or theirs was restored from a backup"
            + " that is older than the cursor. No event is skipped silently: decide, and rewind the"
            + " consumer to BEGINNING or NOW";
    problems.add("the consumer stands still", new ImageOrderException(why.code(), text, why));
    shares.forEach(share -> share.refuse(text));
  }
}
