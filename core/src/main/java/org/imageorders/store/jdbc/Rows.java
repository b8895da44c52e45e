package org.imageorders.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A statement about many rows, sent once for all of them where the database takes arrays. In its
 * SQL, {@code {rows}} is a table of the name {@code v} that holds them. A column after which {@code
 * {among}} stands is the first of theirs: so rows of a table are found by an index also if it had
 * few when the statement was planned, and all of them seemed worth reading.
 */
final class Rows {

  private static final String AMONG = "{among}";

  private final List<Field> fields = new ArrayList<>();
  private final String one;
  private final String oneTyped;
  private final String many;
  private final boolean hasAmong;

  private record Field(String name, String type) {}

  /** The values of one field, row by row; {@code type} is PostgreSQL's name of theirs. */
  record Column(String type, List<@Nullable Object> values) {}

  /**
   * A statement.
   *
   * @param sql with {@code {rows}} once, and {@code {among}} at most once, later
   * @param fields a name and PostgreSQL's type each
   */
  Rows(String sql, String... fields) {
    for (String field : fields) {
      int space = field.indexOf(' ');
      this.fields.add(new Field(field.substring(0, space), field.substring(space + 1)));
    }
    hasAmong = sql.contains(AMONG);
    String alone = sql.replace(AMONG, " IS NOT NULL");
    one = alone.replace("{rows}", "(SELECT " + listed((name, type) -> "? AS " + name) + ") AS v");
    oneTyped =
        alone.replace(
            "{rows}",
            "(SELECT " + listed((name, type) -> "CAST(? AS " + type + ") AS " + name) + ") AS v");
    many =
        sql.replace(
                "{rows}",
                "unnest("
                    + listed((name, type) -> "CAST(? AS " + type + "[])")
                    + ") AS v("
                    + listed((name, type) -> name)
                    + ")")
            .replace(AMONG, " = ANY(CAST(? AS " + this.fields.get(0).type() + "[]))");
  }

  private String listed(BiFunction<String, String, String> text) {
    StringJoiner list = new StringJoiner(", ");
    fields.forEach(field -> list.add(text.apply(field.name(), field.type())));
    return list.toString();
  }

  /** For a single row, whose values have no types of their own. */
  String one() {
    return one;
  }

  /** For a single row, whose values are cast to their types. */
  String oneTyped() {
    return oneTyped;
  }

  /** For any number of rows, given as {@link #columns}. */
  String many() {
    return many;
  }

  /** The rows, turned over. */
  Object[] columns(List<@Nullable Object[]> rows) {
    List<Column> columns = new ArrayList<>();
    for (int field = 0; field < fields.size(); field++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (@Nullable Object[] row : rows) {
        values.add(row[field]);
      }
      columns.add(new Column(fields.get(field).type(), values));
    }
    if (hasAmong) {
      columns.add(columns.get(0));
    }
    return columns.toArray();
  }

  /** A row's values. */
  static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
