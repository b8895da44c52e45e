package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSpec;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.GateState;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Submission;
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
        assertThat(engine.completion(free.id()).get(30, TimeUnit.SECONDS).status())
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
      ImageOrder first = engine.place(Room.request().prompt("one").build());
      engine.completion(first.id()).get(30, TimeUnit.SECONDS);
      ImageOrder named = room.ended(engine, place(engine, "brush-2").id());
      ImageOrder unnamed =
          room.ended(engine, engine.place(Room.request().prompt("one").build()).id());

      assertThat(engine.gates()).extracting(GateState::model).containsExactly("brush-2");
      assertThat(
              Duration.between(named.startedAt().orElseThrow(), unnamed.startedAt().orElseThrow()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
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
      engine.completion(first.id()).get(30, TimeUnit.SECONDS);
      List<ImageOrder> ended = new ArrayList<>();
      List<ImageOrder> placed = new ArrayList<>();
      for (int order = 0; order < 4; order++) {
        placed.add(engine.place(Room.request().prompt("more").build()));
      }
      for (ImageOrder order : placed) {
        ended.add(room.ended(engine, order.id()));
      }

      for (int later = 1; later < ended.size(); later++) {
        assertThat(
                Duration.between(
                    ended.get(later - 1).startedAt().orElseThrow(),
                    ended.get(later).startedAt().orElseThrow()))
            .isGreaterThan(Duration.ofMillis(9_750));
      }
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
      int before = platformThreads();
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.concurrency(4));
      ImageOrder last = null;
      for (int order = 0; order < 10_000; order++) {
        last = engine.place(Room.request().prompt("one").build());
      }
      provider.awaitCalls(1);
      room.awaitQuiet(engine, last.id());

      assertThat(platformThreads() - before).isLessThanOrEqualTo(4 + 8);
      assertThat(engine.explain(last.id())).contains("asked for a pause", "none until");
    }
  }

  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }
}
