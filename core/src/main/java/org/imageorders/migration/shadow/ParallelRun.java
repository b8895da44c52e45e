package org.imageorders.migration.shadow;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.consume.StartAt;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.store.StateStore;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places a sample of legacy's orders a second time, with the candidate, where no customer sees it,
 * and compares the pictures.
 *
 * <pre>{@code
 * ParallelRun run =
 *     ParallelRun.builder(migration, candidate.forTenant("shadow"), state)
 *         .purse(Purse.of(Money.usd("0.20"), Money.usd("300")).perDay(Money.usd("20")))
 *         .comparison(comparison)
 *         .sample(Share.percent(2))
 *         .start();
 * }</pre>
 *
 * <p>An order is copied once it is completed, so its customer never waits for a copy, and a copy
 * that fails fails nobody. All work is done by threads of its own; the queue is the migration's
 * durable feed. What a copy may cost is reserved before it is placed, and counted when it ends.
 * Every step is written down under the order's id and can be done again: after a crash the run goes
 * on where it was, and an order is copied, counted and compared once. Any number of processes may
 * run it over one state store.
 *
 * <p>While a limit is reached, orders are passed over, not queued; {@link #status} says which.
 * Thread-safe.
 */
public final class ParallelRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ParallelRun.class);
  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

  private final RunParts run;
  private final Copying copying;
  private final Finishing finishing;
  private final Sweep sweep;
  private final Pauses pauses;
  private final List<EventConsumer> consumers = new ArrayList<>();
  private final Thread sweeper;
  private volatile boolean closed;

  private ParallelRun(Builder builder, Twins twins, Purse purse, ImageComparison comparison) {
    RunDocuments documents = new RunDocuments(builder.state, builder.name);
    Accounts accounts = new Accounts(documents, purse, builder.mostOpen);
    run = new RunParts(builder.migration, twins, documents, new Copies(documents), accounts);
    finishing = new Finishing(run, new Comparing(run, comparison));
    copying = new Copying(run, finishing, purse);
    sweep = new Sweep(run, copying, finishing, builder.patience, builder.keep);
    pauses = builder.pauses;
    sweeper = new Thread(this::sweepUntilClosed, "image-orders-shadow-" + builder.name + "-sweep");
    sweeper.setDaemon(true);
  }

  /**
   * Starts a run's description.
   *
   * @param migration whose orders are copied while its stage is shadow or live
   * @param shadowOrders the candidate, bound to a tenant that is reserved for copies: what is in it
   *     is in no list, feed, budget or bill of the migration's tenant. The run closes neither
   * @param state where the run keeps money, copies and pairs; as durable as those are to be
   */
  public static Builder builder(Migration migration, ImageOrders shadowOrders, StateStore state) {
    return new Builder(migration, shadowOrders, state);
  }

  /** Deals with an event of the migration's feed. */
  void copy(OrderEvent event) {
    copying.handle(event);
  }

  /** Deals with an event of a twin's reserved tenant. */
  void followUp(Twin twin, OrderEvent event) {
    finishing.handle(twin, event);
  }

  /** Sees to what events alone would leave lying. */
  void sweep() {
    sweep.tick(consumers);
  }

  private void sweepUntilClosed() {
    Daemons.takeTurns(() -> closed, pauses, this::sweepAndPause);
  }

  private void sweepAndPause() throws InterruptedException {
    try {
      sweep();
    } catch (RuntimeException e) {
      log.atWarn().log("the parallel run could not look after its copies: {}", e.toString());
    }
    pauses.pause(BETWEEN_SWEEPS);
  }

  /**
   * How the run is doing.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the state store is
   */
  public ParallelRunStatus status() {
    Account account = run.accounts().run();
    return new ParallelRunStatus(
        account.spent(),
        account.today(),
        account.reserved(),
        account.open().size(),
        account.stops(),
        consumers.stream().map(EventConsumer::status).toList());
  }

  /**
   * The orders that were compared at this instant or later, in the order in which they were; those
   * of every process. Reads what was compared since the beginning of that day (UTC), and all that
   * is kept if that is more than 31 days ago.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the state store is
   */
  public List<ComparedOrder> pairs(Instant from) {
    List<ComparedOrder> pairs = new ArrayList<>();
    for (Twin twin : run.twins().orders().keySet()) {
      pairs.addAll(run.copies().pairs(twin, from));
    }
    pairs.sort(Comparator.comparing(ComparedOrder::comparedAt));
    return pairs;
  }

  /**
   * Removes what is kept of a customer: pairs, and the sum that was spent for the customer's cap.
   * Open copies are cancelled; what they cost, or may have cost, stays in the run's sum, which
   * names nobody. The copied orders and their pictures are in the reserved tenant: erase the
   * customer on both sides of the migration first, then here, then there. If it fails on the way,
   * call it again.
   *
   * @return how many copies were removed
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the state store or a twin is
   */
  public int forget(String customer) {
    return sweep.forget(run.twins().hashOf(customer));
  }

  /**
   * Begins no more copies, and lets other processes go on. What was begun is finished by them, or
   * after the next start. The migration, the twins and the state store stay open.
   */
  @Override
  public void close() {
    closed = true;
    sweeper.interrupt();
    consumers.forEach(EventConsumer::close);
  }

  /** Describes a run. Purse and comparison are required. Not thread-safe. */
  public static final class Builder {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,32}");
    private static final int MOST_OPEN = 200;

    private final Migration migration;
    private final ImageOrders shadowOrders;
    private final StateStore state;
    private String name = "images";
    private @Nullable Purse purse;
    private @Nullable ImageComparison comparison;
    private Share sample = Share.percent(1);
    private @Nullable ImageOrders baseline;
    private Share baselineSample = Share.NONE;
    private int mostOpen = 20;
    private Duration patience = Duration.ofHours(2);
    private Duration keep = Duration.ofDays(30);
    private Duration lease = Duration.ofSeconds(30);
    private InstantSource clock = InstantSource.system();
    private Pauses pauses = Pauses.system();

    private Builder(Migration migration, ImageOrders shadowOrders, StateStore state) {
      this.migration = migration;
      this.shadowOrders = shadowOrders;
      this.state = state;
    }

    /**
     * What tells this run from others in the same store: 1 to 32 lower-case letters, digits,
     * hyphens or underscores; {@code images} unless set. A run of a new name begins with a full
     * purse, another sample and no pairs.
     */
    public Builder name(String word) {
      name = word;
      return this;
    }

    /** What it may spend. The same in all processes. */
    public Builder purse(Purse money) {
      purse = money;
      return this;
    }

    /** How two pictures are compared. */
    public Builder comparison(ImageComparison comparing) {
      comparison = comparing;
      return this;
    }

    /**
     * The share of orders that are copied, drawn by their ids: whoever asks, and however often, it
     * is the same ones. 1 % unless set.
     */
    public Builder sample(Share share) {
      sample = share;
      return this;
    }

    /**
     * Also copies orders to legacy itself (A/A), so that pairs of {@link Twin#LEGACY} tell how much
     * two pictures of one order differ anyway. They are paid for from the same purse. None unless
     * set.
     *
     * @param legacyShadow legacy, bound to a tenant that is reserved for copies
     * @param share of all orders; a part of the sample, and so of the same orders
     */
    public Builder baseline(ImageOrders legacyShadow, Share share) {
      baseline = legacyShadow;
      baselineSample = share;
      return this;
    }

    /**
     * How many copies may be open at the same time, over all processes: 1 to 200; 20 unless set.
     */
    public Builder mostOpen(int copies) {
      mostOpen = copies;
      return this;
    }

    /**
     * After what time a copy that has not ended is cancelled, or given up and counted in full if
     * the twin does not know it; 2 hours unless set.
     */
    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    /** How long pairs are kept; 30 days unless set. No shorter than {@link #patience}. */
    public Builder keep(Duration time) {
      keep = time;
      return this;
    }

    /** See {@link EventConsumer.Builder#lease}; 30 seconds unless set. */
    public Builder lease(Duration time) {
      lease = time;
      return this;
    }

    /** What time it is; the system's unless set. Days and ages go by the state store's clock. */
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
     * Starts the run in this process. The first start of a name begins with the orders that
     * complete from now on, later ones where the name was.
     *
     * @throws ImageOrderException as {@link #build} does
     */
    public ParallelRun start() {
      ParallelRun started = build();
      describeConsumers(started).forEach(consumer -> started.consumers.add(consumer.start()));
      started.sweeper.start();
      return started;
    }

    /**
     * Makes a run that has no part in the work: it tells status and pairs, and forgets. For an
     * operator's tools.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if something required is
     *     missing or makes no sense, a tenant is not reserved, or the run has spent in another
     *     currency; {@link ErrorCode#UNAVAILABLE} if the state store does not answer
     */
    public ParallelRun build() {
      if (!NAME.matcher(name).matches()) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 32 lower-case letters, digits, hyphens or underscores");
      }
      if (purse == null) {
        throw ImageOrderException.invalid("purse", null, "set it: copies cost money");
      }
      if (comparison == null) {
        throw ImageOrderException.invalid("comparison", null, "set it: pairs are to be compared");
      }
      if (mostOpen < 1 || mostOpen > MOST_OPEN) {
        throw ImageOrderException.invalid("mostOpen", mostOpen, "use 1 to " + MOST_OPEN);
      }
      if (patience.isNegative() || patience.isZero() || keep.compareTo(patience) < 0) {
        throw ImageOrderException.invalid(
            "patience", patience, "use more than zero, and at most what keep says, " + keep);
      }
      ParallelRun built = new ParallelRun(this, twins(), purse, comparison);
      Account unused = built.run.accounts().run(); // refuses another currency
      return built;
    }

    private Twins twins() {
      Map<Twin, ImageOrders> orders = new EnumMap<>(Twin.class);
      Map<Twin, Share> samples = new EnumMap<>(Twin.class);
      orders.put(Twin.CANDIDATE, reserved("shadowOrders", shadowOrders));
      samples.put(Twin.CANDIDATE, sample);
      if (baseline != null) {
        if (baselineSample.hundredths() > sample.hundredths()) {
          throw ImageOrderException.invalid(
              "baseline", baselineSample, "use at most the sample, " + sample);
        }
        orders.put(Twin.LEGACY, reserved("baseline", baseline));
        samples.put(Twin.LEGACY, baselineSample);
      }
      return new Twins(orders, samples, "shadow." + name);
    }

    private ImageOrders reserved(String field, ImageOrders twin) {
      OrderId real = migration.idOf("probe", "probe");
      if (twin.idOf("probe", "probe").equals(real)) {
        throw ImageOrderException.invalid(
            field, "the migration's own tenant", "use a tenant that is reserved for copies");
      }
      return twin;
    }

    private List<EventConsumer.Builder> describeConsumers(ParallelRun built) {
      List<EventConsumer.Builder> all = new ArrayList<>();
      all.add(
          consumer(migration, "orders", built::copy)
              .startAt(StartAt.NOW)
              .tries(100) // a twin that hangs is waited for, within the copy's own patience
              .handlerTimeout(Duration.ofMinutes(2)));
      built
          .run
          .twins()
          .orders()
          .forEach(
              (twin, orders) ->
                  all.add(
                      consumer(orders, twin.toString(), event -> built.followUp(twin, event))
                          .handlerTimeout(Duration.ofMinutes(10)))); // for many large pictures
      return all;
    }

    private EventConsumer.Builder consumer(ImageOrders orders, String what, EventHandler handler) {
      return EventConsumer.builder(orders, state, "shadow-" + name + "-" + what, handler)
          .lease(lease)
          .clock(clock)
          .pauses(pauses);
    }
  }
}
