package org.imageorders.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.outbox.OutboxImageOrders;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;
import org.imageorders.store.jdbc.JdbcStateStore;
import org.imageorders.transport.RemoteImageOrders;

/** A shop's process that does one thing, says so, and is killed by SIGKILL. */
final class DoomedShop {

  static final String TOKEN = "a-token-of-the-tests";
  static final String TENANT = "shop";
  static final Duration LEASE = Duration.ofSeconds(1);

  /** A target in the shop's own database, in place of a service's address. */
  static final String LOCAL = "local";

  private static final String DONE = "done";

  /** What it does before it is killed. */
  enum Deed {
    /** Places in a transaction, and commits. */
    COMMIT,
    /** Places in a transaction that it does not end. */
    LEAVE_OPEN,
    /** Hands over what is in the outbox, and does not mark it. */
    HAND_OVER
  }

  private DoomedShop() {}

  /** Runs it in a JVM of its own, and kills it when it has done what it was to do. */
  static void dies(Deed deed, boolean outbox, OutboxDatabase database, String target)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(DoomedShop.class.getName());
    command.addAll(List.of(deed.name(), Boolean.toString(outbox), database.url(), target));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (Scanner said = new Scanner(process.getInputStream(), "UTF-8")) {
      boolean done = false;
      while (!done && said.hasNextLine()) {
        done = said.nextLine().equals(DONE);
      }
      process.destroyForcibly();
      int end = process.waitFor();
      if (!done || end != 137) {
        throw new AssertionError("the shop's process ended with " + end + " before it was killed");
      }
    }
  }

  /** What it places. */
  static OrderRequest request() {
    return OrderRequests.keyed("ada", "cart-1", "answer");
  }

  public static void main(String[] args) throws Exception {
    Deed deed = Deed.valueOf(args[0]);
    DataSource dataSource = OutboxDatabase.connecting(args[2]);
    boolean local = args[3].equals(LOCAL);
    JdbcOrderStore store = local ? new JdbcOrderStore(JdbcDatabase.open(dataSource)) : null;
    ImageOrders target = store != null ? engine(store, dataSource) : remote(URI.create(args[3]));
    if (deed == Deed.HAND_OVER) {
      Line line = new Line(target);
      line.placing(
          request -> {
            ImageOrder placed = target.place(request);
            sayAndWait();
            return placed;
          });
      OutboxImageOrders.builder(dataSource, line.orders()).lease(LEASE).build();
      waitForTheEnd();
    }
    Connection connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    if (Boolean.parseBoolean(args[1])) {
      OutboxImageOrders outbox = OutboxImageOrders.builder(dataSource, target).handOvers(0).build();
      outbox.place(connection, request());
    } else if (store != null) {
      store.place(connection, target, request());
    }
    if (deed == Deed.COMMIT) {
      connection.commit();
    }
    sayAndWait();
  }

  static EmbeddedImageOrders.Builder engine(DataSource dataSource, JdbcOrderStore store) {
    return EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
        .orderStore(store)
        .stateStore(new JdbcStateStore(JdbcDatabase.open(dataSource)))
        .tenant(TENANT);
  }

  private static ImageOrders engine(JdbcOrderStore store, DataSource dataSource) {
    return engine(dataSource, store).concurrency(0).build();
  }

  static ImageOrders remote(URI service) {
    return RemoteImageOrders.builder(
            HttpTransport.builder(service).bearerToken(() -> TOKEN).build())
        .tenant(TENANT)
        .build();
  }

  private static void sayAndWait() throws InterruptedException {
    System.out.println(DONE);
    System.out.flush();
    waitForTheEnd();
  }

  private static void waitForTheEnd() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
