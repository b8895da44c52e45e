package org.imageorders.migration;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * How many orders of how many customers. Who they are is kept as a hash: those of a customer who is
 * known can be asked for, and nobody's name be read. Immutable.
 */
public final class CustomerCount {

  /** No order. */
  public static final CustomerCount NONE = new CustomerCount(0, Map.of());

  /** So many customers are told apart. */
  static final int MOST_CUSTOMERS = 250;

  private static final int HASH_BYTES = 8;

  private final int orders;
  private final Map<String, Integer> byHash;

  /** Takes all orders, and each customer's; what the customers do not have is nobody's. */
  CustomerCount(int orders, Map<String, Integer> byHash) {
    this.orders = orders;
    this.byHash = Map.copyOf(byHash);
  }

  /** The same with more orders of a customer. */
  public CustomerCount plus(String customer, int more) {
    return plus(new CustomerCount(more, Map.of(hash(customer), more)));
  }

  /** Of customers that are too many, only the orders are counted. */
  CustomerCount plus(CustomerCount other) {
    Map<String, Integer> sum = new HashMap<>(byHash);
    other.byHash.forEach(
        (customer, more) -> {
          if (sum.containsKey(customer) || sum.size() < MOST_CUSTOMERS) {
            sum.merge(customer, more, Integer::sum);
          }
        });
    return new CustomerCount(orders + other.orders, sum);
  }

  /** All orders. */
  public int orders() {
    return orders;
  }

  /** How many customers they are of; of more than 250 it is not known. */
  public int customers() {
    return byHash.size();
  }

  /** How many are this customer's; 0 for all that came after the first 250. */
  public int of(String customer) {
    return byHash.isEmpty() ? 0 : byHash.getOrDefault(hash(customer), 0);
  }

  /** How many are those of the customer who has the most. */
  public int most() {
    return byHash.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  Map<String, Integer> byHash() {
    return byHash;
  }

  private static String hash(String customer) {
    return HexFormat.of().formatHex(Hash.of("count", customer), 0, HASH_BYTES);
  }

  /** For example {@code 60 orders of 12 customers}. */
  @Override
  public String toString() {
    return orders
        + " orders of "
        + (customers() < MOST_CUSTOMERS ? "" : "at least ")
        + customers()
        + " customers";
  }
}
