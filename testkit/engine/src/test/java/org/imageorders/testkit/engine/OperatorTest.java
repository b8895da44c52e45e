package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imageorders.Attempt;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.GateState;
import org.imageorders.store.StateDocument;
import org.imageorders.store.memory.MemoryOrderStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.FaultyImageStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** What an operator does, and what becomes of the orders. */
class OperatorTest {

  @Test
  void whilePausedNoEngineCallsAndOnceResumedAllDo() throws Exception {
    try (Room room = new Room()) {
      MemoryStateStore state = new MemoryStateStore(room.time);
      ScriptedProvider provider = ScriptedProvider.answering();
      EmbeddedImageOrders here = room.engine(provider, builder -> builder.stateStore(state));
      ScriptedProvider elsewhere = ScriptedProvider.answering();
      EmbeddedImageOrders there =
          room.engine(
              elsewhere,
              builder -> builder.stateStore(state).orderStore(new MemoryOrderStore(room.time)));
      GateState paused = here.operator().pause("scripted", "", "wrong colours");
      ImageOrder first = here.place(Room.request().prompt("one").build());
      ImageOrder second = there.place(Room.request().prompt("one").build());
      for (int passed = 0; passed < 180; passed++) {
        room.time.awaitPending(2);
        room.time.advance(Duration.ofSeconds(1));
      }

      assertThat(paused.paused()).isTrue();
      assertThat(paused.why()).isEqualTo("wrong colours");
      assertThat(provider.calls() + elsewhere.calls()).isZero();
      Waiting waiting = there.get(second.id()).waiting().orElseThrow();
      assertThat(waiting.reason()).isEqualTo(Waiting.Reason.PAUSED);
      assertThat(waiting.expectedReady()).isEmpty();
      assertThat(there.explain(second.id()))
          .contains("An operator has paused", "resumes them", "wrong colours");

      assertThat(there.operator().resume("scripted", "").paused()).isFalse();
      assertThat(room.ended(here, first.id()).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(room.ended(there, second.id()).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  void whenTheFirstIsPausedTheNextOfTheChainDraws() throws Exception {
    try (Room room = new Room()) {
      ScriptedProvider first = ScriptedProvider.script().name("first").thenAnswer();
      ScriptedProvider second = ScriptedProvider.script().name("second").thenAnswer();
      EmbeddedImageOrders engine = room.engine(first, builder -> builder.fallback(second));
      engine.operator().pause("first", "", "too dear today");

      ImageOrder order = engine.place(Room.request().prompt("one").build());

      assertThat(room.ended(engine, order.id()).attempts())
          .extracting(Attempt::provider)
          .containsExactly("second");
      assertThat(first.calls()).isZero();
    }
  }

  @Test
  void aPauseWithoutProviderOrReasonIsRefused() {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());

      assertThatThrownBy(() -> engine.operator().pause("scriped", "", "why"))
          .isInstanceOf(ImageOrderException.class)
          .hasMessageContainingAll("scriped", "[scripted]");
      assertThatThrownBy(() -> engine.operator().pause("scripted", "", " "))
          .isInstanceOf(ImageOrderException.class)
          .hasMessageContaining("why");
    }
  }

  @Test
  void anImageIsDrawnAgainInAnOrderOfItsOwn() throws Exception {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(ScriptedProvider.answering());
      OrderRequest request =
          Room.request()
              .spec(ImageSpec.builder("one").count(3).build())
              .spec(ImageSpec.builder("two").size(64, 64).count(2).build())
              .metadata("article", "a-7")
              .build();
      ImageOrder order = room.ended(engine, engine.place(request).id());

      ImageOrder again = engine.operator().redo(order.id(), 3);

      assertThat(engine.operator().redo(order.id(), 3).id()).isEqualTo(again.id());
      assertThat(again.id()).isNotEqualTo(order.id());
      assertThat(again.request().customer()).isEqualTo("customer-1");
      assertThat(again.request().metadata()).containsEntry("article", "a-7");
      assertThat(again.request().specs())
          .extracting(ImageSpec::prompt, ImageSpec::count, ImageSpec::size)
          .containsExactly(tuple("two", 1, Optional.of(new ImageSize(64, 64))));
      assertThat(room.ended(engine, again.id()).readyImages()).hasSize(1);
      assertThat(engine.get(order.id())).isEqualTo(order);
      assertThatThrownBy(() -> engine.operator().redo(order.id(), 5))
          .hasMessageContainingAll("'5'", "0 to 4");
    }
  }

  @Test
  void anImageThatIsStillToComeIsNotDrawnAgain() throws Exception {
    try (Room room = new Room()) {
      ScriptedProvider provider = ScriptedProvider.script().thenHang();
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder order = engine.place(Room.request().prompt("one").build());

      assertThatThrownBy(() -> engine.operator().redo(order.id(), 0))
          .isInstanceOf(ImageOrderException.class)
          .hasMessageContaining("still to come");
    }
  }

  @Test
  void aForgottenCustomerLeavesNoOrderNoPictureAndNoUpload() throws Exception {
    ScriptedProvider provider = ScriptedProvider.script().answer().answer().hang().thenAnswer();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = room.engine(provider);
      ImageId upload = engine.upload("customer-1", new ByteArrayInputStream(Pictures.png(8, 8)));
      OrderRequest request = Room.request().prompt("one").build();
      ImageOrder done = room.ended(engine, engine.place(request).id());
      ImageOrder others =
          room.ended(
              engine, engine.place(OrderRequest.builder("customer-2").prompt("b").build()).id());
      engine.place(Room.request().prompt("two").build());
      provider.awaitCalls(3);

      assertThat(engine.operator().forget("customer-1")).isEqualTo(2);
      provider.awaitIdle();

      assertThat(engine.list(OrderQuery.ofCustomer("customer-1")).orders()).isEmpty();
      assertThat(room.images.list("")).containsExactly(others.readyImages().get(0).id());
      assertThat(engine.get(others.id()).status()).isEqualTo(OrderStatus.COMPLETED);
      assertThatThrownBy(() -> engine.open(upload)).isInstanceOf(ImageOrderException.class);
      assertThatThrownBy(() -> engine.place(request))
          .isInstanceOf(ImageOrderException.class)
          .extracting(e -> ((ImageOrderException) e).code())
          .isEqualTo(ErrorCode.GONE);
      assertThat(done.id()).isEqualTo(engine.idOf("customer-1", request.idempotencyKey()));
    }
  }

