package org.imageorders.testkit;

import com.zaxxer.hikari.HikariDataSource;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Consumers over a real PostgreSQL. */
class PostgresConsumersTest implements ConsumerClauses, ConsumerKillClauses {

  private HikariDataSource pool;
  private TestDatabase database;

  @BeforeEach
  void open() {
    pool = Postgres.pool(20);
    database = new TestDatabase(pool);
  }

  @AfterEach
  void close() {
    database.close();
    pool.close();
  }

  @Override
  public OrderStore orderStore() {
    return database.orderStore();
  }

  @Override
  public StateStore stateStore() {
    return database.stateStore();
  }

  @Override
  public TestDatabase database() {
    return database;
  }

  @Override
  public String url() {
    return Postgres.url(pool);
  }
}
