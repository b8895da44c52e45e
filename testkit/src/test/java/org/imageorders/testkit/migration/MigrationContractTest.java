package org.imageorders.testkit.migration;

import java.time.Duration;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Nested;

/** A migration is an {@link ImageOrders} like any other, whatever the share. */
class MigrationContractTest {

  private static final int LARGEST_UPLOAD = 1_000_000;

  @Nested
  class AtZeroPercent implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Share.NONE);
    }
  }

  @Nested
  class AtFiftyPercent implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Share.percent(50));
    }
  }

  @Nested
  class AtAHundredPercent implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Share.ALL);
    }
  }

  private static OrdersUnderTest migration(Share share) {
    EmbeddedImageOrders legacy = engine();
    EmbeddedImageOrders candidate = engine();
    StateStore state = new MemoryStateStore();
    return new OrdersUnderTest(
        between(legacy, candidate, state, share),
        between(legacy.forTenant("another"), candidate.forTenant("another"), state, share),
        LARGEST_UPLOAD,
        () -> {
          legacy.close();
          candidate.close();
        });
  }

  private static Migration between(
      ImageOrders legacy, ImageOrders candidate, StateStore state, Share share) {
    return Migration.between(legacy, candidate).stateStore(state).initialShare(share).build();
  }

  private static EmbeddedImageOrders engine() {
    return EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
        .largestImage(LARGEST_UPLOAD)
        .drain(Duration.ZERO)
        .build();
  }
}
