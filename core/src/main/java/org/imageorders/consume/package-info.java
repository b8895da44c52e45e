/**
 * Consumers of the feed of events: whoever reacts to orders (billing, mail, refunds) and must miss
 * nothing.
 *
 * <p>A consumer reads the feed of any {@link org.imageorders.ImageOrders} and keeps where it is in
 * a {@link org.imageorders.store.StateStore}.
 */
@NullMarked
package org.imageorders.consume;

import org.jspecify.annotations.NullMarked;
