package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.imageorders.testkit.StoreOrders.PLENTY;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.order;

import java.nio.file.Path;
import java.util.Arrays;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderQuery;
import org.imageorders.store.NewOrder;
import org.imageorders.store.Placement;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An SQLite file without room to grow. */
class SqliteFullTest {

  @TempDir Path directory;

  @Test
  void withoutRoomAnOrderIsRefusedForThatReasonAndASmallerOneIsTaken() {
    try (TestDatabase test = Sqlite.in(directory)) {
      SQLiteConfig small = new SQLiteConfig();
      small.setMaxPageCount(test.number("PRAGMA page_count") + 10);
      SQLiteDataSource dataSource = new SQLiteDataSource(small);
      dataSource.setUrl(Sqlite.url(directory));
      JdbcOrderStore store = test.orderStore(JdbcDatabase.builder(dataSource));
      int[] calls = new int[1_000];
      Arrays.fill(calls, 1);
      NewOrder large = order("ada", "cart-1", calls);

      ImageOrderException refusal =
          catchThrowableOfType(ImageOrderException.class, () -> store.place(large, PLENTY));

      assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(refusal).hasMessageContaining("full");
      assertThat(store.list(TENANT, OrderQuery.builder().build()).orders()).isEmpty();
      assertThat(store.place(order("ada", "cart-2", 1), PLENTY).kind())
          .isEqualTo(Placement.Kind.PLACED);
    }
  }
}
