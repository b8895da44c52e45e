package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Recalled;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A recall that another process meets between two of its calls, and that dies at a later one. */
class DyingRecallTest {

  /** How many calls that takes at most. */
  private static final int CLEARING_UP = 12;

  private RecallBench bench = new RecallBench(0);
  private final List<OrderRequest> lost = new ArrayList<>();
  private int tried;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void whateverIsToldAsCancelledIsNotDrawnThoughTheOtherIsRefused() {
    for (Fate fate : Fate.values()) {
      untilItLives(0, (death, met) -> meetsOneThatIsRefused(new Death(death, fate), met));
    }
    assertThat(tried).as("meetings before deaths at some thirty calls").isGreaterThan(1_000);
  }

  @Test
  void whateverIsClearedUpMeanwhileNothingIsBetweenTheSidesAtTheEnd() {
    for (Fate fate : List.of(Fate.LOST, Fate.DONE)) {
      untilItLives(0, (death, met) -> meetsOneThatClearsUp(new Death(death, fate), met));
    }
    assertThat(tried).as("meetings before deaths at some thirty calls").isGreaterThan(600);
  }

  @Test
  void whatIsBegunWhileAnotherClearsUpIsFoundAtTheEnd() {
    for (Fate fate : List.of(Fate.LOST, Fate.DONE)) {
      untilItLives(CLEARING_UP, (death, met) -> isMetWhileItClearsUp(new Death(death, fate), met));
    }
    assertThat(tried).as("deaths at some thirty calls").isGreaterThan(600);
  }

  /** What becomes of the call at which a process dies. */
  private enum Fate {
    LOST,
    DONE,
    ARRIVES_LATE
  }

  /** Where a process dies. */
  private record Death(int call, Fate fate) {}

  private interface Trial {
    /** Whether the process died. */
    boolean run(int death, int met);
  }

  /**
   * Tries all pairs, those of each death at a bench of its own: recalls look through all orders.
   *
   * @param meetings so many at least, also where it has died before
   */
  private void untilItLives(int meetings, Trial trial) {
    boolean died = true;
    for (int death = 0; died; death++) {
      died = false;
      bench.close();
      bench = new RecallBench(0);
      for (int met = 0; met <= Math.max(death, meetings); met++) {
        died |= trial.run(death, met);
        tried++;
      }
    }
  }

  private boolean meetsOneThatIsRefused(Death death, int met) {
    OrderId id = bench.sound().place(RecallBench.request("cart-" + tried)).id();
    Migration refused = bench.refused();
    boolean died = dies(death, met, () -> meet(refused, id));
    meet(refused, id);
    if (death.fate() == Fate.ARRIVES_LATE) {
      lost.forEach(bench.legacy::place);
    }
    bench.pass(RecallBench.LONGEST_PLACING);
    OrderStatus told = refused.get(id).status();
    String about = death + ", they meet at " + met;
    assertThat(RecallBench.isOpen(bench.candidate, id) != RecallBench.isOpen(bench.legacy, id))
        .as("it is drawn: " + about)
        .isEqualTo(told == OrderStatus.ACCEPTED);
    assertThat(bench.newTypes().contains(OrderEvent.Type.ORDER_CANCELLED))
        .as("it is told as cancelled: " + about)
        .isEqualTo(told == OrderStatus.CANCELLED);
    clear(id);
    bench.newTypes(); // what clearing told
    return died;
  }

  private boolean meetsOneThatClearsUp(Death death, int met) {
    OrderId id = bench.sound().place(RecallBench.request("cart-" + tried)).id();
    Migration sound = bench.sound();
    boolean died = dies(death, met, () -> clearUp(sound));
    assertNotLostAtTheEnd(id, death + ", the other clears up at " + met);
    return died;
  }

  private boolean isMetWhileItClearsUp(Death death, int met) {
    OrderId id = bench.sound().place(RecallBench.request("cart-" + tried)).id();
    leaveWhatIsToBeClearedUp();
    AtomicBoolean died = new AtomicBoolean();
    Relay meeting = RecallBench.meeting(met, () -> died.set(dies(death, -1, () -> {})));
    clearUp(bench.through(meeting));
    assertNotLostAtTheEnd(id, death + ", while the other clears up, at " + met);
    return died.get();
  }

  /** By a recall that is not possible, and dies when all that is left is to forget it. */
  private void leaveWhatIsToBeClearedUp() {
    ImageOrders withoutWithdrawing =
        Relay.to(
            ImageOrders.class,
            bench.candidate,
            (method, call) -> {
              if (method.equals("withdraw")) {
                throw ImageOrderException.invalid("order", "any", "cancel it");
              }
              return call.answer();
            });
    StateStore forgettingNothing =
        Relay.to(
            StateStore.class,
            bench.state,
            (method, call) -> method.equals("delete") ? false : call.answer());
    assertThat(
            RecallBench.recall(
                bench.migration(bench.legacy, withoutWithdrawing, forgettingNothing)))
        .isEqualTo(new Recalled(0, 0, 1));
  }

  private static void clearUp(Migration migration) {
    Recalled unused = migration.control().recall(Side.LEGACY, RecallBench.REASON);
  }

  /** That it is drawn by a side which is still asked, or the end is refused. */
  private void assertNotLostAtTheEnd(OrderId id, String about) {
    Migration sound = bench.sound();
    try {
      sound.control().enter(Stage.FINISHED, RecallBench.REASON);
    } catch (ImageOrderException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }
    assertThat(sound.get(id).status()).as(about).isEqualTo(OrderStatus.ACCEPTED);
    sound.control().enter(Stage.ALL_NEW, RecallBench.REASON);
    clear(id);
  }

  private void clear(OrderId id) {
    RecallBench.recall(bench.sound());
    bench.sound().cancel(id);
  }

  private boolean dies(Death death, int met, Runnable other) {
    lost.clear();
    Relay noting =
        (method, call) -> {
          try {
            return call.answer();
          } catch (Crashing.Crash e) {
            if (method.equals("place")) {
              lost.add(RecallBench.request("cart-" + tried));
            }
            throw e;
          }
        };
    Relay crash = new Crashing(death.call(), death.fate() == Fate.DONE);
    try {
      RecallBench.recall(bench.through(RecallBench.meeting(met, other).then(noting).then(crash)));
      return false;
    } catch (Crashing.Crash e) {
      return true;
    }
  }

  private static void meet(Migration migration, OrderId id) {
    try {
      migration.get(id);
    } catch (ImageOrderException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }
}
