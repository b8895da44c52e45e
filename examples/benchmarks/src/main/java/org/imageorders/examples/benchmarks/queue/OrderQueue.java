package org.imageorders.examples.benchmarks.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.imageorders.Attempt;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageSize;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.AttemptResult;
import org.imageorders.store.Claim;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.Placement;
import org.imageorders.store.Settlement;
import org.imageorders.store.Worker;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.imageorders.store.jdbc.JdbcOrderStore;

/** This library's order store, with orders of one image. */
public final class OrderQueue implements WorkQueue {

  private static final String TENANT = "shop";
  private static final String QUEUE = "brush";
  private static final Worker WORKER =
      new Worker("worker-1", QUEUE, "painter", Duration.ofMinutes(5));
  private static final int MOST_OPEN = 10_000_000;

  private final JdbcDatabase database;
  private final JdbcOrderStore store;

  /** A store in an empty database. */
  public OrderQueue(DataSource dataSource) {
    database = JdbcDatabase.open(dataSource);
    database.createSchema();
    store = new JdbcOrderStore(database);
  }

  @Override
  public void place(String customer, String key) {
    OrderRequest request =
        OrderRequest.builder(customer)
            .idempotencyKey(key)
            .prompt("a lighthouse at dusk, seen from the sea, in oil")
            .build();
    NewTask task = new NewTask(QUEUE, 0, 0, 1, Money.usd("0.05"));
    OrderId id = OrderId.of(TENANT, customer, key);
    Placement placement = store.place(new NewOrder(TENANT, id, request, List.of(task)), MOST_OPEN);
    if (placement.kind() != Placement.Kind.PLACED) {
      throw new IllegalStateException(key + ": " + placement.kind());
    }
  }

  @Override
  public void drain(int pieces, int threads) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    Semaphore room = new Semaphore(CLAIMED_AHEAD);
    List<Future<?>> finishing = new ArrayList<>();
    try {
      while (finishing.size() < pieces) {
        int most = CLAIMED_AHEAD / 2;
        room.acquire(most);
        most += room.drainPermits();
        List<Claim> claims = store.claim(WORKER, most);
        room.release(most - claims.size());
        for (Claim claim : claims) {
          finishing.add(
              workers.submit(
                  () -> {
                    try {
                      finish(claim);
                    } finally {
                      room.release();
                    }
                  }));
        }
      }
      for (Future<?> each : finishing) {
        each.get();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private void finish(Claim claim) {
    GeneratedImage image =
        GeneratedImage.builder(claim.image(claim.attempt(), 0))
            .mediaType("image/png")
            .size(new ImageSize(1024, 1024))
            .bytes(1_000)
            .sha256("0".repeat(64))
            .provider("painter")
            .createdAt(Instant.EPOCH)
            .build();
    AttemptResult drawn = AttemptResult.builder(Attempt.Outcome.SUCCEEDED).image(0, image).build();
    Settlement settlement = store.finish(claim, drawn);
    if (settlement != Settlement.SAVED) {
      throw new IllegalStateException(claim + ": " + settlement);
    }
  }

  @Override
  public void close() {
    store.close();
    database.close();
  }
}
