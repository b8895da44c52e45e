package org.imageorders.migration.shadow;

import java.util.Currency;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;

/**
 * What a parallel run may spend: in all, a day (UTC, by the state store's clock), and for each
 * customer. It is compared with what was spent and what is reserved together, so that it holds to
 * the cent however many processes copy at the same time.
 *
 * <p>Immutable.
 */
public final class Purse {

  private final Money perImage;
  private final Money inAll;
  private final Money perDay;
  private final Money perCustomer;

  private Purse(Money perImage, Money inAll, Money perDay, Money perCustomer) {
    this.perImage = perImage;
    this.inAll = inAll;
    this.perDay = perDay;
    this.perCustomer = perCustomer;
  }

  /**
   * A purse of so much, which a single day or customer may use up.
   *
   * @param perImage what is reserved for each image of a copy, and the copy's ceiling: at least
   *     what the twin estimates, or it refuses the copy
   * @param inAll the most of the whole run
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the first is not more than
   *     zero, the second is negative, or they are of different currencies
   */
  public static Purse of(Money perImage, Money inAll) {
    if (perImage.amount().signum() <= 0) {
      throw ImageOrderException.invalid("perImage", perImage, "use more than zero");
    }
    Money most = checked("inAll", inAll, perImage);
    return new Purse(perImage, most, most, most);
  }

  /**
   * The same purse, with so much a day.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is negative or of another
   *     currency
   */
  public Purse perDay(Money most) {
    return new Purse(perImage, inAll, checked("perDay", most, perImage), perCustomer);
  }

  /**
   * The same purse, with so much for each customer, in all.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is negative or of another
   *     currency
   */
  public Purse perCustomer(Money most) {
    return new Purse(perImage, inAll, perDay, checked("perCustomer", most, perImage));
  }

  /** What is reserved for each image of a copy. */
  public Money perImage() {
    return perImage;
  }

  /** The most of the whole run. */
  public Money inAll() {
    return inAll;
  }

  /** The most of a day. */
  public Money perDay() {
    return perDay;
  }

  /** The most for a customer. */
  public Money perCustomer() {
    return perCustomer;
  }

  Currency currency() {
    return perImage.currency();
  }

  private static Money checked(String field, Money most, Money perImage) {
    if (most.amount().signum() < 0 || !most.currency().equals(perImage.currency())) {
      throw ImageOrderException.invalid(
          field, most, "use zero or more " + perImage.currency().getCurrencyCode());
    }
    return most;
  }
}
