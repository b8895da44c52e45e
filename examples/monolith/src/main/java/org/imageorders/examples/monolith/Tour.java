package org.imageorders.examples.monolith;

import static org.imageorders.migration.Stage.live;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.examples.monolith.billing.Billing;
import org.imageorders.examples.monolith.checkout.Checkout;
import org.imageorders.examples.monolith.images.Images;
import org.imageorders.examples.monolith.images.ShadowRun;
import org.imageorders.examples.monolith.service.Release;
import org.imageorders.examples.monolith.service.ServiceProcess;
import org.imageorders.examples.monolith.support.SupportDesk;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Recalled;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.migration.compare.Mismatches;
import org.imageorders.migration.compare.Tally;
import org.imageorders.migration.ramp.Limits;
import org.imageorders.migration.ramp.Phase;
import org.imageorders.migration.ramp.Ramp;
import org.imageorders.migration.shadow.Twin;

/**
 * A whole migration in fast motion, while customers order: what an operator does, and what the ramp
 * does by itself. Used by one thread.
 */
final class Tour {

  private static final int PIXELS = 96;
  private static final String OPERATOR = "ana";
  private static final Duration BETWEEN_JUDGEMENTS = Duration.ofMillis(500);
  private static final Duration BASELINE = Duration.ofMinutes(1);

  /** Wide, so that few orders decide: with 2 in a hundred, the standard, a step takes some 300. */
  private static final double MORE_FAILURES = 0.1;

  private final Images images;
  private final MigrationControl control;
  private final ServiceProcess service;
  private final TourPlan plan;
  private final TourArguments arguments;
  private final Customers customers;
  private final Billing billing;
  private final OrderBook book;
  private final TourReport report;
  private final Progress progress;
  private Instant nextLook = Instant.MIN;

  Tour(
      Images images,
      ServiceProcess service,
      TourPlan plan,
      TourArguments arguments,
      PrintStream out) {
    this.images = images;
    this.control = images.control();
    this.service = service;
    this.plan = plan;
    this.arguments = arguments;
    billing = new Billing(images.orders());
    Checkout checkout = new Checkout(images.orders(), PIXELS);
    customers = new Customers(checkout, plan.crowd(), arguments.seed());
    book = new OrderBook(images.orders());
    report = new TourReport(control, customers, billing, book);
    progress =
        new Progress(out, plan.patience(), billing::catchUp, () -> inWords(billing.pictures()));
  }

  private String inWords(int pictures) {
    book.read(); // a part now and then, for the end
    return String.format(
        Locale.ROOT,
        "%s: %,d orders so far, %,d pictures delivered",
        control.stage(),
        customers.carts(),
        pictures);
  }

  /**
   * Goes through it.
   *
   * @param reserved where the parallel run orders its copies
   * @throws IOException if the service is gone, or the dossier cannot be written
   * @throws ImageOrderException {@code TIMEOUT} if something takes longer than the plan has it
   */
  TourReport run(ShadowRun.Place reserved) throws IOException, InterruptedException {
    try (customers) {
      begin("doors open");
      customers.start();
      progress.say("The old generator draws all pictures, as it always did.");
      progress.pass(plan.pause().dividedBy(2));
      begin("legacy alone");
      progress.pass(plan.pause());
      shadow(reserved);
      try (Ramp ramp = startRamp()) {
        rampUntilRolledBack(ramp);
        rampToTheEnd(ramp);
      }
      removeLegacy();
    }
    progress.until(
        "all orders have ended",
        () -> {
          book.read();
          return book.isQuiet();
        });
    billing.catchUp();
    return report;
  }

  private void shadow(ShadowRun.Place reserved) throws IOException, InterruptedException {
    control.enter(Stage.SHADOW, Reason.of(OPERATOR, "see what the service draws, unseen"));
    beginStage("shadow");
    try (ShadowRun run = images.startShadowRun(reserved, plan.purse())) {
      progress.say(
          "Shadow: the service draws copies of some orders, which no customer sees, and legacy draws"
              + " a second picture of some, to know how much two of its own differ. The purse for"
              + " that holds "
              + plan.purse()
              + ".");
      progress.until("the purse is used up", run::isUsedUp);
      progress.pass(plan.pause().dividedBy(4)); // what came last is still being compared
      progress.say("The purse is used up: " + run.spendingInWords());
      Mismatches found = run.found();
      report.dossier(run.writeDossier(found, arguments.dossier()));
      progress.add(
          inWords(found.tally(Twin.CANDIDATE))
              + " of the service's pictures differ from legacy's; so do "
              + inWords(found.tally(Twin.LEGACY))
              + " of legacy's second ones from the first: that much is noise.");
      progress.add("The dossier, with the pictures: " + report.dossier());
    }
  }

  private static String inWords(Tally tally) {
    return String.format(
        Locale.ROOT, "%d of %d (%.1f %%)", tally.allDifferent(), tally.seen(), 100 * tally.share());
  }

