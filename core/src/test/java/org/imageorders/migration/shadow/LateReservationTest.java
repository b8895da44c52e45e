package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderStatus;
import org.imageorders.migration.Share;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Test;

/** A process that stands still before it reserves, while others go on. */
class LateReservationTest {

  private final Shop shop = new Shop();
  private final OrderEvent event = shop.completed("ann", "cart");

  @Test
  void aCopyThatHasEndedMeanwhileIsNotReservedAgain() {
    Runnable others =
        () -> {
          shop.run().copy(event);
          OrderEvent ended = shop.shadow.end(shop.copy(), OrderStatus.COMPLETED, Money.usd("0.03"));
          shop.run().followUp(Twin.CANDIDATE, ended);
        };
    late("/purse", others).copy(event);
    assertNothingOpen();
    assertThat(shop.status().spent()).isEqualTo(Money.usd("0.03"));
    assertThat(shop.shadow.placed).hasSize(1);
  }

  @Test
  void aCopyThatWasAbandonedMeanwhileIsNotReserved() {
    late("/purse", () -> shop.run().forget("ann")).copy(event);
    assertNothingOpen();
    assertThat(shop.shadow.placed).isEmpty();
    assertThat(shop.state.list("shadow/images/copy/")).isEmpty();
  }

  @Test
  void aCopyThatWasBegunAndNeverReservedIsRemovedInTheEnd() {
    Mortal process = Mortal.at(1, true);
    try {
      shop.run(process, builder -> builder).copy(event);
    } catch (ImageOrderException e) {
      assertThat(process.isDead()).isTrue();
    }
    assertThat(shop.state.list("shadow/images/copy/")).hasSize(1);
    shop.pass(Duration.ofDays(31));
    ParallelRun run = shop.run();
    for (int i = 0; i < 16; i++) {
      run.sweep();
    }
    assertThat(shop.state.list("shadow/images/copy/")).isEmpty();
    assertNothingOpen();
  }

  private void assertNothingOpen() {
    assertThat(shop.status().open()).isZero();
    assertThat(shop.status().reserved()).isEqualTo(Money.usd("0"));
    assertThat(shop.state.list("shadow/images/customer/"))
        .allSatisfy(account -> assertThat(account.text()).doesNotContain("candidate/"));
  }

  /** A process that others overtake right before its first writing of such a document. */
  private ParallelRun late(String name, Runnable others) {
    AtomicBoolean overtaken = new AtomicBoolean();
    StateStore line =
        (StateStore)
            Proxy.newProxyInstance(
                StateStore.class.getClassLoader(),
                new Class<?>[] {StateStore.class},
                (self, called, arguments) -> {
                  if (called.getName().equals("write")
                      && ((String) arguments[0]).endsWith(name)
                      && overtaken.compareAndSet(false, true)) {
                    others.run();
                  }
                  try {
                    return called.invoke(shop.state, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return ParallelRun.builder(shop.migration, shop.shadow, line)
        .purse(Shop.PURSE)
        .comparison(Shop.ALIKE)
        .sample(Share.ALL)
        .build();
  }
}
