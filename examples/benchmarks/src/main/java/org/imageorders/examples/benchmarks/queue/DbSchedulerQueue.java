package org.imageorders.examples.benchmarks.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * db-scheduler: a one-time task for each piece, with as many bytes of data as an order's request
 * has. It keeps nothing of what is done.
 */
public final class DbSchedulerQueue implements WorkQueue {

  private static final String DATA = "x".repeat(150);
  private static final Duration POLLING = Duration.ofMillis(100);
  private static final String[] SCHEMA = { // as its manual gives it
    """
    CREATE TABLE scheduled_tasks (
      task_name TEXT NOT NULL,
      task_instance TEXT NOT NULL,
      task_data BYTEA,
      execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
      picked BOOLEAN NOT NULL,
      picked_by TEXT,
      last_success TIMESTAMP WITH TIME ZONE,
      last_failure TIMESTAMP WITH TIME ZONE,
      consecutive_failures INT,
      last_heartbeat TIMESTAMP WITH TIME ZONE,
      version BIGINT NOT NULL,
      priority SMALLINT,
      PRIMARY KEY (task_name, task_instance))
    """,
    "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
    "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
    "CREATE INDEX priority_execution_time_idx"
        + " ON scheduled_tasks (priority DESC, execution_time ASC)",
  };

  private final DataSource dataSource;
  private final boolean locking;
  private final OneTimeTask<String> task;
  private final SchedulerClient client;
  private volatile CountDownLatch left = new CountDownLatch(0);

  /**
   * A scheduler in an empty PostgreSQL schema.
   *
   * @param locking whether it locks the tasks that it claims ahead in one statement; by default it
   *     only reads them, and locks each when its turn comes
   */
  public DbSchedulerQueue(DataSource dataSource, boolean locking) throws SQLException {
    this.dataSource = dataSource;
    this.locking = locking;
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : SCHEMA) {
        statement.execute(each);
      }
    }
    task = Tasks.oneTime("draw", String.class).execute((instance, context) -> left.countDown());
    client = SchedulerClient.Builder.create(dataSource, task).build();
  }

  @Override
  public void place(String customer, String key) {
    client.scheduleIfNotExists(task.instance(customer + " " + key, DATA), Instant.now());
  }

  @Override
  public void drain(int pieces, int threads) throws InterruptedException {
    left = new CountDownLatch(pieces);
    SchedulerBuilder builder =
        Scheduler.create(dataSource, task).threads(threads).pollingInterval(POLLING);
    double most = (double) CLAIMED_AHEAD / threads;
    if (locking) {
      builder.pollUsingLockAndFetch(most / 2, most);
    } else {
      builder.pollUsingFetchAndLockOnExecute(most / 2, most);
    }
    Scheduler scheduler = builder.build();
    scheduler.start();
    try {
      left.await();
    } finally {
      scheduler.stop(); // once the last is committed
    }
  }

  @Override
  public void close() {
    // Its connections belong to the data source.
  }
}
