package org.imageorders.testkit;

import java.time.Duration;
import org.imageorders.store.ImageStore;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.junit.jupiter.api.Nested;

/** The contracts over the stores that keep everything in memory. */
class MemoryStoresTest {

  @Nested
  class Orders implements OrderStoreContract {
    private final ManualTime time = new ManualTime();

    @Override
    public OrderStore orderStore() {
      return new MemoryOrderStore(time);
    }

    @Override
    public void advance(Duration duration) {
      time.advance(duration);
    }
  }

  @Nested
  class Images implements ImageStoreContract {
    @Override
    public ImageStore imageStore() {
      return new MemoryImageStore();
    }
  }

  @Nested
  class State implements StateStoreContract {
    @Override
    public StateStore stateStore() {
      return new MemoryStateStore();
    }
  }
}
