package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIdTest {

  private static final String DIGITS = "160ef572e27c251a73f7a850d5e0ec700bf837fe";

  @Test
  void theIdOfAKeyIsTheSameInEveryVersion() {
    assertThat(OrderId.of("default", "customer-7", "cart-4711")).hasToString(DIGITS);
  }

  @Test
  void tenantCustomerAndKeyEachMakeAnotherId() {
    assertThat(OrderId.of("default", "customer-7", "cart-4711"))
        .isNotEqualTo(OrderId.of("shadow", "customer-7", "cart-4711"))
        .isNotEqualTo(OrderId.of("default", "customer-8", "cart-4711"))
        .isNotEqualTo(OrderId.of("default", "customer-7", "cart-4712"));
  }

  @Test
  void textsThatReadAlikeWhenJoinedMakeOtherIds() {
    assertThat(OrderId.of("a", "bc", "d")).isNotEqualTo(OrderId.of("ab", "c", "d"));
    assertThat(OrderId.of("a", "b", "cd")).isNotEqualTo(OrderId.of("a", "bc", "d"));
  }

  @Test
  void theTextOfAnIdGivesTheIdBack() {
    OrderId id = OrderId.of("default", "müşteri 7", "💐");

    assertThat(new OrderId(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "160ef572e27c251a73f7a850d5e0ec700bf837f",
        "160ef572e27c251a73f7a850d5e0ec700bf837fe0",
        "160EF572E27C251A73F7A850D5E0EC700BF837FE",
        "160ef572e27c251a73f7a850d5e0ec700bf837f\u0661",
        "160ef572e27c251a73f7a850d5e0ec700bf837fe\n",
        "../../../../../../../../../../etc/passwd"
      })
  void anotherFormIsRefused(String text) {
    assertRefused(
        () -> new OrderId(text), "orderId", text, "use the 40 hexadecimal digits of an order's id");
  }
}
