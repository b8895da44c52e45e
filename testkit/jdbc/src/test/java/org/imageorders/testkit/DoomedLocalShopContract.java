package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.DoomedShopContract.assertOne;
import static org.imageorders.testkit.DoomedShopContract.id;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.outbox.OutboxImageOrders;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.testkit.DoomedShop.Deed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That a shop's process is killed loses and doubles no order in the shop's own database. */
@Tag("parts")
interface DoomedLocalShopContract {

  /** An empty database, in which orders can be kept. */
  OutboxDatabase database();

  /** An engine over the database, in the process that lives on. */
  final class Worker implements AutoCloseable {
    private final JdbcDatabase opened;
    private final JdbcOrderStore store;
    private final EmbeddedImageOrders orders;

    Worker(OutboxDatabase database) {
      opened = JdbcDatabase.open(database.dataSource());
      store = new JdbcOrderStore(opened);
      orders = DoomedShop.engine(database.dataSource(), store).drain(Duration.ZERO).build();
    }

    @Override
    public void close() {
      orders.close();
      store.close();
      opened.close();
    }
  }

  private void createSchemas() {
    OutboxImageOrders.createSchema(database().dataSource());
    try (JdbcDatabase opened = JdbcDatabase.open(database().dataSource())) {
      opened.createSchema();
    }
  }

  @Test
  default void whatAKilledShopHasCommittedInItsOwnDatabaseIsOneOrder() throws Exception {
    createSchemas();
    DoomedShop.dies(Deed.COMMIT, false, database(), DoomedShop.LOCAL);
    try (Worker worker = new Worker(database())) {
      ImageOrder ended = OrdersClauses.get(worker.orders.completion(id()));
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts()).hasSize(1);
      assertOne(worker.orders);
    }
  }

  @Test
  default void whatAKilledShopHasNotCommittedInItsOwnDatabaseIsNone() throws Exception {
    createSchemas();
    DoomedShop.dies(Deed.LEAVE_OPEN, false, database(), DoomedShop.LOCAL);
    try (Worker worker = new Worker(database())) {
      refused(ErrorCode.NOT_FOUND, () -> worker.orders.get(id()));
      assertThat(OrdersClauses.ended(worker.orders, DoomedShop.request()).status())
          .isEqualTo(OrderStatus.COMPLETED);
      assertOne(worker.orders);
    }
  }

  @Test
  default void whatAKilledRelayHasHandedOverWithinTheDatabaseStaysOneOrder() throws Exception {
    createSchemas();
    DoomedShop.dies(Deed.COMMIT, true, database(), DoomedShop.LOCAL);
    DoomedShop.dies(Deed.HAND_OVER, true, database(), DoomedShop.LOCAL);
    try (Worker worker = new Worker(database());
        ImageOrders orders =
            OutboxImageOrders.builder(database().dataSource(), worker.orders).build()) {
      assertOne(worker.orders);
      ImageOrder ended = OrdersClauses.get(orders.completion(id()));
      assertThat(ended.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(ended.attempts()).hasSize(1);
      assertOne(worker.orders);
    }
  }
}
