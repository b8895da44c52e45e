package org.imageorders.testkit;

import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/** SQLite files. */
final class Sqlite {

  private Sqlite() {}

  static TestDatabase in(Path directory) {
    SQLiteDataSource dataSource = new SQLiteDataSource();
    dataSource.setUrl(url(directory));
    return new TestDatabase(dataSource);
  }

  /** Where another process finds it. */
  static String url(Path directory) {
    return "jdbc:sqlite:" + directory.resolve("orders.db");
  }
}
