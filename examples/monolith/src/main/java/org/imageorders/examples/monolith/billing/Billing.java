package org.imageorders.examples.monolith.billing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderEvent;

/** Charges for pictures once they are there, by the feed of what happened. Used by one thread. */
public final class Billing {

  private static final Money PRICE = Money.usd("5");
  private static final int PAGE = 500;

  private final ImageOrders images;
  private final Set<ImageId> charged = new HashSet<>();
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
      // The feed tells things at least once, so an image is charged by its name.
      page.events().stream()
          .filter(event -> event.type() == OrderEvent.Type.IMAGE_READY)
          .forEach(event -> event.image().ifPresent(charged::add));
      cursor = page.cursor();
    } while (!page.events().isEmpty());
  }

  /** How many pictures were charged. */
  public int pictures() {
    return charged.size();
  }

  /** What they cost the customers. */
  public Money total() {
    return PRICE.times(pictures());
  }
}
