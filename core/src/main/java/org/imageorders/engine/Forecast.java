package org.imageorders.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.Waiting;
import org.imageorders.Waiting.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why an order waits and when it should be ready, told from the gate and from what calls took
 * lately; and in words.
 */
final class Forecast {

  private static final Logger log = LoggerFactory.getLogger(Forecast.class);
  private static final double WEIGHT_OF_NEWEST = 0.2;

  private final EngineConfig config;
  private final Gates gates;
  private double meanCallMillis = Double.NaN;

  Forecast(EngineConfig config, Gates gates) {
    this.config = config;
    this.gates = gates;
  }

  /** Takes how long a call took. */
  synchronized void called(Duration took) {
    double millis = took.toMillis();
    meanCallMillis =
        Double.isNaN(meanCallMillis)
            ? millis
            : meanCallMillis + WEIGHT_OF_NEWEST * (millis - meanCallMillis);
  }

  /**
   * How long so many calls of a queue should take, by the engine's threads and the provider's
   * limits; empty before the first call was seen.
   */
  Optional<Duration> timeFor(String queue, int calls) {
    double mean = meanCallMillis();
    if (Double.isNaN(mean) || config.concurrency == 0) {
      return Optional.empty();
    }
    return asked(
            queue,
            gate -> gate.state().paused() ? Optional.<Duration>empty() : time(gate, calls, mean))
        .flatMap(Function.identity());
  }

  private Optional<Duration> time(Gate gate, int calls, double mean) {
    GateState state = gate.state();
    double rounds = Math.ceil((double) calls / state.mostInFlight());
    double paced =
        gate.callsPerMinute(config.mostImages())
            .map(perMinute -> (calls - 1) * 60_000 / perMinute + mean)
            .orElse(0.0);
    Instant now = gate.now();
    Duration pause = state.opensAt().map(open -> Duration.between(now, open)).orElse(Duration.ZERO);
    return Optional.of(pause.plusMillis((long) Math.max(rounds * mean, paced)));
  }

  /** What the gate of a queue says; empty if it cannot be asked, which is no reason to fail. */
  private <T> Optional<T> asked(String queue, Function<Gate, T> question) {
    try {
      return Optional.of(question.apply(gates.next(queue)));
    } catch (RuntimeException e) {
      log.atDebug().addKeyValue("queue", queue).setCause(e).log("the gate could not be read");
      return Optional.empty();
    }
  }

  private synchronized double meanCallMillis() {
    return meanCallMillis;
  }

  /** The same order with what it waits for, unless it has ended. */
  ImageOrder explained(String tenant, ImageOrder order) {
    if (order.isEnded()) {
      return order;
    }
    int ahead = config.orders.ahead(tenant, order.id());
    int own = (order.remaining() + config.mostImages() - 1) / config.mostImages();
    Instant expected =
        timeFor(queueOf(order), ahead + own).map(config.clock.instant()::plus).orElse(null);
    return order.toBuilder().waiting(new Waiting(reason(order), ahead, expected)).build();
  }

  /** The queue in which an order's next call waits. */
  private static String queueOf(ImageOrder order) {
    int spec =
        order.images().stream()
            .filter(ImageResult::isPending)
            .mapToInt(ImageResult::spec)
            .findFirst()
            .orElse(0);
    return Gates.queueOf(order.request().specs().get(spec));
  }

