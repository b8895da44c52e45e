package org.imageorders.migration;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.jspecify.annotations.Nullable;

/**
 * A side's feed, which may not answer at all: whoever reads it has the other side's to read too.
 *
 * <p>Each look has a thread for itself while it runs. When its time is over the thread is
 * interrupted, and the feed is left alone for as long again. While too many looks have not come
 * back all the same, none is begun: there are never many more threads than callers. Thread-safe.
 */
final class TimedFeed {

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);
  private static final int MOST_STUCK = 4;

  /** Of all feeds, for to start one takes longer than many a look. */
  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          look -> {
            Thread thread = new Thread(null, look, "image-orders-migration-feed", 0, false);
            thread.setDaemon(true);
            return thread;
          });

  private final Side side;
  private final Sides sides;
  private final InstantSource clock;
  private final Pauses pauses;
  private final Set<Look> running = ConcurrentHashMap.newKeySet();
  private volatile Instant restsUntil = Instant.MIN;

  TimedFeed(Side side, Sides sides, InstantSource clock, Pauses pauses) {
    this.side = side;
    this.sides = sides;
    this.clock = clock;
    this.pauses = pauses;
  }

  /**
   * The events that are there now.
   *
   * @throws ImageOrderException what the side throws; {@link ErrorCode#UNAVAILABLE} if it does not
   *     answer
   */
  EventPage events(String after, int limit) {
    requireRest();
    Look look = new Look(after, limit);
    Pauses.Pending end = pauses.after(LONGEST_LOOK, () -> look.cancel(true));
    try {
      THREADS.execute(look);
      return look.get();
    } catch (CancellationException e) {
      restsUntil = clock.instant().plus(LONGEST_LOOK);
      throw silent("has not answered within " + LONGEST_LOOK.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw thrown(requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      look.cancel(true);
      Thread.currentThread().interrupt();
      throw silent("was not read to its end, for the reader was interrupted", e);
    } finally {
      end.cancel();
    }
  }

  private void requireRest() {
    Instant until = restsUntil;
    if (clock.instant().isBefore(until)) {
      throw silent("did not answer, and is asked again at " + until, null);
    }
    long stuck = running.stream().filter(Look::isCancelled).count();
    if (stuck >= MOST_STUCK) {
      throw silent("is not asked while " + stuck + " looks at it have not come back", null);
    }
  }

  private ImageOrderException silent(String how, @Nullable Throwable why) {
    String text = "the feed of the " + side + " side " + how;
    return new ImageOrderException(ErrorCode.UNAVAILABLE, text, why);
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }

  /** One call of the side. */
  private final class Look extends FutureTask<EventPage> {

    /** The caller's, which is another application's than the thread's, maybe. */
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    Look(String after, int limit) {
      super(() -> sides.lookInto(side).events(after, limit, Duration.ZERO));
    }

    @Override
    public void run() {
      running.add(this);
      try {
        Thread.currentThread().setContextClassLoader(loader);
        super.run();
      } finally {
        running.remove(this);
      }
    }
  }
}
