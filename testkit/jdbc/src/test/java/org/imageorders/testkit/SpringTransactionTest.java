package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.outbox.OutboxImageOrders;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Placing in transactions that Spring begins and ends, in the ways that the documentation shows.
 */
class SpringTransactionTest {

  /** How an order is placed on a connection. */
  private interface Placing {
    ImageOrder place(Connection connection, OrderRequest request);
  }

  private static final class Breakdown extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path directory;
  private DataSource dataSource;
  private TransactionTemplate transactions;
  private JdbcDatabase database;
  private JdbcOrderStore store;
  private EmbeddedImageOrders orders;
  private OutboxImageOrders outbox;

  @BeforeEach
  void open() {
    dataSource = OutboxDatabase.sqlite(directory).dataSource();
    transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    database = JdbcDatabase.open(dataSource);
    database.createSchema();
    OutboxImageOrders.createSchema(dataSource);
    store = new JdbcOrderStore(database);
    orders =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
            .orderStore(store)
            .stateStore(new JdbcStateStore(database))
            .drain(Duration.ZERO)
            .build();
    outbox = OutboxImageOrders.builder(dataSource, orders).build();
  }

  @AfterEach
  void close() {
    outbox.close();
    orders.close();
    store.close();
    database.close();
  }

  @Test
  void anOrderIsPartOfSpringsTransaction() throws Exception {
    isPartOfTransactions(orders, (connection, request) -> store.place(connection, orders, request));
  }

  @Test
  void anOrderInTheOutboxIsPartOfSpringsTransaction() throws Exception {
    isPartOfTransactions(outbox, outbox::place);
  }

  private void isPartOfTransactions(ImageOrders seen, Placing placing) throws Exception {
    OrderRequest request = OrderRequests.of("ada", "answer");
    assertThatThrownBy(
            () ->
                transactions.executeWithoutResult(
                    status -> {
                      inTransaction(placing, request);
                      throw new Breakdown();
                    }))
        .isInstanceOf(Breakdown.class);
    refused(
        ErrorCode.NOT_FOUND,
        () -> seen.get(seen.idOf(request.customer(), request.idempotencyKey())));
    ImageOrder placed = transactions.execute(status -> inTransaction(placing, request));
    assertThat(OrdersClauses.get(seen.completion(placed.id())).status())
        .isEqualTo(OrderStatus.COMPLETED);
  }

  private ImageOrder inTransaction(Placing placing, OrderRequest request) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return placing.place(connection, request);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  @Test
  void aConnectionOfTheProxyIsTheTransactions() throws Exception {
    DataSource proxy = new TransactionAwareDataSourceProxy(dataSource);
    OrderRequest request = OrderRequests.of("ada", "answer");
    ImageOrder placed =
        transactions.execute(
            status -> {
              try (Connection connection = proxy.getConnection()) {
                return store.place(connection, orders, request);
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(OrdersClauses.get(orders.completion(placed.id())).status())
        .isEqualTo(OrderStatus.COMPLETED);
  }
}
