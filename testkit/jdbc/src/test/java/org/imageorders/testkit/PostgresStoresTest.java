package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contracts over a real PostgreSQL. */
class PostgresStoresTest {

  private HikariDataSource pool;
  private TestDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(12);
    database = new TestDatabase(pool);
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
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
}
