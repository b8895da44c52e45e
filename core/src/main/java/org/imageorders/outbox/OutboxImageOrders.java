package org.imageorders.outbox;

import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.outbox.OutboxOrder.State;
import org.imageorders.outbox.OutboxPlacing.Placed;

/**
 * {@link ImageOrders} whose orders are first written into a table of the shop's own database, in
 * the shop's transaction, and then handed over to where they are handled: a remote service, or
 * orders in another database.
 *
 * <pre>{@code
 * OutboxImageOrders orders = OutboxImageOrders.builder(dataSource, remote).build();
 * orders.place(connection, request); // exists if and only if the connection's transaction commits
 * }</pre>
 *
 * <p>Placing takes any request: whether it can be drawn is found out when it is handed over. An
 * order that is refused for good then is {@link org.imageorders.OrderStatus#FAILED}, with its
 * events. A refusal that may pass is tried again, less and less often, until the order's deadline;
 * so is one of the credentials or the address, which are not the order's fault. Where the order is
 * handled its deadline begins anew. A customer's orders are handed over in the order in which they
 * were placed, one after the other; several processes may hand over, and one that dies is replaced
 * after a lease. What was handed over twice is one order, for both have one id.
 *
 * <p>Until it is handed over an order is seen as {@link org.imageorders.OrderStatus#ACCEPTED}, and
 * can be cancelled. Its events begin when it was handed over, or has ended here. Lists and feeds
 * are of both places.
 *
 * <p>Thread-safe. The target stays its owner's to close.
 */
public final class OutboxImageOrders implements ImageOrders {

  private static final Failure CANCELLATION =
      new Failure(ErrorCode.CANCELLED, "the order was cancelled");

  private final ImageOrders target;
  private final OutboxTable table;
  private final OutboxPlacing placing;
  private final OutboxWaits waits;
  private final OutboxList list;
  private final OutboxFeed feed;
  private final Relay relay;

  private OutboxImageOrders(Builder builder) {
    target = builder.target;
    table = new OutboxTable(builder.dataSource, builder.name, builder.clock);
    table.begin();
    placing = new OutboxPlacing(table, builder.dataSource, builder.name);
    waits = new OutboxWaits(table, target);
    list = new OutboxList(table, target);
    HandOver handOver = new HandOver(table, target, builder.keep);
    feed = new OutboxFeed(table, target, handOver);
    relay =
        new Relay(
            table,
            handOver,
            new Relay.Habits(builder.handOvers, builder.lease, builder.pollEvery),
            waits,
            builder.pauses);
  }

  /**
   * Starts an outbox.
   *
   * @param dataSource of the shop's database: PostgreSQL, through a pool; MariaDB or SQLite
   * @param target where orders are handled
   */
  public static Builder builder(DataSource dataSource, ImageOrders target) {
    return new Builder(dataSource, target);
  }

  /**
   * Makes the tables, unless they are there. Several processes may do so at once. Who migrates with
   * another tool applies {@code org/imageorders/outbox/*.sql} in the order of their numbers.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the database cannot be reached or
   *     refuses them
   */
  public static void createSchema(DataSource dataSource) {
    new OutboxSchema(dataSource).create();
  }

  /**
   * Places an order in a transaction that the caller has begun and will end: the order exists if
   * and only if that commits. It is one row, which nobody else waits for. The connection is not
   * committed, rolled back, closed or changed, and after a refusal its transaction can go on.
   *
   * @param connection of the outbox's database, with autocommit off; of any isolation
   * @return the order as the outbox knows it, also if it was placed before
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if autocommit is on; {@link
   *     ErrorCode#IDEMPOTENCY_CONFLICT} if the key was used for a different request; {@link
   *     ErrorCode#UNAVAILABLE} if the database did not do it: roll back and begin again
   */
  public ImageOrder place(Connection connection, OrderRequest request) {
    waits.requireOpen();
    requireTransaction(connection);
    ImageOrder order = placing.place(connection, idOf(request), request).order().order();
    relay.ring();
    return order;
  }

