package org.imageorders.http.server;

import java.time.Duration;
import java.util.Map;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;

/** The contract across a real server. */
class HttpOrdersContractTest implements ImageOrdersContract {

  private static final Map<String, String> TOKENS =
      Map.of("token-of-the-one-shop", "shop", "token-of-another-shop", "another");

  @Override
  public OrdersUnderTest open() {
    EmbeddedImageOrders engine =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
            .largestImage(1_000_000)
            .drain(Duration.ZERO)
            .build();
    OrderServer server =
        OrderServer.builder(engine::forTenant).tokens(TokenVerifier.ofTokens(TOKENS)).start();
    HttpTransport shop = transport(server, "token-of-the-one-shop");
    HttpTransport another = transport(server, "token-of-another-shop");
    return new OrdersUnderTest(
        remote(shop, "shop"),
        remote(another, "another"),
        1_000_000,
        () -> {
          shop.close();
          another.close();
          server.close();
          engine.close();
        });
  }

  private static HttpTransport transport(OrderServer server, String token) {
    return HttpTransport.builder(server.address()).bearerToken(() -> token).build();
  }

  private static ImageOrders remote(HttpTransport transport, String tenant) {
    return RemoteImageOrders.builder(transport).tenant(tenant).build();
  }
}
