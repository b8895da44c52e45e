package org.imageorders.migration.ramp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.imageorders.ImageOrderException;
import org.imageorders.json.Json;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.migration.ramp.RampState.Move;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Twin;
import org.imageorders.store.StateDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a ramp on. Its document is written by compare-and-set. A change of stage is written down
 * before it is made, and the stage itself is entered by compare-and-set too, so that whoever comes
 * next finishes what a JVM that died had decided, and nobody does it twice.
 */
final class Steering {

  private static final Logger log = LoggerFactory.getLogger(Ramp.class);

  /** For so long, at most, a JVM may still see the stage that another one has left. */
  private static final Duration STALE = Duration.ofSeconds(2);

  private static final int LONGEST_SILENCE = 300;

  private final RampParts parts;
  private final MigrationControl control;
  private final OrderReader reader;

  Steering(RampParts parts) {
    this.parts = parts;
    this.control = parts.migration().control();
    this.reader = new OrderReader(parts.migration());
  }

  /** The document as it was read; version 0 and no state if there is none. */
  private record Found(long version, @Nullable RampState state) {}

  private Found read() {
    Optional<StateDocument> document = parts.store().read(parts.document());
    return document
        .map(found -> new Found(found.version(), RampState.parse(found.text())))
        .orElse(new Found(0, null));
  }

  /** Empty if someone else was first. */
  private Optional<Found> write(long seenVersion, RampState state) {
    return parts
        .store()
        .write(parts.document(), seenVersion, state.json())
        .map(version -> new Found(version, state));
  }

  @Nullable RampState state() {
    return read().state();
  }

  /** Judges once, and does what follows. */
  synchronized void tick() {
    Found found = read();
    if (found.state == null) {
      String why = "the ramp begins";
      Optional<Found> begun = write(0, beginning(new Reason(who(), why, Map.of()), null));
      begun.ifPresent(first -> log.atInfo().addKeyValue("ramp", parts.name()).log(why));
      begun.ifPresent(this::make);
    } else if (found.state.phase() == Phase.RAMPING) {
      if (found.state.move() != null) {
        make(found);
      } else if (isUndisturbed(found)) {
        judge(found, found.state);
      }
    }
  }

  /** Starts again, because a person says so. */
  synchronized void restart(Reason reason) {
    Optional<Found> begun = Optional.empty();
    while (begun.isEmpty()) {
      Found found = read();
      if (found.state != null) {
        requireRest(found.state);
      }
      Instant pairsFrom = found.state == null ? null : found.state.pairsFromNow();
      begun = write(found.version, beginning(reason, pairsFrom));
    }
    log.atInfo()
        .addKeyValue("ramp", parts.name())
        .addKeyValue("who", reason.who())
        .log("ramp started by a person");
    make(begun.get());
  }

  private void requireRest(RampState state) {
    if (state.phase() == Phase.RAMPING) {
      throw ImageOrderException.invalid(
          "restart", state.phase(), "let it go on, or hold it by entering another stage first");
    }
    Instant cool = state.coolUntil();
    if (cool != null && parts.store().now().isBefore(cool)) {
      throw ImageOrderException.invalid(
          "restart",
          parts.store().now(),
          "wait until " + cool + ", for the candidate failed (" + state.why() + ")");
    }
  }

  /** Begins with the first step that takes nothing back. */
  private RampState beginning(Reason reason, @Nullable Instant pairsFrom) {
    Stage stage = control.stage();
    if (control.isKilled()) {
      throw ImageOrderException.invalid("stage", "killed", "end the kill switch first: revive");
    }
    if (stage.kind().compareTo(Stage.Kind.LIVE) > 0) {
      throw ImageOrderException.invalid(
          "stage", stage, "enter an earlier stage first: here there is nothing left to raise");
    }
    Share first =
        parts.steps().stream()
            .map(Step::share)
            .filter(share -> share.hundredths() >= stage.share().hundredths())
            .findFirst()
            .orElseThrow(
                () ->
                    ImageOrderException.invalid(
                        "stage", stage, "add a step of at least " + stage.share()));
    Move move = new Move(stage, Stage.live(first), reason, Phase.RAMPING);
    return RampState.beginning(first, parts.store().now(), move, pairsFrom);
  }

  private boolean isUndisturbed(Found found) {
    RampState state = requireNonNull(found.state);
    Stage stage = control.stage();
    if (!stage.equals(Stage.live(state.share()))) {
      Instant certain = state.changed().plus(STALE);
      if (!parts.store().now().isBefore(certain)) {
        hold(found, "somebody else entered the stage '" + stage + "'");
      }
      return false;
    }
    if (control.isKilled()) {
      hold(found, "the kill switch is on");
      return false;
    }
    return true;
  }

  private void hold(Found found, String why) {
    RampState state = requireNonNull(found.state);
    RampState held = state.ended(Phase.HELD, parts.store().now(), why, state.judged());
    write(found.version, held)
        .ifPresent(
            written ->
                log.atWarn()
                    .addKeyValue("ramp", parts.name())
                    .log("ramp held, a person must start it again: {}", why));
  }

