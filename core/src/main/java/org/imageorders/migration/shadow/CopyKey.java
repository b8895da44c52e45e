package org.imageorders.migration.shadow;

import java.util.List;
import java.util.Locale;
import org.imageorders.OrderId;

/**
 * Names a copy.
 *
 * @param customer a hash that stands for the customer, so that what is kept of one can be found,
 *     and tells nobody who it is
 * @param copy the id of the copied order, in the twin's reserved tenant
 */
record CopyKey(Twin twin, OrderId customer, OrderId copy) {

  /** With what hashes begin: a part of all copies is listed at a time. */
  static final List<String> FIRST_DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f");

  /** What the names of this twin's begin with, as far as the rest is known. */
  static String prefix(Twin twin, String rest) {
    return twin.name().toLowerCase(Locale.ROOT) + "/" + rest;
  }

  static CopyKey parse(String text) {
    List<String> parts = List.of(text.split("/", -1));
    return new CopyKey(
        Twin.valueOf(parts.get(0).toUpperCase(Locale.ROOT)),
        new OrderId(parts.get(1)),
        new OrderId(parts.get(2)));
  }

  @Override
  public String toString() {
    return prefix(twin, customer.value()) + "/" + copy;
  }
}
