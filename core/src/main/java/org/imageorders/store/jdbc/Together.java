package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * Makes one transaction of what several threads want at the same time, so that they share what it
 * costs. Who comes while none runs begins one at once; who comes meanwhile shares the next, which
 * begins when that one has ended. Nobody waits for company, except a moment for those who were
 * there when the last one ended: they would wait for a whole transaction. Where the row of one is
 * held by somebody else for long, and where one makes the transaction fail, each has a transaction
 * of its own. Thread-safe.
 */
final class Together<W, A> {

  private static final int MOST_TOGETHER = 16;
  private static final int MOST_YIELDS = 5; // some microseconds, unless others have work to do

  private final JdbcDatabase database;
  private final Work<W, A> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Wish<W, A>> waiting = new ArrayDeque<>();
  private boolean running;
  private int expected;

  Together(JdbcDatabase database, Work<W, A> work) {
    this.database = database;
    this.work = work;
  }

  /** Does what is wanted, and answers each, in their order. */
  interface Work<W, A> {
    List<A> run(Session session, List<W> wanted) throws SQLException;
  }

  /** What a thread does once it was waited for. */
  private interface Turn<A> {
    A take();
  }

  /** What a thread wants. Equal only to itself. */
  private static final class Wish<W, A> {
    private final String key;
    private final W wanted;
    private final CompletableFuture<Turn<A>> turn = new CompletableFuture<>();

    Wish(String key, W wanted) {
      this.key = key;
      this.wanted = wanted;
    }
  }

  /**
   * Does it, and returns once that is committed.
   *
   * @param key of two with the same key, one waits for the other
   */
  A run(String key, W wanted) {
    if (!database.takesArrays() || database.callers() != null) {
      return alone(wanted);
    }
    Wish<W, A> own = new Wish<>(key, wanted);
    lock.lock();
    try {
      if (!running) {
        running = true;
        own.turn.complete(() -> lead(own));
      } else {
        waiting.add(own);
      }
    } finally {
      lock.unlock();
    }
    return own.turn.join().take();
  }

  private A alone(W wanted) {
    return database.write(session -> work.run(session, List.of(wanted))).get(0);
  }

  private A lead(Wish<W, A> own) {
    List<Wish<W, A>> all = new ArrayList<>(List.of(own));
    try {
      letCome();
      gather(all);
      List<W> wanted = all.stream().map(wish -> wish.wanted).toList();
      List<A> answers = database.hurry(session -> work.run(session, wanted));
      for (int i = 1; i < all.size(); i++) {
        A answer = answers.get(i);
        all.get(i).turn.complete(() -> answer);
      }
      return answers.get(0);
    } catch (RuntimeException e) {
      if (isEverybodys(e)) {
        refuse(all, e);
        throw e;
      } else if (all.size() == 1 && !SqlErrors.isHeldByOthers(e)) {
        throw e;
      }
      // Whose fault it is, each finds out by itself.
    } catch (Error e) {
      refuse(all, e); // it may be committed
      throw e;
    } finally {
      passOn(all.size());
      all.forEach(wish -> wish.turn.complete(() -> alone(wish.wanted)));
    }
    return alone(own.wanted);
  }

  /** Whether it is the database's, or may be committed; what interrupts a thread is its own. */
  private static boolean isEverybodys(RuntimeException e) {
    return e instanceof ImageOrderException known
        && known.code().equals(ErrorCode.UNAVAILABLE)
        && !SqlErrors.isHeldByOthers(e)
        && (SqlErrors.mayBeCommitted(e) || !Thread.currentThread().isInterrupted());
  }

  private static <W, A> void refuse(List<Wish<W, A>> all, Throwable why) {
    for (Wish<W, A> wish : all) {
      wish.turn.complete(
          () -> {
            throw new ImageOrderException(
                ErrorCode.UNAVAILABLE, String.valueOf(why.getMessage()), why);
          });
    }
  }

  /** Lets other threads go first, while fewer wait than there were when the last one ended. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing but speed depends on it
  private void letCome() {
    for (int yields = 0; yields < MOST_YIELDS && !isComplete(); yields++) {
      Thread.yield();
    }
  }

  private boolean isComplete() {
    lock.lock();
    try {
      return 1 + waiting.size() >= expected;
    } finally {
      lock.unlock();
    }
  }

  /** Adds what may be done together with one's own, which comes first. */
  private void gather(List<Wish<W, A>> all) {
    Set<String> keys = new HashSet<>(Set.of(all.get(0).key));
    lock.lock();
    try {
      for (var each = waiting.iterator(); each.hasNext() && all.size() < MOST_TOGETHER; ) {
        Wish<W, A> wish = each.next();
        if (keys.add(wish.key)) {
          each.remove();
          all.add(wish);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets the one that has waited longest lead the next, now that so many have an answer. */
  private void passOn(int answered) {
    lock.lock();
    try {
      expected = Math.min(answered + waiting.size(), MOST_TOGETHER);
      Wish<W, A> next = waiting.poll();
      if (next == null) {
        running = false;
      } else {
        next.turn.complete(() -> lead(next));
      }
    } finally {
      lock.unlock();
    }
  }
}
