package org.imageorders.testkit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** An outbox in a real MariaDB. */
class MariaDbOutboxTest {

  private OutboxDatabase database;

  @BeforeEach
  void open() {
    database = MariaDb.database();
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
  class Killed implements DoomedShopContract {
    @Override
    public OutboxDatabase database() {
      return database;
    }
  }
}