  private Ramp startRamp() {
    Ramp.Builder builder =
        images
            .ramp()
            .limits(Limits.builder().failures(MORE_FAILURES).build())
            .coolDown(plan.pause())
            .baseline(BASELINE);
    plan.steps().forEach(step -> builder.step(step.share(), step.minimum()));
    Ramp ramp = builder.build(); // a shop starts it: see look
    progress.say(
        "A ramp takes over. It raises the share of customers as soon as it is certain that the"
            + " service is not worse than legacy:");
    ramp.plan().lines().forEach(progress::add);
    return ramp;
  }

  private void rampUntilRolledBack(Ramp ramp) throws IOException, InterruptedException {
    follow(ramp, "", () -> control.stage().equals(live(plan.badAt())));
    progress.pass(plan.pause().dividedBy(4));
    Release bad = arguments.bad();
    service.install(bad);
    Chapter chapter = begin(control.stage().share() + ", bad release");
    report.bad(chapter);
    progress.say(
        "The service gets a new release, a bad one: " + bad.words() + ". Nobody tells the ramp.");
    await(ramp, "the ramp has rolled back", () -> ramp.status().phase() == Phase.ROLLED_BACK);
    beginStage("rolled back");
    progress.say("The ramp has rolled back by itself: new orders go to legacy. Why:");
    progress.add(ramp.status().judgement().orElseThrow().why());
    tellTicket(chapter);
    recall();
    service.install(Release.SOUND);
    progress.say(
        "The release is mended. The ramp does not try again by itself: there is a cool-down, and then"
            + " a person has to say so.");
    Instant cool = ramp.status().coolingUntil().orElseThrow();
    progress.until("the cool-down is over", () -> progress.now().isAfter(cool));
  }

  /** What the bad release has not begun need not wait for it. */
  private void recall() {
    Reason reason = Reason.of(OPERATOR, "the bad release need not draw what it has not begun");
    Recalled recalled = control.recall(Side.CANDIDATE, reason);
    if (recalled.moved() > 0) {
      progress.say(
          "The operator recalls the orders that the service has not begun: "
              + recalled.moved()
              + " go to legacy, and wait anew.");
    }
  }

  private void rampToTheEnd(Ramp ramp) throws InterruptedException {
    ramp.restart(Reason.of(OPERATOR, "the release is mended and tested"));
    progress.say("The operator starts the ramp again.");
    follow(ramp, " again", () -> ramp.status().phase() == Phase.DONE);
    beginStage("all new");
    progress.say("All customers are moved. Legacy is still there to go back to.");
    progress.pass(plan.pause().dividedBy(2));
  }

  private void removeLegacy() throws InterruptedException {
    book.read(); // while legacy still tells its own
    progress.until("no order is on its way at legacy", this::isFinished);
    images.removeLegacy();
    beginStage("legacy removed");
    progress.say("The migration is finished, and the old generator is closed.");
    progress.pass(plan.pause().dividedBy(2));
  }

  private boolean isFinished() {
    try {
      control.enter(Stage.FINISHED, Reason.of(OPERATOR, "nobody needs the old generator any more"));
      return true;
    } catch (ImageOrderException e) {
      if (!e.code().equals(ErrorCode.INVALID_REQUEST) && !e.retryable()) {
        throw e;
      }
      return false; // it has orders that have not ended, or was taking one just then
    }
  }

  /** Begins a chapter with every share that the ramp enters, until it is done. */
  private void follow(Ramp ramp, String suffix, BooleanSupplier done) throws InterruptedException {
    Share share = Share.NONE;
    while (!done.getAsBoolean()) {
      Share last = share;
      await(
          ramp,
          "the ramp has moved",
          () -> done.getAsBoolean() || !control.stage().share().equals(last));
      share = control.stage().share();
      if (!share.equals(last)) {
        beginStage(share + suffix);
        progress.say("The ramp has entered " + control.stage() + ".");
      }
    }
  }

  private void await(Ramp ramp, String what, BooleanSupplier done) throws InterruptedException {
    progress.until(
        what,
        () -> {
          look(ramp);
          return done.getAsBoolean();
        },
        () -> "; the ramp waits for " + ramp.status().waitsFor().split(";", 2)[0]);
  }

  /**
   * Lets the ramp judge, where {@link Ramp.Builder#start} would have it do so by itself: however
   * slow the machine, no step is over before its bad release is in.
   */
  private void look(Ramp ramp) {
    if (!progress.now().isBefore(nextLook)) {
      ramp.tick();
      nextLook = progress.now().plus(BETWEEN_JUDGEMENTS);
    }
  }

  private Chapter begin(String name) {
    return report.begin(name, progress.now());
  }

  private void beginStage(String name) {
    report.begin(name, control.stageEnteredAt());
  }

  /** What support tells one of those who felt the bad release. */
  private void tellTicket(Chapter bad) {
    SupportDesk desk = new SupportDesk(images.orders());
    book.read();
    book.accepted(bad.from(), progress.now()).stream()
        .filter(order -> SupportDesk.isTicket(order, progress.now()))
        .map(ImageOrder::id)
        .filter(id -> control.sideOf(id).filter(Side.CANDIDATE::equals).isPresent())
        .findFirst()
        .ifPresent(
            id -> {
              progress.say("One of the customers writes to support, and is told:");
              desk.tell(id).lines().forEach(line -> progress.add("| " + line));
            });
  }
}
