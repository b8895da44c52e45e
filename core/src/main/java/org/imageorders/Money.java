package org.imageorders;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An exact amount of money. Amounts of different scale but equal value are equal.
 *
 * @param amount in whole units of the currency, so 0.053 is 5.3 cents
 * @param currency ISO 4217
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {

  private static final int MOST_DIGITS = 18;

  /**
   * Takes an amount, without its trailing zeros.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the amount has more than 18
   *     digits before or after the decimal point
   */
  public Money {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    // Among them 1E999999999, a short text whose digits fill the memory.
    if (amount.scale() > MOST_DIGITS || (long) amount.precision() - amount.scale() > MOST_DIGITS) {
      throw ImageOrderException.invalid(
          "amount", amount, "use at most 18 digits before and 18 after the decimal point");
    }
  }

  /**
   * An amount from its text.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the amount is no decimal
   *     number, or has too many digits, or the currency is no ISO 4217 code
   */
  public static Money of(String amount, String currency) {
    try {
      return new Money(new BigDecimal(amount), Currency.getInstance(currency));
    } catch (NumberFormatException e) {
      throw ImageOrderException.invalid("amount", amount, "use a decimal number such as 0.25");
    } catch (IllegalArgumentException e) {
      throw ImageOrderException.invalid("currency", currency, "use an ISO 4217 code such as USD");
    }
  }

  /** An amount of US dollars from its text, such as {@code 0.053}. */
  public static Money usd(String amount) {
    return of(amount, "USD");
  }

  /** Nothing, in the given currency. */
  public static Money zero(Currency currency) {
    return new Money(BigDecimal.ZERO, currency);
  }

  /** The sum. */
  public Money plus(Money other) {
    return new Money(amount.add(sameCurrency(other).amount), currency);
  }

  /** The difference. */
  public Money minus(Money other) {
    return new Money(amount.subtract(sameCurrency(other).amount), currency);
  }

  /** A multiple. */
  public Money times(long factor) {
    return new Money(amount.multiply(BigDecimal.valueOf(factor)), currency);
  }

  /** Whether this is nothing. */
  public boolean isZero() {
    return amount.signum() == 0;
  }

  /**
   * Compares amounts of one currency.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the currencies differ; the
   *     same holds for {@link #plus} and {@link #minus}
   */
  @Override
  public int compareTo(Money other) {
    return amount.compareTo(sameCurrency(other).amount);
  }

  private Money sameCurrency(Money other) {
    if (!other.currency.equals(currency)) {
      throw ImageOrderException.invalid(
          "currency", other.currency.getCurrencyCode(), "use " + currency.getCurrencyCode());
    }
    return other;
  }

  /** For example {@code 0.053 USD}. */
  @Override
  public String toString() {
    return amount.toPlainString() + " " + currency.getCurrencyCode();
  }
}
