package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderRequest;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every fault of the menu, through provider and engine, to the order: each meets a strict order of
 * two images once, and nothing goes wrong after it.
 */
class EveryFaultTest {

  /** fault | calls | outcome of each attempt | images ready | what the order failed with */
  private static final String ANSWERS_IN_ONE_PIECE =
      """
      reset before body | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset before headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      close before headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      stall | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset after headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      close in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      stall in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      reset after last byte | 1 | SUCCEEDED | 2 |
      reset after answer | 1 | SUCCEEDED | 2 |
      trickle | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      truncated JSON | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      wrong base64 | 1 | SUCCEEDED | 1 | IMAGE_MISSING
      not an image | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      truncated image | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      wrong pixels | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      gigantic | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      length too long | 1 | SUCCEEDED | 2 |
      length too short | 1 | SUCCEEDED | 2 |
      without data | 1 | SUCCEEDED | 0 | IMAGE_MISSING
      empty data | 1 | SUCCEEDED | 0 | IMAGE_MISSING
      fewer images | 1 | SUCCEEDED | 1 | IMAGE_MISSING
      without usage | 1 | SUCCEEDED | 2 |
      unknown fields | 1 | SUCCEEDED | 2 |
      unknown values | 1 | SUCCEEDED | 2 |
      unknown events | 1 | SUCCEEDED | 2 |
      duplicated events | 1 | SUCCEEDED | 2 |
      interleaved events | 1 | SUCCEEDED | 2 |
      error event | 1 | SUCCEEDED | 2 |
      link | 1 | SUCCEEDED | 0 | IMAGE_MISSING
      """;

  /** A stream that ends before every image was said to be complete is of unknown fate. */
  private static final String ANSWERS_AS_A_STREAM =
      """
      reset before body | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset before headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      close before headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      stall | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset after headers | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      reset in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      close in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      stall in base64 | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      reset after last byte | 1 | SUCCEEDED | 2 |
      reset after answer | 1 | SUCCEEDED | 2 |
      trickle | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      truncated JSON | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      wrong base64 | 1 | SUCCEEDED | 1 | IMAGE_MISSING
      not an image | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      truncated image | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      wrong pixels | 1 | BILLED_NOT_KEPT | 1 | INVALID_IMAGE
      gigantic | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      length too long | 1 | SUCCEEDED | 2 |
      length too short | 1 | SUCCEEDED | 2 |
      without data | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      empty data | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      fewer images | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      without usage | 1 | SUCCEEDED | 2 |
      unknown fields | 1 | SUCCEEDED | 2 |
      unknown values | 1 | SUCCEEDED | 2 |
      unknown events | 1 | SUCCEEDED | 2 |
      duplicated events | 1 | SUCCEEDED | 2 |
      interleaved events | 1 | SUCCEEDED | 2 |
      error event | 1 | UNKNOWN | 1 | OUTCOME_UNKNOWN
      link | 1 | SUCCEEDED | 2 |
      """;

  private static final String REFUSALS =
      """
      HTML page with 502 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      HTML page with 200 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      redirect | 1 | REJECTED | 0 | PROVIDER_REFUSED
      400 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      401 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      403 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      404 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      408 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      409 | 2 | REJECTED SUCCEEDED | 2 |
      413 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      422 | 1 | REJECTED | 0 | PROVIDER_REFUSED
      429 | 2 | REJECTED SUCCEEDED | 2 |
      rate limited | 2 | REJECTED SUCCEEDED | 2 |
      quota exceeded | 1 | REJECTED | 0 | QUOTA_EXHAUSTED
      moderated | 1 | REJECTED | 0 | CONTENT_REFUSED
      500 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      502 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      503 | 2 | REJECTED SUCCEEDED | 2 |
      504 | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      504 after drawing | 1 | UNKNOWN | 0 | OUTCOME_UNKNOWN
      """;

  /** Faults that only a time limit ends: a short one, which must not meet any other. */
  private static final Set<String> LASTING = Set.of("stall", "stall in base64", "trickle");

  /** In place of the menu's, whose pause is longer than it need be. */
  private static final Fault LIMITED = Fault.rateLimited(Duration.ofSeconds(1));

