package org.imageorders.testkit.migration;

import java.time.Duration;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Nested;

/** A migration is an {@link ImageOrders} like any other, in every stage. */
class MigrationContractTest {

  private static final int LARGEST_UPLOAD = 1_000_000;

  @Nested
  class LegacyOnly implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Stage.LEGACY_ONLY);
    }
  }

  @Nested
  class Shadow implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Stage.SHADOW);
    }
  }

  @Nested
  class LiveForHalf implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Stage.live(Share.percent(50)));
    }
  }

  @Nested
  class AllNew implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Stage.ALL_NEW);
    }
  }

  @Nested
  class Finished implements ImageOrdersContract {
    @Override
    public OrdersUnderTest open() {
      return migration(Stage.FINISHED);
    }
  }

  private static OrdersUnderTest migration(Stage stage) {
    EmbeddedImageOrders legacy = engine();
    EmbeddedImageOrders candidate = engine();
    StateStore state = new MemoryStateStore();
    return new OrdersUnderTest(
        between(legacy, candidate, state, stage),
        between(legacy.forTenant("another"), candidate.forTenant("another"), state, stage),
        LARGEST_UPLOAD,
        () -> {
          legacy.close();
          candidate.close();
        });
  }

  private static Migration between(
      ImageOrders legacy, ImageOrders candidate, StateStore state, Stage stage) {
    return Migration.between(legacy, candidate).stateStore(state).initialStage(stage).build();
  }

  private static EmbeddedImageOrders engine() {
    return EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
        .largestImage(LARGEST_UPLOAD)
        .drain(Duration.ZERO)
        .build();
  }
}
