package org.imageorders.testkit;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** An outbox in an SQLite file. */
class SqliteOutboxTest {

  @TempDir Path directory;
  private OutboxDatabase database;

  @BeforeEach
  void open() {
    database = OutboxDatabase.sqlite(directory);
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