  @Test
  void whatSomebodyElseRemovesMeanwhileKeepsNothingElseOfAForgottenCustomer() throws Exception {
    try (Room room = new Room()) {
      ScriptedProvider provider = ScriptedProvider.script().answer().thenHang();
      EmbeddedImageOrders engine = room.engine(provider);
      ImageOrder old = room.ended(engine, engine.place(Room.request().prompt("one").build()).id());
      engine.place(Room.request().prompt("two").build());
      provider.awaitCalls(2);
      room.orders.onChange(change -> room.orders.remove("default", old.id()));

      assertThat(engine.operator().forget("customer-1")).isEqualTo(1);
      assertThat(engine.list(OrderQuery.ofCustomer("customer-1")).orders()).isEmpty();
    }
  }

  @Test
  void anUploadThatAnOrderUsesAtThisMomentIsForgottenToo() {
    try (Room room = new Room()) {
      MemoryStateStore state = new MemoryStateStore(room.time);
      FaultyImageStore images = new FaultyImageStore(room.images);
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.answering(),
              builder -> builder.stateStore(state).imageStore(images));
      ImageId upload = engine.upload("customer-1", new ByteArrayInputStream(Pictures.png(8, 8)));
      images.onDelete(
          id -> {
            StateDocument used = state.read("upload/default/" + upload).orElseThrow();
            state.write(used.name(), used.version(), used.text());
          });

      engine.operator().forget("customer-1");

      assertThat(state.list("upload/")).isEmpty();
    }
  }

  @Test
  void afterARestoreNothingIsClaimedAndNoDeadlinePassesUntilItIsReleased() throws Exception {
    try (Room room = new Room()) {
      ScriptedProvider provider = ScriptedProvider.answering();
      EmbeddedImageOrders engine = room.engine(provider, builder -> builder.restored(true));
      ImageOrder order =
          engine.place(Room.request().prompt("one").deadline(Duration.ofHours(1)).build());
      for (int second = 0; second < 5_000; second++) {
        room.time.awaitPending(1);
        room.time.advance(Duration.ofSeconds(1));
      }

      assertThat(engine.operator().isHeld()).isTrue();
      assertThat(engine.get(order.id()).status()).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(engine.get(order.id()).waiting().map(Waiting::reason))
          .contains(Waiting.Reason.PAUSED);
      assertThat(provider.calls()).isZero();

      engine.operator().release();
      assertThat(engine.completion(order.id()).get(60, TimeUnit.SECONDS).failure())
          .map(Failure::code)
          .contains(ErrorCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void afterARestoreImagesThatAreThereAreNotPaidAgain() throws Exception {
    try (Room room = new Room()) {
      OrderRequest request = Room.request().spec(ImageSpec.builder("one").count(3).build()).build();
      EmbeddedImageOrders before = room.engine(ScriptedProvider.answering());
      ImageOrder drawn = room.ended(before, before.place(request).id());
      before.close();
      ScriptedProvider provider =
          ScriptedProvider.script().pricePerImage(Money.usd("0.05")).thenAnswer();
      EmbeddedImageOrders after =
          room.engine(
              provider,
              builder -> builder.orderStore(new MemoryOrderStore(room.time)).restored(true));
      ImageOrder placed = after.place(request);
      OrderRequest other = Room.request().prompt("new").build();
      ImageOrder fresh = after.place(other);

      after.operator().release();
      ImageOrder found = after.completion(placed.id()).get(60, TimeUnit.SECONDS);
      after.completion(fresh.id()).get(60, TimeUnit.SECONDS);

      assertThat(found.status()).isEqualTo(OrderStatus.COMPLETED);
      assertThat(found.readyImages())
          .extracting(GeneratedImage::sha256)
          .isEqualTo(drawn.readyImages().stream().map(GeneratedImage::sha256).toList());
      assertThat(found.attempts())
          .extracting(Attempt::outcome)
          .containsOnly(Attempt.Outcome.SUCCEEDED);
      assertThat(found.cost().spent()).isEqualTo(Money.usd("0.15"));
      assertThat(provider.received())
          .extracting(call -> call.spec().prompt())
          .isEqualTo(List.of("new"));
    }
  }
}
