package org.imageorders.testkit;

import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/** SQLite files. */
final class Sqlite {

  private Sqlite() {}

  static TestDatabase in(Path directory) {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl("jdbc:sqlite:" + directory.resolve("orders.db"));
    return new TestDatabase(dataSource);
  }
}
