package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrder;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;
import org.junit.jupiter.api.Test;

class ServedOrdersTest {

  @Test
  void anOrderPlacedAcrossHttpIsDrawnAndRead() throws Exception {
    String token = "a-token-of-the-shop";
    try (EmbeddedImageOrders engine =
            EmbeddedImageOrders.builder(ScriptedProvider.byPrompt()).drain(Duration.ZERO).build();
        OrderServer server =
            OrderServer.builder(engine::forTenant)
                .tokens(TokenVerifier.ofTokens(Map.of(token, "shop")))
                .start();
        HttpTransport transport =
            HttpTransport.builder(server.address()).bearerToken(() -> token).build();
        RemoteImageOrders orders = RemoteImageOrders.builder(transport).tenant("shop").build()) {
      ImageOrder placed =
          orders.place(OrderRequest.builder("customer-7").prompt("a lighthouse at dusk").build());
      ImageOrder ended = orders.completion(placed.id()).get();
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      try (ImageContent content = orders.open(ended.readyImages().get(0).id())) {
        assertThat(content.stream().readAllBytes()).hasSize((int) content.totalBytes());
      }
    }
  }
}
