package org.imageorders.testkit;

/**
 * What every {@link org.imageorders.store.OrderStore} keeps. Implement it in a test class; the
 * clauses stand in the interfaces that it is made of.
 */
public interface OrderStoreContract
    extends OrderPlacingContract,
        OrderClaimingContract,
        OrderLeaseContract,
        OrderSettlingContract,
        OrderEndingContract,
        OrderReadingContract,
        OrderMoneyContract,
        OrderFeedContract {}
