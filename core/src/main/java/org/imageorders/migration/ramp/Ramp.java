package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Pauses;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.store.StateStore;
import org.imageorders.threads.Daemons;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the share of a migration's candidate step by step, without a person, and takes all of it
 * back if the candidate is worse than legacy.
 *
 * <pre>{@code
 * Ramp ramp =
 *     Ramp.builder(migration, state)
 *         .step(Share.percent(1), 100)
 *         .step(Share.percent(25), 400)
 *         .step(Share.ALL, 400)
 *         .start();
 * }</pre>
 *
 * <p><b>Judgement.</b> Every step is judged by its own orders, compared with legacy's of the same
 * time: how many failed, how long they took, how many hang, whether the pictures are those that
 * were ordered, what they cost, and, with {@link Builder#similarity}, how they look. PASS enters
 * the next step; after the last, if that was all customers, {@link
 * org.imageorders.migration.Stage#ALL_NEW}, unless a customer is denied. INCONCLUSIVE waits for
 * more orders, for ever if none come. FAIL sends no new order to the candidate any more; orders
 * that are there stay. One look is as good as many: looking often does not raise the probability
 * that a candidate as good as legacy fails.
 *
 * <p><b>No silent second try.</b> After FAIL a person calls {@link #restart}, and not before the
 * cool-down is over. If somebody else changes the stage, or turns on the kill switch, the ramp
 * holds still until it is started again.
 *
 * <p><b>Several JVMs.</b> Any number can run the same ramp: where it stands is one document in the
 * state store, and each change of stage is made once, with its evidence in the audit log. Build all
 * with the same steps.
 *
 * <p>Thread-safe.
 */
public final class Ramp implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Ramp.class);

  private final RampParts parts;
  private final Steering steering;
  private final Duration interval;
  private final Pauses pauses;
  private final Semaphore due = new Semaphore(0);
  private volatile boolean closed;
  private volatile @Nullable String problem;

  private Ramp(RampParts parts, Duration interval, Pauses pauses) {
    this.parts = parts;
    this.steering = new Steering(parts);
    this.interval = interval;
    this.pauses = pauses;
  }

  /**
   * Starts a ramp's description.
   *
   * @param migration whose stage it changes; the ramp does not close it
   * @param state where the ramp keeps where it stands
   */
  public static Builder builder(Migration migration, StateStore state) {
    return new Builder(migration, state);
  }

  /**
   * Judges once, and does what follows: what {@link Builder#start} does again and again. The first
   * tick of all enters the first step, from any stage before {@link
   * org.imageorders.migration.Stage#ALL_NEW}. What goes wrong is told by the status, changes
   * nothing, and is tried again by the next tick.
   */
  public RampStatus tick() {
    judge();
    return status();
  }

  private void judge() {
    try {
      steering.tick();
      problem = null;
    } catch (RuntimeException e) {
      String said = e.toString();
      if (!closed && !said.equals(problem)) {
        log.atWarn().addKeyValue("ramp", parts.name()).log("no judgement: {}", said);
      }
      problem = said;
    }
  }

  /**
   * Where the ramp stands and what it waits for. Reads one document.
   *
   * @throws ImageOrderException if the state store does not answer
   */
  public RampStatus status() {
    RampState state = steering.state();
    return state == null
        ? new RampStatus(Phase.NOT_STARTED, Share.NONE, "the first tick", null, null, problem)
        : new RampStatus(
            state.phase(),
            state.share(),
            state.waitsFor(),
            state.judged(),
            state.coolUntil(),
            problem);
  }

  /**
   * Starts the ramp again after it was rolled back, held or done, at the first step that is not
   * below the share that stands.
   *
   * @param reason who has decided that, and what has changed since; kept in the audit log
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is running, the cool-down
   *     is not over, the kill switch is on, or the stage leaves nothing to raise; {@link
   *     ErrorCode#UNAVAILABLE} if a store does not answer
   */
  public RampStatus restart(Reason reason) {
    steering.restart(reason);
    return status();
  }

  /**
   * What sample each step needs, and how long that takes at the rate of the last days.
   *
   * @throws ImageOrderException if the orders cannot be listed
   */
  public Plan plan() {
    return new Planner(parts).plan();
  }

  private void turn() {
    if (isDue()) {
      judge();
    }
    Pauses.Pending next = pauses.after(interval, due::release);
    due.acquireUninterruptibly();
    next.cancel();
    due.drainPermits();
  }

  /** Whether no other JVM has just looked. */
  private boolean isDue() {
    try {
      RampState state = steering.state();
      Judgement judged = state == null ? null : state.judged();
      return judged == null
          || judged.at().plus(interval.multipliedBy(3).dividedBy(4)).isBefore(parts.store().now());
    } catch (RuntimeException e) {
      return true; // the tick tells what is wrong
    }
  }

  /** Ticks no more. The stage stays as it is; another JVM's ramp, or the next start, goes on. */
  @Override
  public void close() {
    closed = true;
    due.release();
  }

  /** Describes a ramp. Steps are required, the state store is the migration's. Not thread-safe. */
  public static final class Builder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Migration migration;
    private final StateStore state;
    private final List<Step> steps = new ArrayList<>();
    private String name = "images";
    private Limits limits = Limits.STANDARD;
    private double falseAlarms = 0.05;
    private Duration coolDown = Duration.ofHours(1);
    private Duration baseline = Duration.ofDays(7);
    private Duration interval = Duration.ofSeconds(30);
    private @Nullable ComparedOrders pairs;
    private Pauses pauses = Pauses.system();

    private Builder(Migration migration, StateStore state) {
      this.migration = migration;
      this.state = state;
    }

    /**
     * Adds a step.
     *
     * @param share above the step before it
     * @param minimum how many of the candidate's orders must have ended; more may be needed to be
     *     certain, as {@link Ramp#plan} tells
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the share is not larger than
     *     the one before, or the minimum is not 10 to 5,000
     */
    public Builder step(Share share, int minimum) {
      return add(new Step(share, minimum, null));
    }

    /**
     * Adds a step with limits of its own: a first step of few customers can only see what is very
     * bad, and may let the rest to steps that have more orders.
     *
     * @throws ImageOrderException see {@link #step(Share, int)}
     */
    public Builder step(Share share, int minimum, Limits own) {
      return add(new Step(share, minimum, own));
    }

    private Builder add(Step step) {
      int before = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).share().hundredths();
      if (step.share().hundredths() <= before) {
        throw ImageOrderException.invalid(
            "share", step.share(), "use more than the step before it");
      }
      if (step.minimum() < Judge.LEAST_TO_FAIL || step.minimum() > OrderReader.MOST) {
        throw ImageOrderException.invalid("minimum", step.minimum(), "use 10 to 5000");
      }
      steps.add(step);
      return this;
    }

    /** What tells it from other ramps in the same state store; {@code images} unless set. */
    public Builder name(String word) {
      name = word;
      return this;
    }

    /**
     * How much worse the candidate may be at all other steps; {@link Limits#STANDARD} unless set.
     */
    public Builder limits(Limits tolerated) {
      limits = tolerated;
      return this;
    }

    /**
     * In what share of ramps, at the very most, a candidate that is as good as legacy may be rolled
     * back, over all steps, criteria and looks; 0.05 unless set. It is an upper bound: what happens
     * is rarer by far. Less makes it slower to see a bad candidate.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 0.000001 to 0.2
     */
    public Builder falseAlarms(double share) {
      if (!(share >= 1e-6 && share <= 0.2)) {
        throw ImageOrderException.invalid("falseAlarms", share, "use 0.000001 to 0.2");
      }
      falseAlarms = share;
      return this;
    }

    /** How long it cannot be started again after it was rolled back; an hour unless set. */
    public Builder coolDown(Duration time) {
      coolDown = notNegative("coolDown", time);
      return this;
    }

    /**
     * How old legacy's orders may be, counted from the ramp's start, where a step's own time has
     * fewer than a thousand of them; a week unless set.
     */
    public Builder baseline(Duration time) {
      baseline = notNegative("baseline", time);
      return this;
    }

    /** How often it looks; every 30 seconds unless set. */
    public Builder interval(Duration time) {
      interval = notNegative("interval", time);
      return this;
    }

    /**
     * Also judges how the pictures look: give it a parallel run's {@code pairs}, of the candidate
     * and of legacy's twin. Not judged unless set.
     */
    public Builder similarity(ComparedOrders compared) {
      pairs = compared;
      return this;
    }

    /** How time passes between looks; as the system's unless set. All else goes by the store. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    private static Duration notNegative(String field, Duration time) {
      if (time.isNegative()) {
        throw ImageOrderException.invalid(field, time, "use zero or more");
      }
      return time;
    }

    /**
     * Makes a ramp that ticks by itself, on a thread of its own. Returns at once.
     *
     * @throws ImageOrderException see {@link #build}
     */
    public Ramp start() {
      Ramp ramp = build();
      Thread thread =
          new Thread(
              () -> Daemons.takeTurns(() -> ramp.closed, pauses, ramp::turn),
              "image-orders-ramp-" + name);
      thread.setDaemon(true);
      thread.start();
      return ramp;
    }

    /**
     * Makes a ramp that moves when it is told to, and writes its {@link Ramp#plan} to the log.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there is no step, or the
     *     name is not 1 to 64 letters, digits, hyphens, dots or underscores
     */
    public Ramp build() {
      if (steps.isEmpty()) {
        throw ImageOrderException.invalid("steps", 0, "add one: step(share, minimum)");
      }
      if (!NAME.matcher(name).matches()) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 64 letters, digits, hyphens, dots or underscores");
      }
      RampParts parts =
          new RampParts(
              name,
              migration,
              state,
              List.copyOf(steps),
              limits,
              falseAlarms,
              coolDown,
              baseline,
              pairs);
      Ramp ramp = new Ramp(parts, interval, pauses);
      tellPlan(ramp);
      return ramp;
    }

    private void tellPlan(Ramp ramp) {
      try {
        ramp.plan().lines().forEach(line -> log.atInfo().addKeyValue("ramp", name).log(line));
      } catch (RuntimeException e) { // a side that is away now is no reason not to start
        log.atWarn().addKeyValue("ramp", name).log("no plan can be told: {}", e.toString());
      }
    }
  }
}