  private void judge(Found found, RampState state) {
    Instant now = parts.store().now();
    Judgement judgement;
    Instant silentSince = null;
    try {
      judgement = look(now, state);
    } catch (ImageOrderException e) {
      Optional<String> silence =
          e.retryable() ? reader.silenceOfCandidate() : Optional.<String>empty();
      if (silence.isEmpty()) {
        throw e; // nobody can tell whose fault it is
      }
      silentSince = state.silentSince() == null ? now : state.silentSince();
      judgement = silent(now, Duration.between(silentSince, now), shortened(silence.get()));
    }
    switch (judgement.verdict()) {
      case INCONCLUSIVE -> write(found.version, state.looked(judgement, silentSince));
      case PASS -> pass(found, judgement);
      case FAIL -> fail(found, judgement);
    }
  }

  private Judgement look(Instant now, RampState state) {
    Instant since = control.stageEnteredAt();
    Sample orders = reader.read(now, since, state.began().minus(parts.baseline()));
    ComparedOrders pairs = parts.pairs();
    Sample sample = pairs == null ? orders : orders.withPairs(pairs(pairs, state));
    Step step = parts.step(state.share());
    return new Judge(step.limits(parts.limits()), step.minimum(), parts.level()).look(sample);
  }

  private List<ComparedOrder> pairs(ComparedOrders compared, RampState state) {
    Instant from = state.pairsFrom();
    return compared.since(state.began().minus(parts.baseline())).stream()
        .filter(
            pair -> from == null || pair.twin() == Twin.LEGACY || !pair.comparedAt().isBefore(from))
        .toList();
  }

  /** Or evidence would be refused for what the candidate says, and it never be rolled back. */
  private static String shortened(String said) {
    return Json.whole(said.substring(0, Math.min(said.length(), LONGEST_SILENCE)));
  }

  private Judgement silent(Instant now, Duration silence, String said) {
    Duration most = parts.limits().silence();
    String words =
        "the candidate has not told for "
            + Words.time(silence)
            + " what became of its orders, and legacy has ("
            + said
            + "); "
            + Words.time(most)
            + " are tolerated";
    Verdict verdict = silence.compareTo(most) > 0 ? Verdict.FAIL : Verdict.INCONCLUSIVE;
    Map<String, String> numbers =
        Map.of("silent", Words.time(silence), "tolerated", Words.time(most));
    return new Judgement(now, List.of(new Finding(Criterion.ANSWERS, verdict, words, numbers)));
  }

  private void pass(Found found, Judgement judgement) {
    RampState state = requireNonNull(found.state);
    Stage from = Stage.live(state.share());
    String why = "step " + state.share() + " passed";
    Optional<Step> next =
        parts.steps().stream()
            .filter(step -> step.share().hundredths() > state.share().hundredths())
            .findFirst();
    Reason reason = reason(why, judgement, state);
    if (next.isPresent()) {
      Stage to = Stage.live(next.get().share());
      decide(found, s -> s.moving(new Move(from, to, reason, Phase.RAMPING), judgement));
    } else if (state.share().equals(Share.ALL) && !control.listed().containsValue(Side.LEGACY)) {
      decide(found, s -> s.moving(new Move(from, Stage.ALL_NEW, reason, Phase.DONE), judgement));
    } else {
      // The customers that somebody denies stay with legacy until that person moves them.
      decide(found, s -> s.ended(Phase.DONE, judgement.at(), why, judgement));
    }
  }

  private void fail(Found found, Judgement judgement) {
    RampState state = requireNonNull(found.state);
    String why = "step " + state.share() + " failed: " + judgement.why();
    Move back =
        new Move(
            Stage.live(state.share()),
            Stage.LEGACY_ONLY,
            reason(why, judgement, state),
            Phase.ROLLED_BACK);
    decide(found, s -> s.moving(back, judgement));
  }

  private Reason reason(String why, Judgement judgement, RampState state) {
    Map<String, String> evidence = new TreeMap<>(judgement.evidence());
    evidence.put("step", state.share().toString());
    evidence.put("stepBegan", control.stageEnteredAt().toString());
    return new Reason(who(), why, evidence);
  }

  private String who() {
    return "ramp " + parts.name();
  }

  /** Writes a decision, also if another JVM has meanwhile written that it looked at this step. */
  private void decide(Found judged, UnaryOperator<RampState> decision) {
    RampState before = requireNonNull(judged.state);
    Found found = judged;
    while (found.state != null && found.state.isSameStep(before) && found.state.move() == null) {
      RampState decided = decision.apply(found.state);
      Optional<Found> written = write(found.version, decided);
      if (written.isPresent()) {
        make(written.get());
        return;
      }
      found = read();
    }
  }

  /** Makes the change of stage that was decided, whoever decided it. */
  private void make(Found found) {
    RampState state = requireNonNull(found.state);
    Move move = state.move();
    if (move == null) {
      return;
    }
    boolean entered = control.enter(move.from(), move.to(), move.reason());
    if (!entered && !control.stage().equals(move.to())) {
      hold(found, "somebody else entered the stage '" + control.stage() + "'");
      return;
    }
    Instant now = parts.store().now();
    boolean back = move.then() == Phase.ROLLED_BACK;
    Share step = move.then() == Phase.RAMPING ? move.to().share() : state.share();
    Instant cool = back ? now.plus(parts.coolDown()) : null;
    write(found.version, state.moved(step, now, cool))
        .ifPresent(written -> tell(move, state.why()));
  }

  private void tell(Move move, String why) {
    (move.then() == Phase.ROLLED_BACK ? log.atWarn() : log.atInfo())
        .addKeyValue("ramp", parts.name())
        .addKeyValue("stage", move.to())
        .log("{}", why);
  }
}
