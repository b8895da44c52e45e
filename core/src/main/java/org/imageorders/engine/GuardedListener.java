package org.imageorders.engine;

import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a listener throws, against its promise, from the orders. */
final class GuardedListener implements EngineListener {

  private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

  private final EngineListener listener;

  GuardedListener(EngineListener listener) {
    this.listener = listener;
  }

  @Override
  public void onPlaced(ImageOrder order) {
    guard(() -> listener.onPlaced(order));
  }

  @Override
  public void onRefused(ErrorCode code) {
    guard(() -> listener.onRefused(code));
  }

  @Override
  public void onCallStarted(Claim claim) {
    guard(() -> listener.onCallStarted(claim));
  }

  @Override
  public void onSettled(Claim claim, AttemptResult result, Duration took) {
    guard(() -> listener.onSettled(claim, result, took));
  }

  @Override
  public void onGateChanged(GateState gate) {
    guard(() -> listener.onGateChanged(gate));
  }

  private static void guard(Runnable told) {
    try {
      told.run();
    } catch (RuntimeException | Error e) {
      log.atWarn().setCause(e).log("an engine listener failed");
    }
  }
}
