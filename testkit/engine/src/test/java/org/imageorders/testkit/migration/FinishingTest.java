package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders that are being recalled while legacy is taken leave of. */
class FinishingTest {

  private final RecallBench bench = new RecallBench(0);
  private int tried;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void whatADyingRecallLeavesAfterTheFirstLookIsNotLost() {
    for (Side from : Side.values()) {
      for (boolean afterwards : new boolean[] {false, true}) {
        boolean died = true;
        for (int calls = 0; died; calls++) {
          died = diesAfterTheFirstLook(from, new Crashing(calls, afterwards));
        }
      }
    }
    assertThat(tried).as("deaths at some forty calls").isGreaterThan(120);
  }

  private boolean diesAfterTheFirstLook(Side from, Crashing crash) {
    List<OrderId> ids = place(from);
    AtomicBoolean died = new AtomicBoolean();
    AtomicBoolean looked = new AtomicBoolean();
    ImageOrders legacy =
        Relay.to(
            ImageOrders.class,
            bench.legacy,
            (method, call) -> {
              if (method.equals("list") && !looked.getAndSet(true)) {
                died.set(dies(from, crash));
              }
              return call.answer();
            });
    finish(bench.migration(legacy));
    assertThatEachIsDrawnOnce(ids, from + ", try " + tried);
    return died.get();
  }

  private boolean dies(Side from, Crashing crash) {
    try {
      bench.through(crash).control().recall(from, RecallBench.REASON);
      return false;
    } catch (Crashing.Crash e) {
      return true;
    }
  }

  @Test
  void whatIsOnItsWayWhenTheEndIsEnteredIsNotLost() {
    AtomicBoolean met = new AtomicBoolean(true);
    for (int calls = 0; met.getAndSet(false); calls++) {
      List<OrderId> ids = place(Side.CANDIDATE);
      Relay meeting =
          RecallBench.meeting(
              calls,
              () -> {
                met.set(true);
                finish(bench.sound());
              });
      recall(bench.through(meeting));
      assertThatEachIsDrawnOnce(ids, "finished at call " + calls);
    }
    assertThat(tried).as("the end at some forty calls").isGreaterThan(30);
  }

  private static void recall(Migration migration) {
    try {
      RecallBench.recall(migration);
    } catch (ImageOrderException e) {
      assertThat(e).hasMessageContaining("enter an earlier stage");
    }
  }

  /** One that is drawn from a picture, and one from words alone. */
  private List<OrderId> place(Side side) {
    Migration sound = bench.sound();
    OrderRequest editing = bench.editing("editing-" + ++tried);
    if (side == Side.LEGACY) {
      sound.control().kill(RecallBench.REASON);
    }
    OrderRequest words = RecallBench.request("words-" + tried);
    List<OrderId> ids = List.of(sound.place(editing).id(), sound.place(words).id());
    sound.control().revive(RecallBench.REASON);
    return ids;
  }

  private static void finish(Migration migration) {
    try {
      migration.control().enter(Stage.FINISHED, RecallBench.REASON);
    } catch (ImageOrderException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST); // there is something left
    }
  }

  /** By a side that is still asked. */
  private void assertThatEachIsDrawnOnce(List<OrderId> ids, String about) {
    Migration sound = bench.sound();
    for (OrderId id : ids) {
      assertThat(sound.get(id).status()).as(about).isEqualTo(OrderStatus.ACCEPTED);
      assertThat(RecallBench.isOpen(bench.legacy, id))
          .as(about)
          .isNotEqualTo(RecallBench.isOpen(bench.candidate, id));
    }
    sound.control().enter(Stage.ALL_NEW, RecallBench.REASON);
    RecallBench.recall(sound);
    ids.forEach(sound::cancel);
  }
}