  private Reason reason(ImageOrder order) {
    List<Attempt> attempts = order.attempts();
    if (attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.RUNNING)) {
      return Reason.GENERATING;
    }
    if (gates.isHeld()) {
      return Reason.PAUSED;
    }
    if (gates.objection().isPresent()) {
      return Reason.STORAGE_UNAVAILABLE;
    }
    Optional<GateState> gate =
        asked(queueOf(order), Gate::state).filter(state -> state.why() != null);
    if (gate.isPresent()) {
      return gate.get().paused()
          ? Reason.PAUSED
          : gate.get().down() ? Reason.PROVIDER_UNAVAILABLE : Reason.RATE_LIMITED;
    }
    boolean failedLast =
        !attempts.isEmpty() && attempts.get(attempts.size() - 1).failure().isPresent();
    return failedLast ? Reason.RETRYING : Reason.QUEUED;
  }

  /** An order in words, for a person. */
  String inWords(ImageOrder order) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(
        String.format(
            Locale.ROOT,
            "Order %s of customer %s is %s: %d of %d images are ready.",
            order.id(),
            order.request().customer(),
            order.status(),
            order.readyImages().size(),
            order.images().size()));
    order.failure().ifPresent(failure -> lines.add("It failed with " + failure + "."));
    order
        .waiting()
        .ifPresent(
            waiting -> {
              lines.add(inWords(waiting));
              gates.objection().ifPresent(why -> lines.add("No other call begins: " + why + "."));
              asked(queueOf(order), Gate::state).flatMap(Forecast::inWords).ifPresent(lines::add);
            });
    lines.add(times(order));
    lines.add(
        String.format(
            Locale.ROOT,
            "It has cost %s; calls that run may cost %s, calls of unknown fate %s.",
            order.cost().spent(),
            order.cost().reserved(),
            order.cost().atRisk()));
    order.attempts().forEach(attempt -> lines.add(inWords(attempt)));
    return lines.toString();
  }

  private static String inWords(Waiting waiting) {
    String what =
        switch (waiting.reason()) {
          case GENERATING -> "The provider is drawing for it.";
          case RATE_LIMITED -> "The provider asked for a pause.";
          case PROVIDER_UNAVAILABLE ->
              "The provider does not answer; it is tried again now and then.";
          case STORAGE_UNAVAILABLE -> "What would be drawn for it could not be kept.";
          case PAUSED -> "An operator has paused the calls.";
          case RETRYING -> "A call for it failed and will be made again.";
          default -> "It waits for its turn.";
        };
    String place =
        waiting.ahead() == 0
            ? ""
            : " " + waiting.ahead() + " calls for other orders come before its next.";
    String ready =
        waiting.expectedReady().map(time -> " It should be ready at " + time + ".").orElse("");
    return what + place + ready;
  }

  private static Optional<String> inWords(GateState gate) {
    if (gate.why() == null && gate.limits().isEmpty()) {
      return Optional.empty();
    }
    String name = gate.model().isEmpty() ? gate.provider() : gate.provider() + "/" + gate.model();
    StringJoiner words = new StringJoiner("; ", "Calls to " + name + ": ", ".");
    gate.opensAt().ifPresent(open -> words.add("none until " + open + " because of " + gate.why()));
    if (gate.paused()) {
      words.add("none until an operator resumes them, paused because of " + gate.why());
    }
    gate.limits()
        .forEach(
            limit ->
                words.add(
                    limit.perMinute()
                        + " "
                        + limit.unit()
                        + " a minute, "
                        + limit.origin().name().toLowerCase(Locale.ROOT)));
    return Optional.of(words.toString());
  }

  private static String times(ImageOrder order) {
    StringBuilder text = new StringBuilder("Accepted at " + order.acceptedAt());
    order.startedAt().ifPresent(time -> text.append(", started at ").append(time));
    order.endedAt().ifPresent(time -> text.append(", ended at ").append(time));
    order.deadline().ifPresent(time -> text.append(", to be ended by ").append(time));
    return text.append('.').toString();
  }

  private static String inWords(Attempt attempt) {
    String took =
        attempt
            .endedAt()
            .map(end -> " in " + Duration.between(attempt.startedAt(), end).toMillis() + " ms")
            .orElse("");
    String failure = attempt.failure().map(why -> "; " + why).orElse("");
    return String.format(
        Locale.ROOT,
        "Task %d, attempt %d by %s at %s: %s%s, %d images, %s%s.",
        attempt.task(),
        attempt.number(),
        attempt.provider(),
        attempt.startedAt(),
        attempt.outcome(),
        took,
        attempt.images(),
        attempt.cost(),
        failure);
  }
}
