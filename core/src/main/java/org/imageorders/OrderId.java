package org.imageorders;

import java.util.regex.Pattern;

/**
 * Names an order. It is a hash of tenant, customer and idempotency key, so that whoever places an
 * order knows its id before the answer comes, and finds it after an answer that was lost.
 *
 * @param value 40 lower-case hexadecimal digits
 */
public record OrderId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  /**
   * Takes an id from its text.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is not 40 lower-case
   *     hexadecimal digits
   */
  public OrderId {
    if (!FORM.matcher(value).matches()) {
      throw ImageOrderException.invalid(
          "orderId", value, "use the 40 hexadecimal digits of an order's id");
    }
  }

  /**
   * The id of the order that this customer of this tenant places, or placed, under this idempotency
   * key.
   */
  public static OrderId of(String tenant, String customer, String idempotencyKey) {
    return new OrderId(
        new FieldHash("order-id-1")
            .field("tenant", tenant)
            .field("customer", customer)
            .field("key", idempotencyKey)
            .hex()
            .substring(0, 40));
  }

  @Override
  public String toString() {
    return value;
  }
}
