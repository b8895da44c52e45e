package org.imageorders.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * The schema's versions, each a numbered file that adds to the one before. A library works with its
 * own version and later ones of the same major number.
 */
final class Schema {

  private static final int MAJOR = 1;
  private static final List<String> FILES = List.of("0001-orders.sql");
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*(\n|$)");
  private static final long LOCK = 0x696d6167656f7264L; // "imageord"

  private final JdbcDatabase database;

  Schema(JdbcDatabase database) {
    this.database = database;
  }

  /** A version as the database has it. */
  private record Applied(int version, int major, @Nullable String checksum) {}

  void create() {
    database.write(
        session -> {
          database.serialize(session, LOCK);
          Map<Integer, Applied> applied = applied(session);
          refuseLater(applied);
          for (int version = 1; version <= FILES.size(); version++) {
            String file = text(FILES.get(version - 1));
            Applied known = applied.get(version);
            if (known == null) {
              apply(session, version, file);
            } else if (known.checksum() != null && !known.checksum().equals(checksum(file))) {
              throw unusable(
                  "version " + version + " was made by another file than this library's",
                  "restore the file, or use the library that made it");
            }
          }
          return true;
        });
  }

  /** Refuses a database that this library cannot work with. */
  void check() {
    Map<Integer, Applied> applied = database.read(this::applied);
    refuseLater(applied);
    for (int version = 1; version <= FILES.size(); version++) {
      if (!applied.containsKey(version)) {
        throw unusable(
            "version " + version + " is missing",
            "call JdbcDatabase.createSchema(), or apply " + FILES.get(version - 1));
      }
    }
  }

  private static void refuseLater(Map<Integer, Applied> applied) {
    for (Applied known : applied.values()) {
      if (known.major() > MAJOR) {
        throw unusable(
            "it has major version " + known.major() + ", and this library knows " + MAJOR,
            "use a later library");
      }
    }
  }

  private static ImageOrderException unusable(String why, String mend) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE, "the schema of the database is refused: " + why + "; " + mend);
  }

  private Map<Integer, Applied> applied(Session session) throws SQLException {
    Map<Integer, Applied> applied = new TreeMap<>();
    if (session.only(database.hasSchema(), row -> row.bool("found"))) {
      session
          .list(
              Sql.SCHEMA,
              row ->
                  new Applied(
                      row.integer("version"), row.integer("major"), row.optionalText("checksum")))
          .forEach(version -> applied.put(version.version(), version));
    }
    return applied;
  }

  private static void apply(Session session, int version, String file) throws SQLException {
    String bare = COMMENT.matcher(file).replaceAll("");
    for (String statement : STATEMENT_END.splitAsStream(bare).toList()) {
      session.write(statement);
    }
    session.write(Sql.SET_CHECKSUM, checksum(file), version);
  }

  private String text(String file) {
    try (InputStream stream = Schema.class.getResourceAsStream(database.folder() + "/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("the library's jar lacks " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String checksum(String file) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
