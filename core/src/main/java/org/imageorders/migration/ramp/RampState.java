package org.imageorders.migration.ramp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Where a ramp stands, as its document has it.
 *
 * @param share the step that it is at
 * @param began when the ramp was started, for the first time or again
 * @param changed when phase or step changed
 * @param why what brought it here, in words
 * @param move a change of stage that was decided and is to be made; null for none
 * @param judged the latest look; null before the first of a step
 * @param silentSince since when the candidate has not answered; null if it does
 * @param coolUntil until when it is not started again; null if it was not rolled back
 * @param pairsFrom since when the candidate was compared as it is now; null if it never failed
 */
record RampState(
    Phase phase,
    Share share,
    Instant began,
    Instant changed,
    String why,
    @Nullable Move move,
    @Nullable Judgement judged,
    @Nullable Instant silentSince,
    @Nullable Instant coolUntil,
    @Nullable Instant pairsFrom) {

  /** A change of stage, and what the ramp is at once it is made. */
  record Move(Stage from, Stage to, Reason reason, Phase then) {}

  /** A ramp that enters its first step. */
  static RampState beginning(Share first, Instant now, Move move, @Nullable Instant pairsFrom) {
    return new RampState(
        Phase.RAMPING, first, now, now, move.reason.why(), move, null, null, null, pairsFrom);
  }

  /** What {@link #pairsFrom} is after a restart: what has failed was another candidate. */
  @Nullable Instant pairsFromNow() {
    return phase == Phase.ROLLED_BACK ? changed : pairsFrom;
  }

  RampState moving(Move decided, Judgement seen) {
    return new RampState(
        phase,
        share,
        began,
        changed,
        decided.reason.why(),
        decided,
        seen,
        silentSince,
        coolUntil,
        pairsFrom);
  }

  /** After the move was made. */
  RampState moved(Share step, Instant now, @Nullable Instant cool) {
    Phase then = move == null ? phase : move.then;
    boolean next = !step.equals(share);
    return new RampState(
        then, step, began, now, why, null, next ? null : judged, null, cool, pairsFrom);
  }

  RampState ended(Phase then, Instant now, String reason, @Nullable Judgement seen) {
    return new RampState(then, share, began, now, reason, null, seen, null, null, pairsFrom);
  }

  RampState looked(Judgement seen, @Nullable Instant silence) {
    return new RampState(
        phase, share, began, changed, why, move, seen, silence, coolUntil, pairsFrom);
  }

  boolean isSameStep(RampState other) {
    return phase == other.phase && share.equals(other.share) && began.equals(other.began);
  }

  /** In words, for a person who wonders why nothing happens. */
  String waitsFor() {
    return switch (phase) {
      case RAMPING -> judged == null ? "the first look at this step" : judged.why();
      case ROLLED_BACK -> "a person who starts it again, from " + coolUntil + " on; " + why;
      case NOT_STARTED, HELD -> "a person who starts it again; " + why;
      case DONE -> "nothing; " + why;
    };
  }

  String json() {
    ObjectNode node = Json.object();
    node.put("phase", phase.name()).put("share", share.hundredths()).put("why", why);
    Json.put(node, "began", began);
    Json.put(node, "changed", changed);
    Json.put(node, "silentSince", silentSince);
    Json.put(node, "coolUntil", coolUntil);
    Json.put(node, "pairsFrom", pairsFrom);
    if (move != null) {
      node.set("move", json(move));
    }
    if (judged != null) {
      node.set("judged", json(judged));
    }
    return Json.text(node);
  }

  static RampState parse(String text) {
    Fields fields = Json.parse(text);
    return new RampState(
        fields.requiredParsed("phase", Phase::valueOf),
        new Share(fields.requiredInteger("share")),
        fields.requiredInstant("began"),
        fields.requiredInstant("changed"),
        fields.requiredText("why"),
        fields.object("move").map(RampState::move).orElse(null),
        fields.object("judged").map(RampState::judgement).orElse(null),
        fields.instant("silentSince").orElse(null),
        fields.instant("coolUntil").orElse(null),
        fields.instant("pairsFrom").orElse(null));
  }

  private static ObjectNode json(Move move) {
    ObjectNode node = Json.object();
    node.set("from", json(move.from));
    node.set("to", json(move.to));
    node.put("who", move.reason.who()).put("why", move.reason.why());
    node.set("evidence", json(move.reason.evidence()));
    return node.put("then", move.then.name());
  }

  private static Move move(Fields fields) {
    Reason reason =
        new Reason(
            fields.requiredText("who"), fields.requiredText("why"), texts(fields, "evidence"));
    return new Move(
        stage(fields.requiredObject("from")),
        stage(fields.requiredObject("to")),
        reason,
        fields.requiredParsed("then", Phase::valueOf));
  }

  private static ObjectNode json(Stage stage) {
    return Json.object().put("kind", stage.kind().name()).put("share", stage.share().hundredths());
  }

  private static Stage stage(Fields fields) {
    return new Stage(
        fields.requiredParsed("kind", Stage.Kind::valueOf),
        new Share(fields.requiredInteger("share")));
  }

  private static ObjectNode json(Judgement judgement) {
    ArrayNode findings = Json.array();
    for (Finding finding : judgement.findings()) {
      ObjectNode node = Json.object();
      node.put("criterion", finding.criterion().name()).put("verdict", finding.verdict().name());
      node.put("words", finding.words());
      node.set("numbers", json(finding.numbers()));
      findings.add(node);
    }
    ObjectNode node = Json.object();
    Json.put(node, "at", judgement.at());
    node.set("findings", findings);
    return node;
  }

  private static Judgement judgement(Fields fields) {
    List<Finding> findings =
        fields.objects("findings").stream()
            .map(
                finding ->
                    new Finding(
                        finding.requiredParsed("criterion", Criterion::valueOf),
                        finding.requiredParsed("verdict", Verdict::valueOf),
                        finding.requiredText("words"),
                        texts(finding, "numbers")))
            .toList();
    return new Judgement(fields.requiredInstant("at"), findings);
  }

  private static ObjectNode json(Map<String, String> texts) {
    ObjectNode node = Json.object();
    texts.forEach(node::put);
    return node;
  }

  private static Map<String, String> texts(Fields fields, String name) {
    Map<String, String> texts = new TreeMap<>();
    fields
        .object(name)
        .ifPresent(object -> object.scalars((key, value) -> texts.put(key, value.toString())));
    return texts;
  }
}
