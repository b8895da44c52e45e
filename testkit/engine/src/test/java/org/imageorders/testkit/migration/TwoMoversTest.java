package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Recalled;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Orders that one process recalls from the candidate, and another one meets on their way, which
 * legacy refuses to take them from.
 */
class TwoMoversTest {

  private RecallBench bench = new RecallBench(0);
  private OrderId id = bench.sound().place(RecallBench.request("cart")).id();
  private boolean drawing;

  @AfterEach
  void close() {
    bench.close();
  }

  private void letLegacyDraw() {
    bench.close();
    bench = new RecallBench(1);
    drawing = true;
    id = bench.sound().place(RecallBench.request("cart")).id();
  }

  @Test
  void whoeverPlacedItAndDiedHasMovedItThoughTheOtherIsRefused() {
    assertDies(
        onPlacing(
            placing -> {
              Object unused = placing.answer();
              throw new Crashing.Crash();
            }));
    assertThat(bench.refused().get(id).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(bench.sound().control().sideOf(id)).contains(Side.LEGACY);
    assertThat(recalled()).isEqualTo(new Recalled(1, 0, 0));
    assertThat(recalled()).isEqualTo(new Recalled(0, 0, 0));
  }

  @Test
  void whatHasStartedByTheTimeThatTheOtherIsRefusedIsNotToldAsCancelled() {
    letLegacyDraw();
    ImageOrders slow =
        onPlacing(
            placing -> {
              assertNotKnown(() -> bench.refused().get(id));
              Object answer = placing.answer();
              bench.legacy.completion(id).get();
              return answer;
            });
    assertThat(RecallBench.recall(bench.migration(slow))).isEqualTo(new Recalled(1, 0, 0));
    assertThat(bench.sound().get(id).status()).isEqualTo(OrderStatus.COMPLETED);
    assertThat(bench.newTypes()).doesNotContain(OrderEvent.Type.ORDER_CANCELLED);
  }

  @Test
  void whatArrivesAfterItsSenderDiedHasMoved() {
    assertDies(dyingBeforePlacing());
    assertNotKnown(() -> bench.refused().get(id));
    assertThat(recalled()).isEqualTo(new Recalled(0, 0, 1));
    assertThatThrownBy(() -> bench.sound().control().enter(Stage.FINISHED, RecallBench.REASON))
        .hasMessageContaining("1 recalled orders are between the sides");
    bench.legacy.place(RecallBench.request("cart"));
    assertThat(bench.refused().get(id).status()).isEqualTo(OrderStatus.ACCEPTED);
    assertThat(recalled()).isEqualTo(new Recalled(1, 0, 0));
  }

  @Test
  void whatHasNotArrivedWhenTheLongestPlacingIsOverEndsAsCancelled() {
    assertDies(dyingBeforePlacing());
    assertNotKnown(() -> bench.refused().get(id));
    bench.pass(RecallBench.LONGEST_PLACING);
    assertThat(bench.sound().get(id).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(bench.sound().control().sideOf(id)).contains(Side.CANDIDATE);
    assertThat(bench.newTypes()).contains(OrderEvent.Type.ORDER_CANCELLED);
    assertThat(recalled()).isEqualTo(new Recalled(0, 0, 1));
    assertThat(recalled()).isEqualTo(new Recalled(0, 0, 0));
  }

  @Test
  void whatItsFirstSideErasedWhileItWasBetweenThemIsBetweenThemNoMore() {
    assertDies(dyingBeforePlacing());
    bench.candidate.operator().forget("ann");
    assertNotKnown(() -> bench.sound().get(id));
    bench.pass(RecallBench.LONGEST_PLACING);
    assertThatThrownBy(() -> bench.sound().get(id))
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GONE));
    assertThat(bench.sound().control().sideOf(id)).contains(Side.CANDIDATE);
    bench.sound().control().enter(Stage.FINISHED, RecallBench.REASON);
  }

  @Test
  void whatBothAreRefusedEndsAsCancelledAtOnce() {
    ImageOrders refusing =
        onPlacing(
            placing -> {
              assertNotKnown(() -> bench.refused().get(id));
              throw RecallBench.refusal();
            });
    assertThat(RecallBench.recall(bench.migration(refusing))).isEqualTo(new Recalled(0, 0, 1));
    assertThat(bench.sound().get(id).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void whatIsPlacedAfterItWentBackIsWithdrawn() {
    assertThat(RecallBench.recall(bench.migration(placingTooLate())))
        .isEqualTo(new Recalled(1, 0, 0));
    assertThat(bench.sound().get(id).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(bench.legacy.get(id).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void whatIsPlacedAfterItWentBackAndHasStartedIsShown() {
    letLegacyDraw();
    assertThat(RecallBench.recall(bench.migration(placingTooLate())))
        .isEqualTo(new Recalled(1, 0, 0));
    assertThat(bench.sound().get(id).status()).isEqualTo(OrderStatus.COMPLETED);
  }

  /** Places when the other has been refused and has taken the order back; waits if it is drawn. */
  private ImageOrders placingTooLate() {
    return onPlacing(
        placing -> {
          assertNotKnown(() -> bench.refused().get(id));
          bench.pass(RecallBench.LONGEST_PLACING);
          assertThat(bench.refused().get(id).status()).isEqualTo(OrderStatus.CANCELLED);
          Object answer = placing.answer();
          if (drawing) {
            bench.legacy.completion(id).get();
          }
          return answer;
        });
  }

  private ImageOrders dyingBeforePlacing() {
    return onPlacing(
        placing -> {
          throw new Crashing.Crash();
        });
  }

  /** What happens where one places. */
  private interface Placing {
    Object happens(Relay.Call placing) throws Throwable;
  }

  private ImageOrders onPlacing(Placing placing) {
    return Relay.to(
        ImageOrders.class,
        bench.legacy,
        (method, call) -> method.equals("place") ? placing.happens(call) : call.answer());
  }

  private Recalled recalled() {
    return RecallBench.recall(bench.sound());
  }

  private void assertDies(ImageOrders toLegacy) {
    assertThatThrownBy(() -> RecallBench.recall(bench.migration(toLegacy)))
        .isInstanceOf(Crashing.Crash.class);
  }

  private static void assertNotKnown(ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessageContaining("may have been placed there all the same")
        .isInstanceOfSatisfying(
            ImageOrderException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
              assertThat(e.retryAfter()).contains(RecallBench.LONGEST_PLACING);
            });
  }
}
