package org.imageorders.consume;

import java.time.InstantSource;
import org.imageorders.consume.ConsumerStatus.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What last went wrong, for those who look, and each in the log. Thread-safe. */
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(EventConsumer.class);
  private static final int LONGEST_TEXT = 1_000;

  private final String consumer;
  private final InstantSource clock;
  private volatile @Nullable Problem last;

  Problems(String consumer, InstantSource clock) {
    this.consumer = consumer;
    this.clock = clock;
  }

  void add(String what, Throwable why) {
    String text = what + ": " + text(why);
    last = new Problem(text, clock.instant());
    log.atWarn().addKeyValue("consumer", consumer).log(text);
  }

  @Nullable Problem last() {
    return last;
  }

  /** What a thing thrown says, within bounds, and of characters that every store keeps. */
  static String text(Throwable thrown) {
    String said;
    try {
      said = thrown.toString();
    } catch (RuntimeException | Error e) {
      said = thrown.getClass().getName();
    }
    StringBuilder text = new StringBuilder();
    said.codePoints()
        .limit(LONGEST_TEXT)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
