package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.imageorders.ImageId;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;

/** A shop in the middle of a migration, and the tenants in which its orders are copied. */
final class Shop {

  static final Purse PURSE = Purse.of(Money.usd("0.05"), Money.usd("1"));

  /** Sees no difference, and does not look for one. */
  static final ImageComparison ALIKE =
      (original, copy) ->
          new Resemblance(Optional.empty(), "", OptionalInt.of(3), OptionalDouble.of(0.97));

  final FakeTenant legacy = new FakeTenant("default");
  final FakeTenant candidate = new FakeTenant("default");
  final FakeTenant shadow = new FakeTenant("shadow");
  final FakeTenant legacyShadow = new FakeTenant("shadow");
  Instant now = FakeTenant.NOON;
  final StateStore state = new MemoryStateStore(() -> now);
  final Migration migration = migration(Stage.SHADOW);

  Migration migration(Stage stage) {
    return Migration.between(legacy, candidate)
        .stateStore(state)
        .initialStage(stage)
        .clock(() -> now)
        .build();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  ParallelRun run() {
    return run(builder -> builder);
  }

  ParallelRun run(UnaryOperator<ParallelRun.Builder> settings) {
    return run(Mortal.never(), settings);
  }

  ParallelRun run(Mortal process, UnaryOperator<ParallelRun.Builder> settings) {
    ImageOrders twin = process.line(ImageOrders.class, shadow);
    return settings.apply(describe(twin, process.line(StateStore.class, state))).build();
  }

  /**
   * A process whose calls to the state store are watched.
   *
   * @param called is told each call, such as {@code list shadow/}, and its answer
   */
  ParallelRun run(BiConsumer<String, Object> called) {
    Object watched =
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (self, call, arguments) -> {
              Object answer = call.invoke(state, arguments);
              called.accept(call.getName() + (arguments == null ? "" : " " + arguments[0]), answer);
              return answer;
            });
    return describe(shadow, (StateStore) watched).build();
  }

  /** A process that copies every order. */
  private ParallelRun.Builder describe(ImageOrders twin, StateStore store) {
    return ParallelRun.builder(migration, twin, store)
        .purse(PURSE)
        .comparison(ALIKE)
        .sample(Share.ALL);
  }

  /** An order of so many images that legacy has completed. */
  OrderEvent completed(String customer, String cart, int images) {
    return completed(
        OrderRequest.builder(customer)
            .idempotencyKey(cart)
            .spec(ImageSpec.builder("a lighthouse").count(images).previews(2).build())
            .metadata("invoice", "17")
            .build());
  }

  OrderEvent completed(String customer, String cart) {
    return completed(customer, cart, 1);
  }

  OrderEvent completed(OrderRequest request) {
    OrderId id = migration.place(request).id();
    return legacy.end(id, OrderStatus.COMPLETED, Money.usd("0.01"));
  }

  /** An order of a picture that is made from another one. */
  OrderEvent completedFromSource(String customer, String cart) {
    ImageId source = migration.upload(customer, new ByteArrayInputStream(new byte[] {7}));
    return completed(
        OrderRequest.builder(customer)
            .idempotencyKey(cart)
            .spec(ImageSpec.builder("in oil").sourceImage(source).build())
            .build());
  }

  /** The one order that was placed as a copy. */
  OrderId copy() {
    assertThat(shadow.orders).hasSize(1);
    return shadow.orders.keySet().iterator().next();
  }

  List<ComparedOrder> pairs() {
    return run().pairs(Instant.EPOCH);
  }

  ParallelRunStatus status() {
    return run().status();
  }
}
