package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.store.StateStore;
import org.imageorders.threads.Daemons;

/**
 * Hands every event of the feed to a handler, at least once, and for each order in order, across
 * crashes and restarts.
 *
 * <p><b>Name.</b> What a consumer has handled is kept in the state store under its name, once for
 * all who use the name with that store: give each consumer, and each tenant's, its own. Consumers
 * of different names do not know of each other.
 *
 * <p><b>Failures.</b> An event whose handler throws is tried again after a growing pause. Meanwhile
 * other orders go on: those of other shares without limit, those of its own share until some 250
 * events are behind it. After so many tries the event is set aside with its error, and everything
 * else goes on. Later events of the <em>same order</em> are set aside behind it without being
 * tried, so that {@link #replay} handles them in order. A handler that throws a retryable {@link
 * ImageOrderException} says that the event is not to blame; it is tried again for as long as it
 * takes. A handler that does not return is interrupted, and given up after twice its time: its
 * event is set aside at once, for the handler may still be at it.
 *
 * <p><b>Several instances.</b> Any number of instances, in one process or many, share the work of
 * one name. The feed's cursor is opaque, and its partitions are the store's own, so what they share
 * is the orders: {@value #SHARES} shares by the last digit of the order's id, which is a hash. Each
 * share has its own cursor, written by compare-and-set, so that an instance which lost a share can
 * keep nothing of it. Every instance reads the whole feed, once for all of its shares, and passes
 * over what is another's: reading a page of hundreds of events costs as much as handling a few, and
 * in return no instance depends on another that reads for it. An instance that dies is replaced
 * within one lease. What its handlers were at may then be handled twice, and by both at once if it
 * is not dead but only stopped for longer than that.
 *
 * <p><b>A handler that ends its process.</b> Where an instance vanished, the next one handles what
 * it may have been at one by one, nothing beside it, and writes each try down first. So an event
 * that kills the process is set aside too, after so many deaths, and no other in its stead.
 *
 * <p><b>Cost.</b> A consumer with nothing to do asks the feed once in an eighth of a lease,
 * waiting, and writes one document in a quarter of one.
 *
 * <p>Thread-safe.
 */
public final class EventConsumer implements AutoCloseable {

  /** Into how many shares the orders are divided: so many instances at most have work. */
  public static final int SHARES = 16;

  private final ConsumerConfig config;
  private final Problems problems;
  private final Asides asides;
  private final Handling handling;
  private final Membership membership;
  private final Reader reader;
  private final Semaphore due = new Semaphore(0);
  private volatile boolean started;
  private volatile boolean closed;

  private EventConsumer(ConsumerConfig config) {
    this.config = config;
    problems = new Problems(config.name(), config.clock());
    asides = new Asides(config);
    handling = new Handling(config, asides, problems, this::wakeReader);
    membership = new Membership(config, handling, this::wakeReader);
    reader = new Reader(config, membership, handling, problems);
  }

  /**
   * Starts a consumer's description.
   *
   * @param orders whose events; the consumer does not close it
   * @param state where the consumer keeps what it has handled; as durable as that is to be
   * @param name 1 to 64 letters, digits, hyphens, dots or underscores
   * @param handler what to do about an event
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is something else
   */
  public static Builder builder(
      ImageOrders orders, StateStore state, String name, EventHandler handler) {
    return new Builder(orders, state, name, handler);
  }

  private void wakeReader() {
    reader.wake();
  }

  private void start() {
    started = true;
    String name = "image-orders-consumer-" + config.name();
    begin(name + "-lease-", this::keepLease);
    begin(name + "-reader-", reader);
  }

  private void begin(String name, Daemons.Turn turn) {
    Daemons.named(name)
        .newThread(() -> Daemons.takeTurns(() -> closed, config.pauses(), turn))
        .start();
  }

  private void keepLease() {
    try {
      membership.tick();
    } catch (RuntimeException | Error e) {
      if (!closed) {
        problems.add("the lease cannot be renewed", e);
      }
    }
    Pauses.Pending next = config.pauses().after(config.lease().dividedBy(4), due::release);
    due.acquireUninterruptibly();
    next.cancel();
    due.drainPermits();
  }

