package org.imageorders.examples.monolith.billing;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;

/** Charges for pictures once they are there, by the feed of what happened. Used by one thread. */
public final class Billing {

  private static final Money PRICE = Money.usd("5");
  private static final int PAGE = 500;

  private final ImageOrders images;
  private final Map<OrderId, Set<ImageId>> charged = new HashMap<>();
  private String cursor = EventPage.START;

  /** Billing for the pictures that are ordered here. */
  public Billing(ImageOrders images) {
    this.images = images;
  }

  /** Reads on in the feed, and charges for what became ready. */
  public void catchUp() {
    EventPage page;
    do {
      page = images.events(cursor, PAGE, Duration.ZERO);
      page.events().stream()
          .filter(event -> event.type() == OrderEvent.Type.IMAGE_READY)
          .forEach(event -> event.image().ifPresent(image -> charge(event.order(), image)));
      cursor = page.cursor();
    } while (!page.events().isEmpty());
  }

  /** The feed tells things at least once, so an image is charged by its name. */
  private void charge(OrderId order, ImageId image) {
    charged.computeIfAbsent(order, id -> new HashSet<>()).add(image);
  }

  /** How many pictures were charged. */
  public int pictures() {
    return charged.values().stream().mapToInt(Set::size).sum();
  }

  /** How many orders were charged for more than the one picture that a cart holds. */
  public int chargedTwice() {
    return (int) charged.values().stream().filter(images -> images.size() > 1).count();
  }

  /** What they cost the customers. */
  public Money total() {
    return PRICE.times(pictures());
  }
}
