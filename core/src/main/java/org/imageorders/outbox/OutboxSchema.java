package org.imageorders.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/** The tables of an outbox, in numbered files that add to each other. */
final class OutboxSchema {

  private static final int MAJOR = 1;
  private static final int MOST_TRIES = 10;
  private static final List<String> FILES = List.of("0001-outbox.sql");
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*(\n|$)");

  private final DataSource dataSource;

  OutboxSchema(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** A version that the database has. */
  private record Applied(int version, int major) {}

  /** Several processes may do this at once: whoever was disturbed looks again, and goes on. */
  void create() {
    for (int version = 1; version <= FILES.size(); version++) {
      boolean there = false;
      for (int tries = 1; !there; tries++) {
        try {
          there = has(version);
          if (!there) {
            apply(FILES.get(version - 1));
          }
        } catch (SQLException e) {
          if (tries == MOST_TRIES) {
            throw Statements.unavailable(e);
          }
        }
      }
    }
  }

  /** Refuses a database that this library cannot work with. */
  void check() {
    List<Applied> applied;
    try {
      applied = applied();
    } catch (SQLException e) {
      throw Statements.unavailable(e);
    }
    for (Applied known : applied) {
      if (known.major() > MAJOR) {
        throw unusable(
            "it has major version " + known.major() + ", and this library knows " + MAJOR,
            "use a later library");
      }
    }
    for (int version = 1; version <= FILES.size(); version++) {
      if (!has(applied, version)) {
        throw unusable(
            "version " + version + " is missing",
            "call OutboxImageOrders.createSchema(), or apply " + FILES.get(version - 1));
      }
    }
  }

  private static ImageOrderException unusable(String why, String mend) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "the outbox's schema is refused: " + why + "; " + mend);
  }

  private boolean has(int version) throws SQLException {
    return has(applied(), version);
  }

  private static boolean has(List<Applied> applied, int version) {
    return applied.stream().anyMatch(known -> known.version() == version);
  }

  private List<Applied> applied() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return applied(connection);
    }
  }

  private static List<Applied> applied(Connection connection) throws SQLException {
    try {
      return new Statements(connection)
          .list(
              "SELECT version, major FROM imageorders_outbox_schema",
              row -> new Applied(row.getInt("version"), row.getInt("major")));
    } catch (SQLException e) {
      if (connection.isValid(5)) { // there is no such table
        return List.of();
      }
      throw e;
    }
  }

  private void apply(String file) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      String bare = COMMENT.matcher(text(file)).replaceAll("");
      for (String each : STATEMENT_END.splitAsStream(bare).toList()) {
        statement.execute(each);
      }
    }
  }

  private static String text(String file) {
    try (InputStream stream = OutboxSchema.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the library's jar lacks " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