  /** What was seen of an order that met a fault. */
  private record Seen(Fault fault, ImageOrder order, List<ApiCall> calls) {

    String words() {
      return String.join(
              " | ",
              fault.name(),
              Integer.toString(calls.size()),
              order.attempts().stream()
                  .map(attempt -> attempt.outcome().name())
                  .collect(Collectors.joining(" ")),
              Integer.toString(order.readyImages().size()),
              order.failure().map(Failure::code).map(ErrorCode::name).orElse(""))
          .stripTrailing();
    }

    /** What each attempt that was sent stands in the ledger with, by its id. */
    Map<String, Money> ledger() {
      Map<String, Money> costs = new LinkedHashMap<>();
      for (Attempt attempt : order.attempts()) {
        if (attempt.outcome() != Outcome.NOT_SUBMITTED) {
          costs.put(order.id() + "." + attempt.task() + "." + attempt.number(), attempt.cost());
        }
      }
      return costs;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void eachFaultHasItsOutcomeAndEveryCallStandsInTheLedgerOnce(int previews) throws Exception {
    String expected = (previews == 0 ? ANSWERS_IN_ONE_PIECE : ANSWERS_AS_A_STREAM) + REFUSALS;
    List<Seen> all = meetEach(Fault.menu(), previews);

    assertThat(all).map(Seen::words).containsExactlyElementsOf(expected.lines().toList());
    for (Seen seen : all) {
      Map<String, Money> ledger = seen.ledger();
      assertThat(seen.calls())
          .as("attempts of '%s' by the server's log", seen.fault())
          .map(call -> call.attempt().orElse("nameless"))
          .containsExactlyElementsOf(ledger.keySet());
      for (ApiCall call : seen.calls()) {
        assertThat(ledger.get(call.attempt().orElseThrow()))
            .as("cost of '%s' in the ledger", seen.fault())
            .isGreaterThanOrEqualTo(call.charged());
      }
    }
  }

  /** All at once: a meeting waits more than it works. */
  private static List<Seen> meetEach(List<Fault> faults, int previews) throws Exception {
    // What loads classes for seconds is in no fault's time.
    meet(Fault.none(), previews, new CountDownLatch(1));
    ExecutorService threads = Executors.newFixedThreadPool(faults.size());
    try {
      Map<Fault, Future<Seen>> meetings = new HashMap<>();
      for (boolean lasting : new boolean[] {true, false}) {
        List<Fault> some = faults.stream().filter(fault -> lasts(fault) == lasting).toList();
        CountDownLatch met = new CountDownLatch(some.size());
        for (Fault fault : some) {
          meetings.put(fault, threads.submit(() -> meet(fault, previews, met)));
        }
        met.await(); // the others' work is in no short time either
      }
      List<Seen> seen = new ArrayList<>();
      for (Fault fault : faults) {
        seen.add(meetings.get(fault).get());
      }
      return seen;
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean lasts(Fault fault) {
    return LASTING.contains(fault.name());
  }

  /**
   * Meets a fault.
   *
   * @param met counts down once the server has done with the first call what it can
   */
  private static Seen meet(Fault fault, int previews, CountDownLatch met) throws Exception {
    try (FakeImageApi api = FakeImageApi.start();
        ImageProvider provider =
            Providers.builder(api)
                .callTimeout(Duration.ofSeconds(lasts(fault) ? 5 : 60))
                .largestAnswer(1 << 20)
                .build();
        ImageOrders orders = EmbeddedImageOrders.builder(provider).build()) {
      api.next(fault.name().equals(LIMITED.name()) ? LIMITED : fault);
      ImageSpec two =
          ImageSpec.builder("a lighthouse").count(2).size(512, 512).previews(previews).build();
      ImageOrder order =
          orders.place(
              OrderRequest.builder("customer-1")
                  .spec(two)
                  .unknownOutcome(UnknownOutcome.FAIL)
                  .build());
      api.awaitCalls(1);
      met.countDown();
      return new Seen(fault, orders.completion(order.id()).join(), api.received());
    }
  }
}