  private static void requireTransaction(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw ImageOrderException.invalid(
            "connection",
            "autocommit",
            "call setAutoCommit(false): the end of the transaction decides about the order");
      }
    } catch (SQLException e) {
      throw Statements.unavailable(e);
    }
  }

  /**
   * Places an order in a transaction of its own.
   *
   * @throws ImageOrderException {@link ErrorCode#IDEMPOTENCY_CONFLICT} if the key was used for a
   *     different request; whatever the target refuses becomes the order's failure
   */
  @Override
  public ImageOrder place(OrderRequest request) {
    waits.requireOpen();
    Placed placed = placing.place(null, idOf(request), request);
    relay.ring();
    return placed.isNew() ? placed.order().order() : asItStands(placed.order());
  }

  private OrderId idOf(OrderRequest request) {
    return idOf(request.customer(), request.idempotencyKey());
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return target.idOf(customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    return table.find(id).map(this::asItStands).orElseGet(() -> target.get(id));
  }

  private ImageOrder asItStands(OutboxOrder order) {
    return isThere(order) ? order.seen(target.get(order.id())) : order.order();
  }

  private static boolean isThere(OutboxOrder order) {
    return order.state() == State.HANDED_OVER;
  }

  @Override
  public OrderPage list(OrderQuery query) {
    return list.page(query);
  }

  /**
   * {@inheritDoc} One that was not handed over yet ends here. If a try to hand it over was not
   * answered, it is cancelled where it is handled too, as soon as that answers.
   */
  @Override
  public ImageOrder cancel(OrderId id) {
    while (true) {
      Optional<OutboxOrder> found = table.find(id);
      if (found.isEmpty()) {
        return target.cancel(id);
      }
      OutboxOrder order = found.get();
      if (isThere(order)) {
        return order.seen(target.cancel(id));
      }
      if (order.isEndedHere()
          || table.end(
              order,
              order.tries(),
              State.CANCELLED,
              CANCELLATION,
              order.isDoubted() ? order.due() : null)) {
        relay.ring();
        return get(id);
      }
    }
  }

  /** {@inheritDoc} One whose handing over was not answered may have started: it stays as it was. */
  @Override
  public ImageOrder withdraw(OrderId id) {
    while (true) {
      Optional<OutboxOrder> found = table.find(id);
      if (found.isEmpty()) {
        return target.withdraw(id);
      }
      OutboxOrder order = found.get();
      if (isThere(order)) {
        return order.seen(target.withdraw(id));
      }
      if (order.isEndedHere()
          || order.isDoubted()
          || table.end(order, order.tries(), State.CANCELLED, CANCELLATION, null)) {
        relay.ring();
        return get(id);
      }
    }
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return watch(id, order -> {});
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    waits.requireOpen();
    CompletableFuture<ImageOrder> wait = waits.add(id, onChange);
    relay.ring();
    return wait;
  }

  @Override
  public String explain(OrderId id) {
    Optional<OutboxOrder> here = table.find(id).filter(order -> !isThere(order));
    return here.map(OutboxOrder::inWords).orElseGet(() -> target.explain(id));
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    return target.open(id, range);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    return target.upload(customer, image);
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    return feed.page(after, limit, wait);
  }

  /** Ends the waits that were begun here, and stops handing over. The target stays open. */
  @Override
  public void close() {
    waits.close();
    relay.close();
  }

  /** Collects what an outbox needs. Not thread-safe. */
  public static final class Builder {
    private final DataSource dataSource;
    private final ImageOrders target;
    private String name = "images";
    private int handOvers = 4;
    private Duration lease = Duration.ofMinutes(2);
    private Duration pollEvery = Duration.ofSeconds(1);
    private Duration keep = Duration.ofDays(7);
    private InstantSource clock = InstantSource.system();
    private Pauses pauses = Pauses.system();

    private Builder(DataSource dataSource, ImageOrders target) {
      this.dataSource = dataSource;
      this.target = target;
    }

    /**
     * What tells this outbox from others in the same tables, one for each target and tenant: 1 to
     * 32 lower-case letters, digits, hyphens or underscores; {@code images} unless set. Processes
     * that use the same name share its work.
     */
    public Builder name(String word) {
      name = word;
      return this;
    }

    /**
     * How many orders this process hands over at the same time; 4 unless set. With 0, orders are
     * placed and looked at here, and handed over elsewhere.
     */
    public Builder handOvers(int most) {
      handOvers = most;
      return this;
    }

    /**
     * After what time another process takes over a hand-over whose process died; 2 minutes unless
     * set. Let it be longer than the target may take to answer.
     */
    public Builder lease(Duration time) {
      lease = time;
      return this;
    }

    /** The longest pause between two looks at the table; a second unless set. */
    public Builder pollEvery(Duration pause) {
      pollEvery = pause;
      return this;
    }

    /**
     * How long the row of an order is kept after it was handed over; 7 days unless set. A repeat of
     * it finds the order after that too, where it is handled; but its key with a different request
     * is then found out there only, and fails. Keep rows for as long as keys may come again.
     */
    public Builder keep(Duration time) {
      keep = time;
      return this;
    }

    /** What time it is; the system's unless set. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** How time passes; as the system's unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /**
     * Looks at the tables, and starts to hand over.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a setting is out of range;
     *     {@link ErrorCode#UNAVAILABLE} if the database cannot be reached, or its schema is missing
     *     or of a later major version
     */
    public OutboxImageOrders build() {
      if (!Pattern.matches("[a-z0-9_-]{1,32}", name)) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 32 lower-case letters, digits, hyphens or underscores");
      }
      if (handOvers < 0 || handOvers > 100) {
        throw ImageOrderException.invalid("handOvers", handOvers, "use 0 to 100");
      }
      between("lease", lease, Duration.ofMillis(100), Duration.ofHours(1));
      between("pollEvery", pollEvery, Duration.ofMillis(10), Duration.ofHours(1));
      between("keep", keep, Duration.ZERO, Duration.ofDays(3_650));
      new OutboxSchema(dataSource).check();
      OutboxImageOrders orders = new OutboxImageOrders(this);
      orders.relay.start();
      return orders;
    }

    private static void between(String field, Duration value, Duration least, Duration most) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw ImageOrderException.invalid(field, value, "use " + least + " to " + most);
      }
    }
  }
}