  /** How this instance is doing. Asks no store. */
  public ConsumerStatus status() {
    List<Share> shares = membership.shares().stream().filter(share -> !share.isLost()).toList();
    List<Share.Reading> readings = shares.stream().map(Share::reading).toList();
    Instant oldest =
        readings.stream()
            .map(Share.Reading::oldest)
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(null);
    Instant now = config.clock().instant();
    Instant since = oldest != null ? oldest : reader.failingSince();
    return new ConsumerStatus(
        shares.stream().map(share -> share.number).sorted().toList(),
        readings.stream().mapToInt(Share.Reading::waiting).sum(),
        oldest,
        since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now),
        readings.stream().mapToInt(Share.Reading::aside).sum(),
        handling.stuck(),
        readings.stream()
            .map(Share.Reading::refusal)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        Stream.of(Optional.ofNullable(problems.last()), Optional.ofNullable(reader.silence()))
            .flatMap(Optional::stream)
            .max(Comparator.comparing(ConsumerStatus.Problem::at))
            .orElse(null));
  }

  /**
   * The orders whose events are set aside, by whichever instance.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the state store is
   */
  public List<SetAside> setAside() {
    return asides.list();
  }

  /**
   * Handles what is set aside of an order, in order, on the calling thread, until an event fails or
   * none is left. Any instance can; what happens to the order meanwhile waits behind. An event is
   * interrupted after the handler's time limit.
   *
   * @return what came of it; a failure is kept with what is set aside, see {@link SetAside#replays}
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND} if nothing of the order is set aside;
   *     {@link ErrorCode#UNAVAILABLE} if someone else replays it, or the state store is away
   */
  public Replay replay(OrderId order) {
    return asides.replay(order, handling::runHere);
  }

  /**
   * Forgets what is set aside of an order, because it was seen to by hand. Later events of the
   * order are handled again.
   *
   * @throws ImageOrderException {@link ErrorCode#NOT_FOUND} if nothing of the order is set aside;
   *     {@link ErrorCode#UNAVAILABLE} if someone replays it, or the state store is away
   */
  public void discard(OrderId order) {
    asides.discard(order);
  }

  /**
   * Moves the consumer, all instances of it, to another place in the feed: after a handler was
   * wrong about everything, or when {@link ConsumerStatus#standsStill} says that the feed does not
   * take the cursor. What is set aside stays so. Handlers that run meanwhile come to an end.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if a store is away; it is safe to do
   *     it again
   */
  public void rewind(StartAt where) {
    membership.rewind(where);
    if (started) {
      membership.tick();
    }
  }

  /**
   * Begins no more, waits for the handlers that run, interrupts those that take longer than {@link
   * Builder#drain}, and gives its shares to other instances. What was not handled is handled by
   * them, or after the next start. May be called by a handler.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    due.release();
    reader.close();
    membership.retire();
    handling.close(config.drain());
    try {
      membership.leave();
    } catch (RuntimeException e) { // others take over when the lease is over
      problems.add("the shares could not be given away", e);
    }
  }

  /** Describes a consumer. Not thread-safe. */
  public static final class Builder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final ImageOrders orders;
    private final StateStore state;
    private final String name;
    private final EventHandler handler;
    private StartAt startAt = StartAt.BEGINNING;
    private int threads = 4;
    private int tries = 8;
    private Duration firstBackoff = Duration.ofSeconds(1);
    private Duration longestBackoff = Duration.ofMinutes(1);
    private Duration handlerTimeout = Duration.ofMinutes(1);
    private Duration lease = Duration.ofSeconds(30);
    private Duration drain = Duration.ofSeconds(30);
    private InstantSource clock = InstantSource.system();
    private Pauses pauses = Pauses.system();

    private Builder(ImageOrders orders, StateStore state, String name, EventHandler handler) {
      if (!NAME.matcher(name).matches()) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 64 letters, digits, hyphens, dots or underscores");
      }
      this.orders = orders;
      this.state = state;
      this.name = name;
      this.handler = handler;
    }

    /**
     * Where a consumer of this name begins when it is started for the first time; later it goes on
     * where it was. Default: with the feed's beginning.
     */
    public Builder startAt(StartAt where) {
      startAt = where;
      return this;
    }

    /**
     * How many events are handled at the same time. Default: 4.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1 to 256
     */
    public Builder threads(int most) {
      threads = between("threads", most, 256);
      return this;
    }

    /**
     * How often an event is tried before it is set aside. Default: 8.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 1 to 1,000
     */
    public Builder tries(int most) {
      tries = between("tries", most, 1_000);
      return this;
    }

    /**
     * How long to wait after a failure: at first, doubled each time, and at most. Default: a
     * second, a minute.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the first is not positive,
     *     or the longest is shorter or more than a day
     */
    public Builder backoff(Duration first, Duration longest) {
      firstBackoff = lasting("backoff", first, Duration.ofNanos(1), longest);
      longestBackoff = lasting("backoff", longest, first, Duration.ofDays(1));
      return this;
    }

    /**
     * How long a handler may take for one event before it is interrupted. Default: a minute.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not positive, or more
     *     than a day
     */
    public Builder handlerTimeout(Duration longest) {
      handlerTimeout = lasting("handlerTimeout", longest, Duration.ofNanos(1), Duration.ofDays(1));
      return this;
    }

    /**
     * How soon an instance that died is replaced. Default: 30 seconds. The same for all instances.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not a second to an
     *     hour
     */
    public Builder lease(Duration time) {
      lease = lasting("lease", time, Duration.ofSeconds(1), Duration.ofHours(1));
      return this;
    }

    /**
     * How long {@link EventConsumer#close} waits for handlers before it interrupts them. Default:
     * 30 seconds.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is negative, or more than
     *     a day
     */
    public Builder drain(Duration longest) {
      drain = lasting("drain", longest, Duration.ZERO, Duration.ofDays(1));
      return this;
    }

    /** What time it is. Default: the system's clock. Leases go by the state store's clock. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** How time passes. Default: really. */
    public Builder pauses(Pauses source) {
      pauses = source;
      return this;
    }

    private static int between(String field, int value, int most) {
      if (value < 1 || value > most) {
        throw ImageOrderException.invalid(field, value, "use 1 to " + most);
      }
      return value;
    }

    private static Duration lasting(String field, Duration value, Duration least, Duration most) {
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw ImageOrderException.invalid(field, value, "use " + least + " to " + most);
      }
      return value;
    }

    /**
     * Starts an instance. Returns at once: stores that are away are tried again, and {@link
     * #status} tells of it.
     */
    public EventConsumer start() {
      EventConsumer consumer = build();
      consumer.start();
      return consumer;
    }

    /**
     * Makes an instance that has no part in the work: it lists, replays and discards what is set
     * aside, and rewinds. For an operator's tools.
     */
    public EventConsumer build() {
      return new EventConsumer(
          new ConsumerConfig(
              name,
              orders,
              new ConsumerState(state, name),
              handler,
              startAt,
              threads,
              tries,
              firstBackoff,
              longestBackoff,
              handlerTimeout,
              lease,
              drain,
              clock,
              pauses));
    }
  }
}
