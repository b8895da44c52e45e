package org.imageorders.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.shared.DocumentLimits;

/**
 * Keeps documents in a database, durably, for all processes that share it. Its clock is the
 * database's. Thread-safe. Closing it leaves the database open.
 */
public final class JdbcStateStore implements StateStore {

  // No name of 200 characters that begins with a prefix comes after the prefix and this.
  private static final String AFTER_ALL = Character.toString(Character.MAX_CODE_POINT).repeat(100);

  private final JdbcDatabase database;

  /**
   * A store in this database.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the database cannot be reached, or
   *     its schema is missing or of a later major version
   */
  public JdbcStateStore(JdbcDatabase database) {
    this.database = database;
    new Schema(database).check();
  }

  @Override
  public Optional<StateDocument> read(String name) {
    return database.read(
        session -> session.first(Sql.READ_DOCUMENT, JdbcStateStore::document, name));
  }

  /**
   * {@inheritDoc}
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is empty or too long,
   *     or name or text hold what a database keeps in no text: the character NUL, or half of a
   *     character; {@link ErrorCode#TOO_LARGE} if the text is more than 64 KiB of UTF-8
   */
  @Override
  public Optional<Long> write(String name, long seenVersion, String text) {
    DocumentLimits.check(name, text);
    checkStorable("name", name);
    checkStorable("text", text);
    return database.write(
        session -> {
          // Also a new version is a new row, so that its number is greater than any before it.
          if (seenVersion != 0 && !deleted(session, name, seenVersion)) {
            return Optional.empty();
          }
          return session.first(Sql.ADD_DOCUMENT, row -> row.number("version"), name, text);
        });
  }

  @Override
  public boolean delete(String name, long seenVersion) {
    return database.write(session -> deleted(session, name, seenVersion));
  }

  private static boolean deleted(Session session, String name, long version) throws SQLException {
    return session.update(Sql.DELETE_DOCUMENT, name, version) > 0;
  }

  @Override
  public List<StateDocument> list(String prefix) {
    return database
        .read(
            session ->
                session.list(
                    Sql.LIST_DOCUMENTS, JdbcStateStore::document, prefix, prefix + AFTER_ALL))
        .stream()
        .sorted(Comparator.comparing(StateDocument::name))
        .toList();
  }

  @Override
  public Instant now() {
    return database.time();
  }

  private static StateDocument document(Row row) throws SQLException {
    return new StateDocument(row.text("name"), row.number("version"), row.text("text"));
  }

  private static void checkStorable(String field, String value) {
    if (value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw ImageOrderException.invalid(
          field, value, "use whole Unicode characters other than NUL");
    }
  }
}
