package org.imageorders.store.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/** The row at which a result stands, read column by column. */
final class Row {

  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  int integer(String column) throws SQLException {
    return results.getInt(column);
  }

  long number(String column) throws SQLException {
    return results.getLong(column);
  }

  double real(String column) throws SQLException {
    return results.getDouble(column);
  }

  boolean bool(String column) throws SQLException {
    return results.getBoolean(column);
  }

  String text(String column) throws SQLException {
    String text = results.getString(column);
    if (text == null) {
      throw new SQLException("column " + column + " is null, which it never should be");
    }
    return text;
  }

  @Nullable String optionalText(String column) throws SQLException {
    return results.getString(column);
  }

  Instant instant(String column) throws SQLException {
    return instant(results.getLong(column));
  }

  @Nullable Instant optionalInstant(String column) throws SQLException {
    long micros = results.getLong(column);
    return results.wasNull() ? null : instant(micros);
  }

  BigDecimal decimal(String column) throws SQLException {
    return new BigDecimal(text(column));
  }

  /** An amount, in the row's currency. */
  Money money(String column) throws SQLException {
    return new Money(decimal(column), Currency.getInstance(text("currency")));
  }

  @Nullable Failure optionalFailure() throws SQLException {
    String code = optionalText("failure_code");
    return code == null ? null : new Failure(ErrorCode.of(code), text("failure_message"));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
