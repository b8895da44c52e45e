package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.time.Duration;
import java.util.Map;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.server.OrderServer;
import org.imageorders.http.server.TokenVerifier;
import org.imageorders.outbox.OutboxImageOrders;
import org.imageorders.testkit.DoomedShop.Deed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * That a shop's process is killed loses and doubles no order in an outbox, whose target is remote.
 */
@Tag("parts")
interface DoomedShopContract {

  /** An empty database. */
  OutboxDatabase database();

  /** A service across HTTP, which outlives the shop's process. */
  final class Service implements AutoCloseable {
    private final ScriptedProvider provider = ScriptedProvider.byPrompt();
    private final EmbeddedImageOrders engine =
        EmbeddedImageOrders.builder(provider).drain(Duration.ZERO).build();
    private final OrderServer server =
        OrderServer.builder(engine::forTenant)
            .tokens(TokenVerifier.ofTokens(Map.of(DoomedShop.TOKEN, DoomedShop.TENANT)))
            .start();

    String address() {
      return server.address().toString();
    }

    ImageOrders orders() {
      return engine.forTenant(DoomedShop.TENANT);
    }

    @Override
    public void close() {
      server.close();
      engine.close();
    }
  }

  static OrderId id() {
    return OrderId.of(DoomedShop.TENANT, "ada", DoomedShop.request().idempotencyKey());
  }

  static void assertOne(ImageOrders target) {
    assertThat(target.list(OrderQuery.builder().build()).orders())
        .extracting(ImageOrder::id)
        .containsExactly(id());
  }

  @Test
  default void whatAKilledShopHasCommittedBecomesOneOrder() throws Exception {
    OutboxImageOrders.createSchema(database().dataSource());
    try (Service service = new Service()) {
      DoomedShop.dies(Deed.COMMIT, true, database(), service.address());
      assertThat(service.orders().list(OrderQuery.builder().build()).orders()).isEmpty();
      try (ImageOrders orders =
          OutboxImageOrders.builder(database().dataSource(), service.orders()).build()) {
        assertThat(OrdersClauses.get(orders.completion(id())).status())
            .isEqualTo(OrderStatus.COMPLETED);
        assertOne(service.orders());
      }
    }
  }

  @Test
  default void whatAKilledShopHasNotCommittedBecomesNone() throws Exception {
    OutboxImageOrders.createSchema(database().dataSource());
    try (Service service = new Service()) {
      DoomedShop.dies(Deed.LEAVE_OPEN, true, database(), service.address());
      try (OutboxImageOrders orders =
          OutboxImageOrders.builder(database().dataSource(), service.orders()).build()) {
        refused(ErrorCode.NOT_FOUND, () -> orders.get(id()));
        // A later order of the customer has nothing before it, nor does the key have an order.
        assertThat(OrdersClauses.ended(orders, DoomedShop.request()).status())
            .isEqualTo(OrderStatus.COMPLETED);
        assertOne(service.orders());
      }
    }
  }

  @Test
  default void whatAKilledRelayHasHandedOverAndNotMarkedStaysOneOrder() throws Exception {
    OutboxImageOrders.createSchema(database().dataSource());
    try (Service service = new Service()) {
      DoomedShop.dies(Deed.COMMIT, true, database(), service.address());
      DoomedShop.dies(Deed.HAND_OVER, true, database(), service.address());
      assertOne(service.orders());
      assertThat(database().count("imageorders_outbox WHERE state = 'PENDING'")).isEqualTo(1);
      Line line = new Line(service.orders());
      try (OutboxImageOrders orders =
          OutboxImageOrders.builder(database().dataSource(), line.orders()).build()) {
        ImageOrder ended = OrdersClauses.get(orders.completion(id()));
        assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(ended.attempts()).hasSize(1);
        assertThat(line.sent()).as("handed over again").containsExactly("cart-1");
        assertOne(service.orders());
      }
    }
  }
}
