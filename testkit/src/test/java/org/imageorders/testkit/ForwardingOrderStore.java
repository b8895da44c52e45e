package org.imageorders.testkit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.Lapse;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.NewOrder;
import org.imageorders.store.OrderStore;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;

/** A store that does what another does; to be broken in one place. */
class ForwardingOrderStore implements OrderStore {

  private final OrderStore store;

  ForwardingOrderStore(OrderStore store) {
    this.store = store;
  }

  @Override
  public Placement place(NewOrder order, int mostOpenTasks) {
    return store.place(order, mostOpenTasks);
  }

  @Override
  public List<Claim> claim(Worker worker, int most) {
    return store.claim(worker, most);
  }

  @Override
  public Map<Claim, Lapse> extend(Collection<Claim> claims, Duration lease) {
    return store.extend(claims, lease);
  }

  @Override
  public void preview(Claim claim, int index, ImageId preview) {
    store.preview(claim, index, preview);
  }

  @Override
  public Settlement release(Claim claim, AttemptResult result, Duration delay) {
    return store.release(claim, result, delay);
  }

  @Override
  public Settlement finish(Claim claim, AttemptResult result) {
    return store.finish(claim, result);
  }

  @Override
  public int expire() {
    return store.expire();
  }

  @Override
  public Map<String, Duration> untilNextTasks() {
    return store.untilNextTasks();
  }

  @Override
  public Optional<Duration> untilNextDeadline() {
    return store.untilNextDeadline();
  }

  @Override
  public ImageOrder get(String tenant, OrderId id) {
    return store.get(tenant, id);
  }

  @Override
  public OrderPage list(String tenant, OrderQuery query) {
    return store.list(tenant, query);
  }

  @Override
  public int ahead(String tenant, OrderId id) {
    return store.ahead(tenant, id);
  }

  @Override
  public ImageOrder cancel(String tenant, OrderId id) {
    return store.cancel(tenant, id);
  }

  @Override
  public ImageOrder withdraw(String tenant, OrderId id) {
    return store.withdraw(tenant, id);
  }

  @Override
  public boolean remove(String tenant, OrderId id) {
    return store.remove(tenant, id);
  }

  @Override
  public List<Change> endedFor(Duration least, int most) {
    return store.endedFor(least, most);
  }

  @Override
  public List<LedgerSum> ledger(String tenant, LedgerQuery query) {
    return store.ledger(tenant, query);
  }

  @Override
  public void forget(String tenant, String customer) {
    store.forget(tenant, customer);
  }

  @Override
  public EventPage events(String tenant, String after, int limit) {
    return store.events(tenant, after, limit);
  }

  @Override
  public Subscription onChange(Consumer<Change> listener) {
    return store.onChange(listener);
  }

  @Override
  public void close() {
    store.close();
  }
}
