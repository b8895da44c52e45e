package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.Budget;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerSum;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.FaultyImageStore;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.api.Test;

/** What customers may spend. Time begins with the year 2026, at midnight in UTC. */
class BudgetTest {

  private static EmbeddedImageOrders engine(Room room, Budget budget) {
    return room.engine(
        ScriptedProvider.script().pricePerImage(Money.usd("0.05")).thenAnswer(),
        builder ->
            builder.budgets(
                (tenant, customer) -> customer.equals("customer-1") ? budget : Budget.UNLIMITED));
  }

  private static OrderRequest request(String customer, int images) {
    return OrderRequest.builder(customer)
        .spec(ImageSpec.builder("one").count(images).build())
        .build();
  }

  private static ImageOrderException refused(EmbeddedImageOrders engine, int images) {
    ImageOrderException refusal =
        catchThrowableOfType(
            ImageOrderException.class, () -> engine.place(request("customer-1", images)));
    assertThat(refusal.code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED);
    return refusal;
  }

  @Test
  void whoHasSpentTheBudgetOfTheDayIsToldWhenItIsRenewed() throws Exception {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine = engine(room, Budget.daily(Money.usd("0.20")));
      room.ended(engine, engine.place(request("customer-1", 3)).id());

      ImageOrderException refusal = refused(engine, 2);
      assertThat(refusal)
          .hasMessageContainingAll("customer-1", "0.2 USD a day", "2026-01-02T00:00:00Z");
      assertThat(refusal.retryAfter())
          .hasValueSatisfying(
              wait -> assertThat(wait).isBetween(Duration.ofHours(23), Duration.ofHours(24)));
      engine.place(request("customer-1", 1));
      engine.place(request("customer-2", 100));
    }
  }

  @Test
  void theNextDayHasABudgetOfItsOwnAndTheMonthGoesOn() throws Exception {
    try (Room room = new Room()) {
      Budget budget = Budget.daily(Money.usd("0.20")).perMonth(Money.usd("0.30"));
      EmbeddedImageOrders engine = engine(room, budget);
      ImageOrder first = engine.place(request("customer-1", 4));
      room.ended(engine, first.id());
      refused(engine, 1);
      room.awaitQuiet(engine, first.id());
      room.time.advance(Duration.ofHours(24));

      room.ended(engine, engine.place(request("customer-1", 2)).id());
      assertThat(refused(engine, 1)).hasMessageContainingAll("a month", "2026-02-01T00:00:00Z");
    }
  }

  @Test
  void aDayBeginsAtMidnightWhereItIsSaid() throws Exception {
    try (Room room = new Room()) {
      Budget budget = Budget.daily(Money.usd("0.20")).in(ZoneId.of("America/Sao_Paulo"));
      EmbeddedImageOrders engine = engine(room, budget);
      ImageOrder first = engine.place(request("customer-1", 4));
      room.ended(engine, first.id());

      assertThat(refused(engine, 1)).hasMessageContaining("2026-01-01T03:00:00Z");
      room.awaitQuiet(engine, first.id());
      room.time.advance(Duration.ofHours(3));
      engine.place(request("customer-1", 4));
    }
  }

  @Test
  void whatIsOldIsRemovedAndItsSumsStay() throws Exception {
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.script().pricePerImage(Money.usd("0.05")).thenAnswer(),
              builder -> builder.keepOrders(Duration.ofDays(3)));
      OrderRequest request = request("customer-1", 2);
      ImageOrder old = room.ended(engine, engine.place(request).id());
      for (int hour = 0; hour < 71; hour++) {
        room.awaitQuiet(engine, old.id());
        room.time.advance(Duration.ofHours(1));
      }
      ImageOrder young = room.ended(engine, engine.place(request("customer-1", 1)).id());
      while (catchThrowable(() -> engine.get(old.id())) == null) {
        room.awaitQuiet(engine, young.id());
        room.time.advance(Duration.ofMinutes(10));
      }

      assertThat(room.images.list("")).hasSize(1);
      assertThat(engine.get(young.id()).status()).isEqualTo(OrderStatus.COMPLETED);
      ImageOrderException late =
          catchThrowableOfType(ImageOrderException.class, () -> engine.place(request));
      assertThat(late.code()).isEqualTo(ErrorCode.GONE);
      assertThat(engine.operator().ledger(LedgerQuery.by(LedgerQuery.By.DAY).build()))
          .containsExactly(
              new LedgerSum(LocalDate.of(2026, 1, 1), null, null, null, 1, 2, Money.usd("0.10")),
              new LedgerSum(LocalDate.of(2026, 1, 3), null, null, null, 1, 1, Money.usd("0.05")));
    }
  }

  @Test
  void anOldOrderThatCannotBeRemovedKeepsNoOther() throws Exception {
    try (Room room = new Room()) {
      FaultyImageStore images = new FaultyImageStore(room.images);
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.answering(),
              builder -> builder.imageStore(images).keepOrders(Duration.ofDays(3)));
      ImageOrder stuck = room.ended(engine, engine.place(request("customer-1", 1)).id());
      ImageOrder other = room.ended(engine, engine.place(request("customer-1", 1)).id());
      ImageId kept = stuck.readyImages().get(0).id();
      images.onDelete(
          id -> {
            if (id.equals(kept)) {
              throw new ImageOrderException(ErrorCode.STORAGE_FAILED, "it is locked");
            }
          });
      for (int hour = 0; hour < 80; hour++) {
        room.awaitQuiet(engine, stuck.id());
        room.time.advance(Duration.ofHours(1));
      }

      while (catchThrowable(() -> engine.get(other.id())) == null) {
        Thread.onSpinWait();
      }
      assertThat(engine.get(stuck.id())).isEqualTo(stuck);
      assertThat(other.readyImages()).hasSize(1);
    }
  }

  @Test
  void whereTheRuleFailsNoUploadCountsAsUsed() throws Exception {
    try (Room room = new Room()) {
      MemoryStateStore state = new MemoryStateStore(room.time);
      EmbeddedImageOrders engine =
          room.engine(
              ScriptedProvider.answering(),
              builder ->
                  builder
                      .stateStore(state)
                      .budgets(
                          (tenant, customer) -> {
                            throw new IllegalStateException("nobody knows");
                          }));
      ImageId upload = engine.upload("customer-1", new ByteArrayInputStream(Pictures.png(8, 8)));
      OrderRequest request =
          OrderRequest.builder("customer-1")
              .spec(ImageSpec.builder("one").sourceImage(upload).build())
              .build();

      assertThatThrownBy(() -> engine.place(request)).hasMessage("nobody knows");
      assertThat(state.read("upload/default/" + upload).orElseThrow().text())
          .doesNotContain("used");
    }
  }
}
