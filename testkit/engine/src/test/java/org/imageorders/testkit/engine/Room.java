package org.imageorders.testkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.imageorders.Attempt;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.store.OrderStore;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.testkit.ManualTime;
import org.imageorders.testkit.ScriptedProvider;

/** An engine's surroundings, with time in the test's hand. */
final class Room implements AutoCloseable {

  final ManualTime time = new ManualTime();
  final OrderStore orders = new MemoryOrderStore(time);
  final MemoryImageStore images = new MemoryImageStore();
  private final List<ScriptedProvider> providers = new ArrayList<>();
  private final List<EmbeddedImageOrders> engines = new ArrayList<>();

  EmbeddedImageOrders engine(ScriptedProvider provider) {
    return engine(provider, builder -> builder);
  }

  EmbeddedImageOrders engine(
      ScriptedProvider provider, UnaryOperator<EmbeddedImageOrders.Builder> settings) {
    providers.add(provider);
    return engineOf(provider, settings);
  }

  /** An engine of a provider that does not say when it is idle. */
  EmbeddedImageOrders engineOf(
      ImageProvider provider, UnaryOperator<EmbeddedImageOrders.Builder> settings) {
    EmbeddedImageOrders.Builder builder =
        EmbeddedImageOrders.builder(provider)
            .orderStore(orders)
            .imageStore(images)
            .clock(time)
            .pauses(time)
            // Tests let time jump while calls run: no lease should lapse by that alone.
            .lease(Duration.ofHours(1))
            .drain(Duration.ZERO);
    EmbeddedImageOrders engine = settings.apply(builder).build();
    engines.add(engine);
    return engine;
  }

  static OrderRequest.Builder request() {
    return OrderRequest.builder("customer-1");
  }

  /**
   * Lets time go on, a second at a time, until the order has ended; each second only once no call
   * runs and the engine has set its next alarm.
   */
  ImageOrder ended(EmbeddedImageOrders engine, OrderId id) throws InterruptedException {
    while (!engine.get(id).isEnded()) {
      awaitQuiet(engine, id);
      time.advance(Duration.ofSeconds(1));
    }
    return engine.get(id);
  }

  /**
   * Waits until no call runs, the order's last is settled, and the engine waits for time to pass.
   */
  void awaitQuiet(EmbeddedImageOrders engine, OrderId id) throws InterruptedException {
    for (ScriptedProvider provider : providers) {
      provider.awaitIdle();
    }
    awaitSettled(engine, id, () -> false);
    time.awaitPending(1);
  }

  /** Waits until no call of the order runs, or enough is seen: no call is overtaken by time. */
  void awaitSettled(EmbeddedImageOrders engine, OrderId id, BooleanSupplier enough) {
    while (!enough.getAsBoolean() && engine.get(id).attempts().stream().anyMatch(Room::isRunning)) {
      Thread.onSpinWait();
    }
  }

  private static boolean isRunning(Attempt attempt) {
    return attempt.outcome() == Attempt.Outcome.RUNNING;
  }

  @Override
  public void close() {
    engines.forEach(EmbeddedImageOrders::close);
  }
}
