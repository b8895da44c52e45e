package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Settlement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves how an attempt ended. What was paid for is worth some patience with the store. */
final class Settling {

  private static final Logger log = LoggerFactory.getLogger(Settling.class);
  private static final int TRIES = 5;

  private final EngineConfig config;
  private final CallRules rules;
  private final Claim claim;
  private final Instant begun;
  private final BooleanSupplier inHaste;

  /**
   * Takes a claim.
   *
   * @param inHaste whether there is no time left for patience
   */
  Settling(EngineConfig config, Claim claim, BooleanSupplier inHaste) {
    this.config = config;
    this.rules = new CallRules(config);
    this.claim = claim;
    this.begun = config.clock.instant();
    this.inHaste = inHaste;
  }

  Settlement release(AttemptResult result, Duration delay) {
    return saving(result, () -> config.orders.release(claim, result, delay));
  }

  Settlement finish(AttemptResult result) {
    return saving(result, () -> config.orders.finish(claim, result));
  }

  private Settlement saving(AttemptResult result, Supplier<Settlement> step) {
    for (int tries = 1; ; tries++) {
      try {
        Settlement settlement = step.get();
        Duration took = Duration.between(begun, config.clock.instant());
        log.atDebug()
            .addKeyValue("attempt", claim.attemptId())
            .addKeyValue("outcome", result.outcome())
            .addKeyValue("settlement", settlement)
            .log("attempt settled");
        config.listener.onSettled(claim, result, took);
        return settlement;
      } catch (RuntimeException e) {
        if (tries == TRIES || inHaste.getAsBoolean() || !pause(rules.backoff(claim))) {
          log.atError()
              .addKeyValue("attempt", claim.attemptId())
              .setCause(e)
              .log("attempt could not be settled");
          return Settlement.LOST;
        }
      }
    }
  }

  private boolean pause(Duration delay) {
    try {
      config.pauses.pause(delay);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
