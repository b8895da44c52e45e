package org.imageorders.examples.monolith.images;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.imageorders.Pauses;
import org.imageorders.examples.monolith.painting.Poster;
import org.imageorders.examples.monolith.painting.Touch;

/**
 * What the shop has drawn pictures with so far: a call that blocks, takes its time, lets few in at
 * once, and breaks down over some prompts. It knows nothing of orders. Thread-safe.
 */
final class OldGenerator {

  /**
   * What it can do.
   *
   * @param threads how many calls it lets in at once
   * @param leastMillis how long a call takes at least
   * @param moreMillis how much longer some take
   * @param breakdowns over how many of a hundred prompts it breaks down
   * @param mostWaiting how many orders may wait for it
   */
  record Build(int threads, int leastMillis, int moreMillis, int breakdowns, int mostWaiting) {

    /** As it is. */
    static final Build USUAL = new Build(2, 150, 200, 6, 10_000);

    /** As it would be if time went by faster: for runs of thousands of orders. */
    static final Build QUICK = new Build(19, 55, 40, 2, 600);
  }

  private final Build build;
  private final Semaphore threads;
  private final InstantSource clock = InstantSource.system();
  private final Pauses pauses;
  private final long seed;
  private final SplittableRandom hands;

  /**
   * A generator that decides by its seed and the prompt how long it takes and whether it breaks.
   */
  OldGenerator(Build build, long seed, Pauses pauses) {
    this.build = build;
    this.threads = new Semaphore(build.threads);
    this.seed = seed;
    this.pauses = pauses;
    this.hands = new SplittableRandom(seed);
  }

  byte[] draw(String prompt, int width, int height) throws IOException, InterruptedException {
    SplittableRandom dice = new SplittableRandom(seed * 31 + prompt.hashCode());
    threads.acquire();
    try {
      Instant end = clock.instant().plusMillis(build.leastMillis + dice.nextInt(build.moreMillis));
      boolean breaksDown = dice.nextInt(100) < build.breakdowns;
      byte[] picture = Poster.png(prompt, width, height, Touch.PLAIN, hand());
      pauses.pause(Duration.between(clock.instant(), end));
      if (breaksDown) {
        throw new IllegalStateException("the old generator broke down");
      }
      return picture;
    } finally {
      threads.release();
    }
  }

  private SplittableRandom hand() {
    synchronized (hands) {
      return hands.split();
    }
  }
}
