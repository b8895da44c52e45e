package org.imageorders.engine;

import java.util.List;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;

/**
 * What a person does to orders and gates that no customer may: pause and resume, draw an image
 * again, let an engine go on after a restore, forget a customer. Orders are those of the tenant
 * that it was asked of; gates are everybody's. Thread-safe.
 */
public final class Operator {

  private final Engine engine;
  private final String tenant;
  private final EmbeddedImageOrders orders;

  Operator(Engine engine, String tenant, EmbeddedImageOrders orders) {
    this.engine = engine;
    this.tenant = tenant;
    this.orders = orders;
  }

  /**
   * What each gate lets through at the moment: for each provider and model that was called, its
   * limits, why it is closed and until when, and how many calls run.
   */
  public List<GateState> gates() {
    return engine.gates.states();
  }

  /**
   * Lets no more calls to a model of a provider begin, in all engines that share the state store,
   * until it is resumed. Calls that run go on. Tasks go to the chain's other providers, or wait; no
   * deadline is prolonged.
   *
   * @param model empty for a provider's own model, or one without models
   * @param why what the state and {@code explain} say
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the chain has no such
   *     provider, or no reason is given
   */
  public GateState pause(String provider, String model, String why) {
    if (why.isBlank()) {
      throw ImageOrderException.invalid("why", why, "say why, for those who wonder");
    }
    Gate gate = engine.gates.named(provider, model);
    gate.pause(why.strip());
    return gate.state();
  }

  /**
   * Ends a pause by an operator; a pause that the provider asked for stands.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the chain has no such provider
   */
  public GateState resume(String provider, String model) {
    Gate gate = engine.gates.named(provider, model);
    gate.resume();
    engine.dispatcher.signal();
    return gate.state();
  }

  /** Whether this engine claims nothing and lets no deadline pass. */
  public boolean isHeld() {
    return engine.gates.isHeld();
  }

  /** Lets this engine claim nothing more, and no deadline pass by it; calls that run go on. */
  public void hold() {
    engine.gates.hold(true);
  }

  /** Lets this engine work again. */
  public void release() {
    engine.gates.hold(false);
    engine.dispatcher.signal();
  }

  /**
   * Draws an image of an order again, in an order of its own for the same customer: what has ended
   * stays as it ended. Asked again, it is the same order.
   *
   * @param index the image's place in its order, from 0
   * @return the order of the one image
   * @throws ImageOrderException what {@link EmbeddedImageOrders#get} and {@link
   *     EmbeddedImageOrders#place} throw; {@link ErrorCode#INVALID_REQUEST} if the order has no
   *     such image, or it is not decided yet
   */
  public ImageOrder redo(OrderId id, int index) {
    ImageOrder order = orders.get(id);
    if (index < 0 || index >= order.images().size()) {
      throw ImageOrderException.invalid(
          "index", index, "the order has images 0 to " + (order.images().size() - 1));
    }
    ImageResult image = order.images().get(index);
    if (image.isPending()) {
      throw ImageOrderException.invalid("index", index, "wait: this image is still to come");
    }
    OrderRequest request = order.request();
    ImageSpec spec = request.specs().get(image.spec()).toBuilder().count(1).build();
    OrderRequest.Builder again =
        OrderRequest.builder(request.customer())
            .idempotencyKey("redo." + id + "." + index)
            .spec(spec);
    request.deadline().ifPresent(again::deadline);
    request.unknownOutcome().ifPresent(again::unknownOutcome);
    request.priority().ifPresent(again::priority);
    request.metadata().forEach(again::metadata);
    return orders.place(again.build());
  }

  /**
   * Erases a customer: cancels what is open, and removes all orders with their prompts, pictures
   * and events, and the uploads. Left are tombstones, which hold no word of the customer's, and the
   * sums of the ledger without the customer's name. If it fails on the way, call it again. Orders
   * placed meanwhile may stay.
   *
   * @return how many orders were removed
   */
  public int forget(String customer) {
    int removed = 0;
    OrderQuery query = OrderQuery.ofCustomer(customer);
    Optional<String> cursor = Optional.empty();
    do {
      query = query.stretch(cursor.orElse(null), OrderQuery.LARGEST_PAGE);
      OrderPage page = engine.config.orders.list(tenant, query);
      for (ImageOrder order : page.orders()) {
        removed += remove(order) ? 1 : 0;
      }
      cursor = page.next();
    } while (cursor.isPresent());
    new TenantImages(engine.config, tenant).forget(customer);
    engine.config.orders.forget(tenant, customer);
    return removed;
  }

  private boolean remove(ImageOrder order) {
    try {
      if (!order.isEnded()) {
        orders.cancel(order.id());
      }
      return Retention.remove(engine.config, tenant, order.id());
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.GONE)) { // somebody else has removed it meanwhile
        return false;
      }
      throw e;
    }
  }

  /**
   * Adds up what the attempts of this tenant's orders cost, those of removed orders included.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there are more than {@link
   *     LedgerQuery#MOST_SUMS}
   */
  public List<LedgerSum> ledger(LedgerQuery query) {
    return engine.config.orders.ledger(tenant, query);
  }
}
