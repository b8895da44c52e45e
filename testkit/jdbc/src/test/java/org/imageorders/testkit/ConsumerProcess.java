package org.imageorders.testkit;

import static org.imageorders.testkit.StoreOrders.TENANT;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.imageorders.OrderEvent;
import org.imageorders.consume.EventConsumer;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A consumer in a process of its own. It writes the ids of what it handles to a file, a line each,
 * and one customer's events end it.
 */
final class ConsumerProcess {

  static final String NAME = "billing";
  static final String DEADLY = "deadly";

  private ConsumerProcess() {}

  /** Takes the database's URL and the file. Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    JdbcDatabase database = JdbcDatabase.open(dataSource(arguments[0]));
    Path log = Path.of(arguments[1]);
    EmbeddedImageOrders engine =
        EmbeddedImageOrders.builder(ScriptedProvider.answering())
            .orderStore(new JdbcOrderStore(database))
            .build();
    EventConsumer.builder(
            engine.forTenant(TENANT),
            new JdbcStateStore(database),
            NAME,
            event -> handle(event, log))
        .lease(Duration.ofSeconds(1))
        .tries(3)
        .start();
    new CountDownLatch(1).await();
  }

  private static void handle(OrderEvent event, Path log) throws IOException {
    if (event.customer().equals(DEADLY)) {
      Runtime.getRuntime().halt(1);
    }
    Files.writeString(log, event.id() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Lends a connection again once it was given back: to make one costs more than to use it. */
  private static DataSource dataSource(String url) {
    Deque<Connection> spare = new ConcurrentLinkedDeque<>();
    return proxy(
        DataSource.class,
        (method, values) -> {
          Connection found = spare.poll();
          Connection lent = found == null ? DriverManager.getConnection(url) : found;
          return proxy(
              Connection.class,
              (name, given) ->
                  name.getName().equals("close") ? spare.add(lent) : name.invoke(lent, given));
        });
  }

  private interface Call {
    @Nullable Object make(Method method, Object[] values) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    InvocationHandler handler =
        (self, method, values) -> {
          try {
            Object result = call.make(method, values);
            return method.getReturnType() == void.class ? null : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            ConsumerProcess.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
