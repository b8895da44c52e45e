package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;

import java.math.BigDecimal;
import java.util.Currency;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.DefaultLocale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  private static final String DIGITS =
      "use at most 18 digits before and 18 after the decimal point";

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.50", "1.500", "15E-1", "+1.5"})
  void amountsOfEqualValueAreEqual(String amount) {
    assertThat(Money.usd(amount)).isEqualTo(Money.usd("1.5")).hasSameHashCodeAs(Money.usd("1.5"));
  }

  @Test
  void nothingIsNothingInAnyScale() {
    assertThat(Money.usd("0.000")).isEqualTo(Money.zero(Currency.getInstance("USD")));
    assertThat(Money.usd("-0.0").isZero()).isTrue();
    assertThat(Money.usd("0E+999999999")).hasToString("0 USD");
    assertThat(Money.usd("0.001").isZero()).isFalse();
  }

  @Test
  void theSameAmountOfAnotherCurrencyIsAnother() {
    assertThat(Money.of("1", "EUR")).isNotEqualTo(Money.usd("1"));
  }

  @Test
  void sumsAreExact() {
    assertThat(Money.usd("0.1").plus(Money.usd("0.2"))).isEqualTo(Money.usd("0.3"));
    assertThat(Money.usd("0.3").minus(Money.usd("0.1"))).isEqualTo(Money.usd("0.2"));
    assertThat(Money.usd("0.1").minus(Money.usd("0.3"))).isEqualTo(Money.usd("-0.2"));
    assertThat(Money.usd("0.053").times(1_000)).isEqualTo(Money.usd("53"));
  }

  @Test
  void amountsAreComparedByValue() {
    assertThat(Money.usd("0.5")).isLessThan(Money.usd("0.50001")).isGreaterThan(Money.usd("-3"));
    assertThat(Money.usd("0.5")).isEqualByComparingTo(Money.usd("0.50"));
  }

  @Test
  void currenciesAreNotMixed() {
    Money dollar = Money.usd("1");
    Money euro = Money.of("1", "EUR");

    for (ThrowingCallable call :
        new ThrowingCallable[] {
          () -> dollar.plus(euro), () -> dollar.minus(euro), () -> dollar.compareTo(euro)
        }) {
      assertRefused(call, "currency", "EUR", "use USD");
    }
  }

  @Test
  @DefaultLocale("ar-EG-u-nu-arab")
  void textIsPlainInEveryLocale() {
    assertThat(Money.usd("0.053")).hasToString("0.053 USD");
    assertThat(Money.usd("1000000")).hasToString("1000000 USD");
    assertThat(Money.usd("0.0000001")).hasToString("0.0000001 USD");
    assertThat(Money.of("1", "TRY")).hasToString("1 TRY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1,5", "1 000", "$1", "NaN", "Infinity", "0x1"})
  void whatIsNoDecimalNumberIsRefused(String amount) {
    assertRefused(() -> Money.usd(amount), "amount", amount, "use a decimal number such as 0.25");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "usd", "US", "$", "DOLLAR"})
  void whatIsNoCurrencyIsRefused(String currency) {
    assertRefused(
        () -> Money.of("1", currency), "currency", currency, "use an ISO 4217 code such as USD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1E+18", "1E+999999999", "1E-19", "1E-999999999", "-1E+2147483647"})
  void anAmountWhoseDigitsWouldFillTheMemoryIsRefused(String amount) {
    assertRefused(() -> Money.usd(amount), "amount", amount, DIGITS);
  }

  @Test
  void the18DigitsOnEachSideOfThePointAreKept() {
    String most = "9".repeat(18) + "." + "9".repeat(18);

    assertThat(Money.usd(most)).hasToString(most + " USD");
    assertThat(Money.usd(most).amount()).isEqualTo(new BigDecimal(most));
  }
}
