package org.imageorders.testkit;

import java.time.Duration;
import org.imageorders.store.OrderStore;

/** The {@link OrderStore} that a contract is held against. */
public interface OrderStoreSubject {

  /** A new, empty store. Called once a test; close what you opened after it. */
  OrderStore orderStore();

  /**
   * Lets the store's clock go on, by at least so much and by less than ten seconds more. Where the
   * clock is a database's, move the instants that are kept back instead.
   */
  void advance(Duration time);
}
