package org.imageorders.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A data source that knows of every commit, before it happens and after. */
final class WatchedCommits {

  /** What to do about a commit. */
  interface Watch {
    void before() throws InterruptedException;

    void after();
  }

  private WatchedCommits() {}

  /** Counts commits, but not those of the thread that tells other processes what changed. */
  static DataSource counting(DataSource dataSource, AtomicInteger commits) {
    return watching(
        dataSource,
        new Watch() {
          @Override
          public void before() {}

          @Override
          public void after() {
            if (!Thread.currentThread().getName().equals("image-orders-notify")) {
              commits.incrementAndGet();
            }
          }
        });
  }

  static DataSource watching(DataSource dataSource, Watch watch) {
    return proxy(DataSource.class, dataSource, watch);
  }

  /** What happens before a connection is lent. */
  interface Lending {
    void before() throws SQLException;
  }

  static DataSource lending(DataSource dataSource, Lending lending) {
    return (DataSource)
        Proxy.newProxyInstance(
            WatchedCommits.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> {
              lending.before();
              return method.invoke(dataSource, arguments);
            });
  }

  private static <T> T proxy(Class<T> type, Object target, Watch watch) {
    InvocationHandler handler =
        (self, method, arguments) -> {
          boolean commits =
              method.getName().equals("commit")
                  || (target instanceof PreparedStatement && method.getName().equals("execute"))
                  || (target instanceof Statement
                      && arguments != null
                      && "COMMIT".equals(arguments[0]));
          if (commits) {
            watch.before();
          }
          try {
            Object result = method.invoke(target, arguments);
            if (commits) {
              watch.after();
            }
            if (result instanceof Connection connection && target instanceof DataSource) {
              return proxy(Connection.class, connection, watch);
            }
            if (method.getName().equals("prepareStatement")
                && ((String) arguments[0]).endsWith("COMMIT")) {
              return proxy(PreparedStatement.class, result, watch);
            }
            return method.getName().equals("createStatement")
                ? proxy(Statement.class, result, watch)
                : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(
        Proxy.newProxyInstance(
            WatchedCommits.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
