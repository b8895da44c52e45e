package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.refused;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.OrderRequest;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contracts over an SQLite file. */
class SqliteStoresTest {

  @TempDir Path directory;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = Sqlite.in(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Nested
  class Orders implements OrderStoreContract {
    @Override
    public OrderStore orderStore() {
      return database.orderStore();
    }

    @Override
    public void advance(Duration time) {
      database.advance(time);
    }
  }

  @Nested
  class State implements StateStoreContract {
    @Override
    public StateStore stateStore() {
      return database.stateStore();
    }
  }

  @Nested
  class Sharing implements SharedDatabaseContract {
    @Override
    public TestDatabase database() {
      return database;
    }
  }

  @Nested
  class WithinTransactions implements CallersTransactionContract {
    @Override
    public TestDatabase database() {
      return database;
    }

    @Test
    void theFileOfAnotherShopIsRefused(@TempDir Path elsewhere) throws Exception {
      try (Shop shop = shop();
          TestDatabase other = Sqlite.in(elsewhere);
          Connection connection = other.dataSource().getConnection()) {
        connection.setAutoCommit(false);
        OrderRequest request = OrderRequest.builder("ada").prompt("answer").build();
        assertThat(
                refused(ErrorCode.INVALID_REQUEST, () -> shop.place(connection, request)).field())
            .contains("connection");
      }
    }
  }
}
