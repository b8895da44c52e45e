package org.imageorders.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.imageorders.OrderId;
import org.imageorders.store.OrderStore.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes orders that were kept long enough, or whose customer is to be forgotten. */
final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int STEP = 100;

  private Retention() {}

  /** Removes an order that has ended, its images first, and returns whether there was one. */
  static boolean remove(EngineConfig config, String tenant, OrderId id) {
    config.images.list(id + ".").forEach(config.images::delete);
    return config.orders.remove(tenant, id);
  }

  /** Removes, step by step, what was kept long enough; stops early once it is over. */
  static void removeOld(EngineConfig config, BooleanSupplier over) {
    Duration kept = config.keepOrders;
    if (kept == null) {
      return;
    }
    try {
      boolean some = true;
      while (some && !over.getAsBoolean()) {
        some = false;
        List<Change> step = config.orders.endedFor(kept, STEP);
        for (Change order : step) {
          some |= removeOld(config, order);
        }
      }
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("old orders could not be removed; trying again later");
    }
  }

  /** One that cannot be removed keeps none of the others. */
  private static boolean removeOld(EngineConfig config, Change order) {
    try {
      return remove(config, order.tenant(), order.order());
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("order", order.order())
          .setCause(e)
          .log("an old order could not be removed; trying again later");
      return false;
    }
  }
}
