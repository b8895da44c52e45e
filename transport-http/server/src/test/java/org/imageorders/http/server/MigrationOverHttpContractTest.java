package org.imageorders.http.server;

import java.time.Duration;
import java.util.Map;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;
import org.junit.jupiter.api.Nested;

/** The contract on a migration from an engine in this process to a service across HTTP. */
class MigrationOverHttpContractTest {

  private static final int LARGEST_UPLOAD = 1_000_000;
  private static final Map<String, String> TOKENS =
      Map.of("token-of-the-one-shop", "shop", "token-of-another-shop", "another");

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
    EmbeddedImageOrders served = engine();
    OrderServer server =
        OrderServer.builder(served::forTenant).tokens(TokenVerifier.ofTokens(TOKENS)).start();
    HttpTransport shop = transport(server, "token-of-the-one-shop");
    HttpTransport another = transport(server, "token-of-another-shop");
    ImageOrders shopsRemote = RemoteImageOrders.builder(shop).tenant("shop").build();
    ImageOrders anothersRemote = RemoteImageOrders.builder(another).tenant("another").build();
    StateStore state = new MemoryStateStore();
    return new OrdersUnderTest(
        between(legacy.forTenant("shop"), shopsRemote, state, stage),
        between(legacy.forTenant("another"), anothersRemote, state, stage),
        LARGEST_UPLOAD,
        () -> {
          shopsRemote.close();
          anothersRemote.close();
          shop.close();
          another.close();
          server.close();
          served.close();
          legacy.close();
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

  private static HttpTransport transport(OrderServer server, String token) {
    return HttpTransport.builder(server.address()).bearerToken(() -> token).build();
  }
}
