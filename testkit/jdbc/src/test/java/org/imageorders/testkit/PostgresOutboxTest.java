package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** An outbox in a real PostgreSQL, through a pool as shops have one. */
class PostgresOutboxTest {

  private HikariDataSource pool;
  private OutboxDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(10);
    database = new OutboxDatabase(pool, Postgres.url(pool));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Nested
  class Orders implements OutboxOrdersContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class Relaying implements OutboxContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class InTrouble implements OutboxTroubleContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class Killed implements DoomedShopContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }

  @Nested
  class KilledLocally implements DoomedLocalShopContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }
}
