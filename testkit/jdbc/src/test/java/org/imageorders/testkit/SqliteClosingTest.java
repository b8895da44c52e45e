package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.imageorders.ImageOrderException;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What closing an SQLite database leaves behind. */
class SqliteClosingTest {

  private static final int WRITERS = 8;

  @TempDir Path directory;

  @Test
  void closingLeavesNoThreadAndNoConnection() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (TestDatabase test = Sqlite.in(directory)) {
      JdbcDatabase database = test.open();
      JdbcOrderStore orders = new JdbcOrderStore(database);
      orders.onChange(change -> {});
      orders.close();
      database.close();
    }

    assertThat(directory.toFile().list()).containsExactly("orders.db");
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("image-orders-sqlite"));
  }

  @RepeatedTest(20)
  void whoeverWritesWhileItIsClosedGetsAnAnswer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (TestDatabase test = Sqlite.in(directory)) {
      JdbcDatabase database = test.open();
      JdbcStateStore state = new JdbcStateStore(database);
      CountDownLatch writing = new CountDownLatch(WRITERS);
      List<Future<@Nullable Throwable>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = "writer-" + writer;
        writers.add(threads.submit(() -> writeUntilRefused(state, name, writing)));
      }
      writing.await();
      database.close();

      for (Future<@Nullable Throwable> writer : writers) {
        assertThat(writer.get())
            .isInstanceOf(ImageOrderException.class)
            .hasMessageContaining("closed");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static @Nullable Throwable writeUntilRefused(
      JdbcStateStore state, String name, CountDownLatch writing) {
    return catchThrowable(
        () -> {
          long version = 0;
          for (String text : (Iterable<String>) Stream.generate(() -> "text")::iterator) {
            version = state.write(name, version, text).orElseThrow();
            writing.countDown();
          }
        });
  }
}
