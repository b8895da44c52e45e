package org.imageorders.testkit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** An outbox in a real PostgreSQL. */
class PostgresOutboxTest {

  private OutboxDatabase database;

  @BeforeEach
  void open() {
    database = Postgres.outbox();
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
