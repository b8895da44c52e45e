package org.imageorders.examples.monolith;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;

/** Tells how a tour goes on, line by line, and waits. Used by one thread. */
final class Progress {

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS_A_LINE = 40;
  private static final int INDENT = 9;

  private final PrintStream out;
  private final Duration patience;
  private final Runnable meanwhile;
  private final Supplier<String> state;
  private final Pauses pauses = Pauses.system();
  private final InstantSource clock = InstantSource.system();
  private final Instant began = clock.instant();

  /**
   * Tells here.
   *
   * @param patience what takes longer than this has failed
   * @param meanwhile is done again and again while this waits
   * @param state what there is to tell meanwhile
   */
  Progress(PrintStream out, Duration patience, Runnable meanwhile, Supplier<String> state) {
    this.out = out;
    this.patience = patience;
    this.meanwhile = meanwhile;
    this.state = state;
  }

  /** What time it is. */
  Instant now() {
    return clock.instant();
  }

  /** Tells something new. */
  void say(String line) {
    double seconds = Duration.between(began, now()).toMillis() / 1e3;
    out.println(Lines.wrap(String.format(Locale.ROOT, "%5.1f s  ", seconds), INDENT, line));
  }

  /** Tells more of the same. */
  void add(String line) {
    out.println(Lines.wrap(" ".repeat(INDENT), INDENT + 2, line));
  }

  /** Lets time pass. */
  void pass(Duration time) throws InterruptedException {
    Instant end = now().plus(time);
    until("time has passed", () -> !now().isBefore(end));
  }

  /** Waits for something that needs no words on the way. */
  void until(String what, BooleanSupplier done) throws InterruptedException {
    until(what, done, () -> "");
  }

  /**
   * Waits for something.
   *
   * @param what that is, for whoever waited in vain
   * @param more what there is to tell of it on the way
   * @throws ImageOrderException {@code TIMEOUT} if it takes too long
   */
  void until(String what, BooleanSupplier done, Supplier<String> more) throws InterruptedException {
    Instant latest = now().plus(patience);
    for (int looks = 1; !done.getAsBoolean(); looks++) {
      if (now().isAfter(latest)) {
        throw new ImageOrderException(
            ErrorCode.TIMEOUT,
            "after " + patience.toSeconds() + " s it is not so that " + what + more.get());
      }
      pauses.pause(LOOK);
      meanwhile.run();
      if (looks % LOOKS_A_LINE == 0) {
        say(state.get() + more.get());
      }
    }
  }
}
