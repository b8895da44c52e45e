package org.imageorders.testkit;

import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;

/** Consumers over stores in memory. */
class MemoryConsumersTest implements ConsumerClauses {

  private final OrderStore orders = new MemoryOrderStore();
  private final StateStore state = new MemoryStateStore();

  @Override
  public OrderStore orderStore() {
    return orders;
  }

  @Override
  public StateStore stateStore() {
    return state;
  }
}
