package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSpec;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.GateState;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Submission;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.Answer;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** What one model's limits and pauses mean for the orders of that model and of others. */
class QueuesTest {

  private static ImageOrder place(EmbeddedImageOrders engine, String model) {
    return engine.place(
        Room.request().spec(ImageSpec.builder("one").model(model).size(16, 16).build()).build());
  }

  @Test
  void aPauseForOneModelHoldsUpNoOther() throws Exception {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .thenBy(
                call ->
                    call.spec().model().filter("busy"::equals).isPresent()
                        ? Answer.fail(Submission.REJECTED, ErrorCode.RATE_LIMITED)
                            .retryAfter(Duration.ofSeconds(90))
                        : Answer.images());
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(2));
      List<ImageOrder> waiting = new ArrayList<>();
      for (int order = 0; order < 50; order++) {
        waiting.add(place(engine, "busy"));
      }
      for (int order = 0; order < 50; order++) {
        ImageOrder free = place(engine, "free");
        assertThat(engine.completion(free.id()).get(60, TimeUnit.SECONDS).status())
            .isEqualTo(OrderStatus.COMPLETED);
      }

      assertThat(waiting).noneMatch(order -> engine.get(order.id()).isEnded());
      assertThat(provider.received())
          .filteredOn(call -> call.spec().model().filter("busy"::equals).isPresent())
          .as("calls before the pause was known")
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void theDefaultModelByNameAndUnnamedShareOneGate() throws Exception {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .traits(traits -> traits.model("brush-2"))
            .next(Answer.images().rateLimit(new RateLimit("images", 60L, 59L, null)))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder unnamed = engine.place(Room.request().prompt("one").build());
      engine.completion(unnamed.id()).get(60, TimeUnit.SECONDS);
      List<Instant> started = new ArrayList<>();
      for (int order = 0; order < 3; order++) {
        ImageOrder named = place(engine, "brush-2");
        started.add(room.ended(engine, named.id()).startedAt().orElseThrow());
      }

      assertThat(engine.operator().gates()).extracting(GateState::model).containsExactly("brush-2");
      assertThat(Duration.between(started.get(0), started.get(2)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }
  }

  @Test
  void aToldLimitSpacesTheCallsThatFollow() throws Exception {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .next(Answer.images().rateLimit(new RateLimit("images", 6L, 5L, null)))
            .thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder first = engine.place(Room.request().prompt("one").build());
      engine.completion(first.id()).get(60, TimeUnit.SECONDS);
      List<ImageOrder> ended = new ArrayList<>();
      List<ImageOrder> placed = new ArrayList<>();
      for (int order = 0; order < 4; order++) {
        placed.add(engine.place(Room.request().prompt("more").build()));
      }
      for (ImageOrder order : placed) {
        ended.add(room.ended(engine, order.id()));
      }

      // Time jumps while threads run, so a call may slip by that was let begin before a jump.
      assertThat(
              Duration.between(
                  ended.get(0).startedAt().orElseThrow(), ended.get(3).startedAt().orElseThrow()))
          .isGreaterThan(Duration.ofSeconds(18));
    }
  }

  @Test
  void whileTheGateIsClosedNoThreadWaitsForIt() throws Exception {
    ScriptedProvider provider =
        ScriptedProvider.script()
            .then(
                Answer.fail(Submission.REJECTED, ErrorCode.RATE_LIMITED)
                    .retryAfter(Duration.ofSeconds(90)));
    try (Room room = new Room()) {
      Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(4));
      ImageOrder last = null;
      for (int order = 0; order < 10_000; order++) {
        last = engine.place(Room.request().prompt("one").build());
      }
      provider.awaitCalls(1);
      room.awaitQuiet(engine, last.id());

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !ofOthers.contains(thread))
          .filteredOn(thread -> thread.getName().startsWith("image-orders-"))
          .hasSizeLessThanOrEqualTo(4 + 8);
      assertThat(engine.explain(last.id())).contains("asked for a pause", "none until");
    }
  }

  @Test
  void queuesTakeTurnsAtTheOnlyThread() throws Exception {
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(1));
      for (int order = 0; order < 20; order++) {
        place(engine, "a");
        place(engine, "b");
      }
      room.time.advance(Duration.ofSeconds(1));
      for (int call = 1; call < 20; call++) {
        provider.awaitCalls(call);
        room.time.awaitPending(2);
        provider.release();
      }
      provider.awaitCalls(20);

      assertThat(provider.received().subList(0, 20))
          .filteredOn(call -> call.spec().model().filter("a"::equals).isPresent())
          .hasSizeBetween(5, 15);
    }
  }

  @Test
  void anEngineThatWaitsNoticesThatAnotherHasOpenedTheGate() throws Exception {
    try (Room room = new Room()) {
      MemoryStateStore state = new MemoryStateStore(room.time);
      ScriptedProvider trying =
          down().traits(traits -> traits.longestCall(Duration.ofMinutes(30))).hang().thenAnswer();
      EmbeddedImageOrders first = room.engine(trying, builder -> builder.stateStore(state));
      ImageOrder tried = first.place(Room.request().prompt("one").build());
      while (trying.calls() < 6) {
        room.awaitSettled(first, tried.id(), () -> trying.calls() == 6);
        room.time.awaitPending(1);
        room.time.advance(Duration.ofSeconds(1));
      }
      ScriptedProvider waiting = ScriptedProvider.script().thenAnswer();
      EmbeddedImageOrders second =
          room.engine(
              waiting,
              builder -> builder.stateStore(state).orderStore(new MemoryOrderStore(room.time)));
      ImageOrder order = second.place(Room.request().prompt("one").build());
      room.time.awaitPending(3);
      trying.release();
      first.completion(tried.id()).get(60, TimeUnit.SECONDS);
      Instant opened = room.time.instant();

      // One second at a time, each once both engines have set their alarms: an alarm may have been
      // reckoned before the gate opened and set after.
      while (!second.get(order.id()).isEnded() && room.time.since(opened).toMinutes() < 1) {
        room.time.awaitPending(2);
        room.time.advance(Duration.ofSeconds(1));
      }
      assertThat(second.completion(order.id()).get(60, TimeUnit.SECONDS).status())
          .isEqualTo(OrderStatus.COMPLETED);
    }
  }

  private static ScriptedProvider.Script down() {
    ScriptedProvider.Script script = ScriptedProvider.script();
    for (int failure = 0; failure < 5; failure++) {
      script.fail(Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE);
    }
    return script;
  }
}
