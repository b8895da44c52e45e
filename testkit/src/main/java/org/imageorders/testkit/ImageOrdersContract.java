package org.imageorders.testkit;

/**
 * What every {@link org.imageorders.ImageOrders} keeps, wherever its orders are handled. To prove
 * one, implement {@link #open} in a test class: two tenants' orders, handled with a {@link
 * ScriptedProvider#byPrompt()}, in this process or in another.
 *
 * <p>The clauses run in real time and wait for what happens; none sleeps. They use customers of
 * their own, so that what is kept may outlive a clause, and end every call that hangs.
 */
public interface ImageOrdersContract
    extends PlacingContract,
        OutcomesContract,
        WatchingContract,
        ImagesContract,
        FeedContract,
        TenantsContract {}
