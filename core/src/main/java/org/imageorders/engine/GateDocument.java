package org.imageorders.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.imageorders.engine.GateState.Origin;

/**
 * What all engines over one state store agree on about a gate.
 *
 * <p>Immutable.
 *
 * @param paces by what is limited
 * @param closedUntil until when no call begins
 * @param why what closed it
 * @param trips how often in a row the circuit opened because calls failed; while it is not 0, a
 *     single call at a time tries whether the provider is back
 * @param trippedAt when the circuit opened last
 * @param paused why an operator wants no calls; empty if nobody does
 */
record GateDocument(
    Map<String, Pace> paces,
    Instant closedUntil,
    String why,
    int trips,
    Instant trippedAt,
    String paused) {

  static final GateDocument EMPTY =
      new GateDocument(Map.of(), Instant.EPOCH, "", 0, Instant.EPOCH, "");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_TRIP = Duration.ofSeconds(10);
  private static final Duration LONGEST_TRIP = Duration.ofMinutes(5);

  /** What is paused opens when somebody says so; until then this is as good an answer as any. */
  private static final Duration UNTIL_RESUMED = Duration.ofMinutes(1);

  GateDocument {
    paces = Collections.unmodifiableMap(new TreeMap<>(paces));
  }

  boolean isTripped() {
    return trips > 0;
  }

  boolean isPaused() {
    return !paused.isEmpty();
  }

  /** How long until a call may begin, or until it is worth to ask again; zero if one may now. */
  Duration untilOpen(Instant now) {
    if (isPaused()) {
      return UNTIL_RESUMED;
    }
    Instant open = closedUntil;
    for (Pace pace : paces.values()) {
      open = pace.free().isAfter(open) ? pace.free() : open;
    }
    return open.isAfter(now) ? Duration.between(now, open) : Duration.ZERO;
  }

  boolean isClosed(Instant now) {
    return closedUntil.isAfter(now);
  }

  GateDocument with(String unit, Pace pace) {
    Map<String, Pace> changed = new TreeMap<>(paces);
    changed.put(unit, pace);
    return new GateDocument(changed, closedUntil, why, trips, trippedAt, paused);
  }

  GateDocument without(String unit) {
    Map<String, Pace> changed = new TreeMap<>(paces);
    changed.remove(unit);
    return new GateDocument(changed, closedUntil, why, trips, trippedAt, paused);
  }

  GateDocument eachPace(BiFunction<String, Pace, Pace> change) {
    Map<String, Pace> changed = new TreeMap<>(paces);
    changed.replaceAll(change);
    return new GateDocument(changed, closedUntil, why, trips, trippedAt, paused);
  }

  /** Closed at least until then; a longer pause stands. */
  GateDocument closed(Instant until, String reason) {
    return until.isAfter(closedUntil)
        ? new GateDocument(paces, until, reason, trips, trippedAt, paused)
        : this;
  }

  /**
   * Opened for one call that tries whether the provider is back, and closed for others meanwhile.
   */
  GateDocument probing(Instant until) {
    return new GateDocument(paces, until, why, trips, trippedAt, paused);
  }

  /**
   * Open for the next call that tries, since the last one did not: not before the pause is over.
   */
  GateDocument probed(Instant now) {
    Instant over = trippedAt.plus(pause(trips));
    return probing(over.isAfter(now) ? over : now);
  }

  /** Closed because calls failed, each time in a row for longer. */
  GateDocument tripped(Instant now, String reason) {
    return new GateDocument(paces, now.plus(pause(trips + 1)), reason, trips + 1, now, paused);
  }

  private static Duration pause(int trips) {
    Duration pause = FIRST_TRIP.multipliedBy(1L << Math.min(trips - 1, 5));
    return pause.compareTo(LONGEST_TRIP) > 0 ? LONGEST_TRIP : pause;
  }

  /** Open again: the provider answers. */
  GateDocument mended() {
    return new GateDocument(paces, Instant.EPOCH, "", 0, Instant.EPOCH, paused);
  }

  /** Paused for this reason; open to calls again if it is empty. */
  GateDocument paused(String reason) {
    return new GateDocument(paces, closedUntil, why, trips, trippedAt, reason);
  }

  String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("closedUntil", closedUntil.toString()).put("why", why);
    node.put("trips", trips).put("trippedAt", trippedAt.toString());
    node.put("paused", paused);
    ObjectNode limits = node.putObject("paces");
    paces.forEach(
        (unit, pace) ->
            limits
                .putObject(unit)
                .put("perMinute", pace.perMinute())
                .put("origin", pace.origin().name())
                .put("free", pace.free().toString())
                .put("proven", pace.proven())
                .put("raiseAt", pace.raiseAt().toString())
                .put("raiseAfter", pace.raiseAfter().toString()));
    return node.toString();
  }

  static GateDocument parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      Map<String, Pace> paces = new TreeMap<>();
      JsonNode limits = node.path("paces");
      limits.fieldNames().forEachRemaining(unit -> paces.put(unit, pace(limits.path(unit))));
      return new GateDocument(
          paces,
          Instant.parse(node.path("closedUntil").asText()),
          node.path("why").asText(),
          node.path("trips").asInt(),
          Instant.parse(node.path("trippedAt").asText()),
          node.path("paused").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a gate's document is no JSON", e);
    }
  }

  private static Pace pace(JsonNode node) {
    return new Pace(
        node.path("perMinute").asLong(),
        Origin.valueOf(node.path("origin").asText()),
        Instant.parse(node.path("free").asText()),
        node.path("proven").asLong(),
        Instant.parse(node.path("raiseAt").asText()),
        Duration.parse(node.path("raiseAfter").asText()));
  }
}
