package org.imageorders.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementsTest {

  private final List<String> open = new ArrayList<>();
  private boolean closable = true;
  private int prepared;
  private final Statements statements = Statements.kept(connection());

  /** A connection of statements that only open and close. */
  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (connection, method, arguments) -> {
              String name = arguments[0] + " " + ++prepared;
              open.add(name);
              return statement(name);
            });
  }

  private PreparedStatement statement(String name) {
    return (PreparedStatement)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (statement, method, arguments) -> {
              if (method.getName().equals("toString")) {
                return name;
              }
              open.remove(name);
              if (!closable) {
                throw new SQLException("it cannot be closed");
              }
              return null;
            });
  }

  private String use(String sql) throws SQLException {
    List<String> used = new ArrayList<>();
    statements.use(sql, statement -> used.add(statement.toString()));
    return used.get(0);
  }

  private Throwable failing(SQLException why) {
    return catchThrowable(
        () ->
            statements.use(
                "a",
                statement -> {
                  throw why;
                }));
  }

  @Test
  void whatIsUsedAgainIsPreparedOnce() throws Exception {
    assertThat(List.of(use("a"), use("b"), use("a"))).containsExactly("a 1", "b 2", "a 1");
  }

  @Test
  void whatFailsIsClosedAndPreparedAnew() throws Exception {
    use("a");
    SQLException why = new SQLException("the disk is full");
    Throwable thrown = failing(why);

    assertThat(thrown).isSameAs(why);
    assertThat(open).isEmpty();
    assertThat(use("a")).isEqualTo("a 2");
  }

  @Test
  void whyItFailedStandsThoughItCannotBeClosedEither() {
    closable = false;
    SQLException why = new SQLException("the disk is full");
    Throwable thrown = failing(why);

    assertThat(thrown).isSameAs(why);
    assertThat(thrown.getSuppressed()).hasSize(1);
  }

  @Test
  void whatIsUsedWithinItsOwnUseIsAnotherOneAndOnlyOneIsKept() throws Exception {
    List<String> used = new ArrayList<>();
    statements.use(
        "a",
        outer -> {
          used.add(outer.toString());
          used.add(use("a"));
        });

    assertThat(used).containsExactly("a 1", "a 2");
    assertThat(open).hasSize(1).contains(use("a"));
  }

  @Test
  void moreThanAreKeptAreClosedAndTheRestAtTheEnd() throws Exception {
    for (int sql = 0; sql < 1_000; sql++) {
      use("sql " + sql);
    }
    assertThat(open).hasSizeBetween(50, 500);

    statements.close();

    assertThat(open).isEmpty();
  }
}
