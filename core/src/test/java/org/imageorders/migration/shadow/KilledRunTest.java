package org.imageorders.migration.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.store.StateDocument;
import org.junit.jupiter.api.Test;

/** A process dies at each of its steps in turn, and another one goes on. */
class KilledRunTest {

  private static final Money COST = Money.usd("0.03");
  private static final Money NOTHING = Money.usd("0");

  /** What a process does to a shop with one order, and what is so in the end. */
  private interface Story {
    /** Before the process that dies. */
    default void begin(OneOrder unused) {}

    void go(OneOrder shop, ParallelRun run);

    void check(OneOrder shop);
  }

  @Test
  void whereverAProcessDiesAnOrderIsCopiedCountedAndComparedOnce() {
    int deaths =
        dieAtEachStep(
            new Story() {
              @Override
              public void go(OneOrder shop, ParallelRun run) {
                run.copy(shop.event);
                shop.endCopies();
                shop.copies().forEach(copy -> run.followUp(Twin.CANDIDATE, FakeTenant.event(copy)));
              }

              @Override
              public void check(OneOrder shop) {
                shop.assertCopiedOnce();
                assertThat(shop.status().spent()).isEqualTo(COST);
                assertThat(shop.pairs()).singleElement().matches(ComparedOrder::isAlike);
              }
            });
    assertThat(deaths).as("steps, each died at twice").isGreaterThanOrEqualTo(2 * 10);
  }

  @Test
  void whereverAProcessDiesACopyThatDoesNotEndIsCancelledAndCountedOnce() {
    int deaths =
        dieAtEachStep(
            new Story() {
              @Override
              public void go(OneOrder shop, ParallelRun run) {
                run.copy(shop.event);
                shop.pass(Duration.ofHours(3));
                run.sweep();
              }

              @Override
              public void check(OneOrder shop) {
                shop.assertCopiedOnce();
                assertThat(shop.copies().get(0).status()).isEqualTo(OrderStatus.CANCELLED);
                assertThat(shop.pairs()).singleElement().matches(ComparedOrder::isDifferent);
              }
            });
    assertThat(deaths).isGreaterThanOrEqualTo(2 * 10);
  }

  @Test
  void whereverAProcessDiesAForgottenCustomerLeavesASumAlone() {
    int deaths =
        dieAtEachStep(
            new Story() {
              @Override
              public void begin(OneOrder shop) {
                shop.shop.run().copy(shop.event);
                shop.endCopies();
                shop.shop.legacy.orders.clear(); // the customer was erased there
              }

              @Override
              public void go(OneOrder shop, ParallelRun run) {
                run.forget("ann");
                run.copy(shop.event);
              }

              @Override
              public void check(OneOrder shop) {
                shop.assertCopiedOnce();
                assertThat(shop.status().spent()).isEqualTo(COST);
                assertThat(shop.shop.state.list("shadow/images/"))
                    .extracting(StateDocument::name)
                    .containsExactly("shadow/images/purse");
              }
            });
    assertThat(deaths).isGreaterThanOrEqualTo(2 * 5);
  }

  @Test
  void whereverAProcessDiesWhatItReservedInVainIsGivenBack() {
    int deaths =
        dieAtEachStep(
            new Story() {
              @Override
              public void begin(OneOrder shop) {
                OrderEvent other = shop.shop.completed("bob", "cart");
                // A process looked and found room, and lost it before it had reserved.
                shop.beginCopy();
                shop.shop.run(builder -> builder.mostOpen(1)).copy(other);
              }

              @Override
              public void go(OneOrder shop, ParallelRun run) {
                run.copy(shop.event);
              }

              @Override
              public void check(OneOrder shop) {
                assertThat(shop.copies())
                    .extracting(copy -> copy.request().customer())
                    .containsExactly("bob");
                assertThat(shop.status().reserved()).isEqualTo(Shop.PURSE.perImage());
                assertThat(shop.status().isStopped()).isTrue();
                assertThat(shop.shop.state.list("shadow/images/copy/")).hasSize(1);
                assertThat(shop.shop.state.list("shadow/images/customer/"))
                    .filteredOn(account -> account.text().contains("candidate/"))
                    .hasSize(1);
              }
            });
    assertThat(deaths).isGreaterThanOrEqualTo(2 * 5);
  }

  /** A first process that dies before or after its n-th step, and a second one that does not. */
  private static int dieAtEachStep(Story story) {
    int deaths = 0;
    for (boolean doneFirst : List.of(false, true)) {
      boolean died = true;
      for (int step = 1; died; step++) {
        OneOrder shop = new OneOrder();
        story.begin(shop);
        Mortal first = Mortal.at(step, doneFirst);
        try {
          story.go(shop, shop.shop.run(first, builder -> builder.mostOpen(1)));
        } catch (ImageOrderException | IllegalStateException e) {
          assertThat(first.isDead()).as("an exception of another kind: %s", e).isTrue();
        }
        died = first.isDead();
        deaths += died ? 1 : 0;
        story.go(shop, shop.shop.run(builder -> builder.mostOpen(1)));
        story.check(shop);
      }
    }
    return deaths;
  }

  /** A shop with one completed order, made from a source image. */
  private static final class OneOrder {
    private final Shop shop = new Shop();
    private final OrderEvent event = shop.completedFromSource("ann", "cart");

    void pass(Duration time) {
      shop.pass(time);
    }

    List<ImageOrder> copies() {
      return List.copyOf(shop.shadow.orders.values());
    }

    /** As a process leaves it that dies right after its first step. */
    void beginCopy() {
      Mortal process = Mortal.at(1, true);
      try {
        shop.run(process, builder -> builder).copy(event);
      } catch (ImageOrderException e) {
        assertThat(process.isDead()).isTrue();
      }
    }

    void endCopies() {
      copies().stream()
          .filter(copy -> !copy.isEnded())
          .forEach(copy -> shop.shadow.end(copy.id(), OrderStatus.COMPLETED, COST));
    }

    List<ComparedOrder> pairs() {
      return shop.pairs();
    }

    ParallelRunStatus status() {
      return shop.status();
    }

    void assertCopiedOnce() {
      Set<String> requests =
          shop.shadow.placed.stream().map(OrderRequest::fingerprint).collect(Collectors.toSet());
      assertThat(requests).as("requests of the copy").hasSize(1);
      assertThat(copies()).hasSize(1);
      assertThat(status().open()).isZero();
      assertThat(status().reserved()).isEqualTo(NOTHING);
      assertThat(status().spent()).isEqualTo(shop.shadow.spent());
    }
  }
}
