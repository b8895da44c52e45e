package org.imageorders.migration;

import java.util.Map;
import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;

/**
 * An operator's handle on a running {@link Migration}. Everything here is about new orders; an
 * order that has its side keeps it.
 *
 * <p>What is set is kept in the state store and followed within a second by every JVM that shares
 * it; where this was called, at once. Every method but {@link #kill} throws {@link
 * ImageOrderException} with {@link ErrorCode#UNAVAILABLE}, and changes nothing, while the state
 * store does not answer. Thread-safe.
 */
public final class MigrationControl {

  private final Settings settings;
  private final CustomerLists lists;
  private final Pins pins;

  MigrationControl(Settings settings, CustomerLists lists, Pins pins) {
    this.settings = settings;
    this.lists = lists;
    this.pins = pins;
  }

  /** The share of customers whose new orders go to the candidate; the last known, if need be. */
  public Share share() {
    return settings.share();
  }

  /** Sends the new orders of this share of customers to the candidate. */
  public void setShare(Share share) {
    settings.setShare(share);
  }

  /**
   * Sends all new orders to legacy, whatever the share, the lists and the targeting say. Never
   * fails: in this JVM it holds from now on, also while the state store does not answer; the other
   * JVMs are told as soon as it does.
   *
   * @return whether the state store has it already; if not, this JVM tries again every second in
   *     which it is used
   */
  public boolean kill() {
    return settings.kill();
  }

  /** Ends {@link #kill}: share, lists and targeting count again. */
  public void revive() {
    settings.revive();
  }

  /** Whether the kill switch is on. */
  public boolean isKilled() {
    return settings.isKilled();
  }

  /** Always sends this customer's new orders to the candidate, but for the kill switch. */
  public void allow(String customer) {
    lists.put(customer, Side.CANDIDATE);
  }

  /** Always sends this customer's new orders to legacy. */
  public void deny(String customer) {
    lists.put(customer, Side.LEGACY);
  }

  /** Neither allows nor denies: targeting and share count again for this customer. */
  public void unlist(String customer) {
    lists.remove(customer);
  }

  /** The customers that were allowed (candidate) or denied (legacy), by name. */
  public Map<String, Side> listed() {
    return lists.all();
  }

  /** The side to which an order is pinned; empty if it was never placed through the migration. */
  public Optional<Side> sideOf(OrderId order) {
    return pins.find(order).map(Pin::side);
  }
}
