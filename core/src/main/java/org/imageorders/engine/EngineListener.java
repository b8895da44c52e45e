package org.imageorders.engine;

import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;

/**
 * Hears what an engine does; for metrics and traces. Called on the engine's own threads and the
 * callers', at the same time: implementations are thread-safe, quick, and throw nothing.
 */
public interface EngineListener {

  /**
   * An order became durable; not called for a repeat of one that was. For an order within a
   * caller's transaction it is called before that ends, whatever its end.
   */
  default void onPlaced(ImageOrder order) {}

  /** An order was refused. */
  default void onRefused(ErrorCode code) {}

  /** A call to the provider begins. */
  default void onCallStarted(Claim claim) {}

  /** A claim was settled; after a call, or without one where none was needed or allowed. */
  default void onSettled(Claim claim, AttemptResult result, Duration took) {}

  /** A gate closed or opened again, or a limit was learned. */
  default void onGateChanged(GateState gate) {}
}
