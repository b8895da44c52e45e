package org.imageorders.examples.monolith;

import static org.imageorders.migration.Stage.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.examples.monolith.checkout.Checkout;
import org.imageorders.examples.monolith.images.Images;
import org.imageorders.examples.monolith.support.SupportDesk;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Share;
import org.imageorders.migration.Side;

/**
 * Customers order, more of them a second than the old generator can draw for, while an operator
 * moves more and more of them. Used by one thread.
 */
final class Rollout {

  private static final int MOST_MILLIS_BETWEEN = 100;
  private static final int PRESSES_TWICE = 10;
  private static final List<String> WISHES =
      List.of("a lighthouse", "a city", "mountains", "a meadow", "a forest", "the sea");

  private final Images images;
  private final Checkout checkout;
  private final Arguments arguments;
  private final Consumer<String> progress;
  private final Pauses pauses = Pauses.system();
  private final Random random;
  private int carts;

  Rollout(Images images, Arguments arguments, Consumer<String> progress) {
    this.images = images;
    this.checkout = new Checkout(images.orders());
    this.arguments = arguments;
    this.progress = progress;
    this.random = new Random(arguments.seed());
  }

  /** Places a stage's orders while this share of customers is moved, and waits until all ended. */
  RolloutStage run(Share share) throws InterruptedException {
    images.control().enter(live(share), Reason.of("operator", "the rollout's next step"));
    AtomicInteger ended = new AtomicInteger();
    int foundAgain = 0;
    List<CompletableFuture<ImageOrder>> ends = new ArrayList<>();
    int all = arguments.orders();
    for (int placed = 1; placed <= all; placed++) {
      pauses.pause(Duration.ofMillis(random.nextInt(MOST_MILLIS_BETWEEN)));
      String customer = "customer-" + random.nextInt(arguments.customers());
      String cart = "cart-" + ++carts;
      String wish = WISHES.get(random.nextInt(WISHES.size())) + ", picture " + carts;
      OrderId order = checkout.buy(customer, cart, wish);
      if (placed % PRESSES_TWICE == 0 && checkout.buy(customer, cart, wish).equals(order)) {
        foundAgain++;
      }
      ends.add(images.orders().completion(order).whenComplete((o, e) -> ended.incrementAndGet()));
      if (placed == all || placed % Math.max(1, all / 4) == 0) {
        progress.accept(share + ": " + placed + " of " + all + " placed, " + ended + " ended");
      }
      if (placed == all && share.equals(Share.NONE)) {
        progress.accept("Support tells " + customer + ":");
        new SupportDesk(images.orders())
            .whereIsMyPicture(customer)
            .lines()
            .forEach(line -> progress.accept("  | " + line));
      }
    }
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
    progress.accept(share + ": all ended");
    return new RolloutStage(share, bySide(ends), all / PRESSES_TWICE, foundAgain);
  }

  private Map<Side, List<ImageOrder>> bySide(List<CompletableFuture<ImageOrder>> ends) {
    return ends.stream()
        .map(CompletableFuture::join)
        .collect(Collectors.groupingBy(order -> images.control().sideOf(order.id()).orElseThrow()));
  }
}
