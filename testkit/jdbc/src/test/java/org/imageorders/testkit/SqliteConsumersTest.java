package org.imageorders.testkit;

import java.nio.file.Path;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Consumers over an SQLite file. */
class SqliteConsumersTest implements ConsumerClauses, ConsumerKillClauses {

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
    return Sqlite.url(directory);
  }
}
