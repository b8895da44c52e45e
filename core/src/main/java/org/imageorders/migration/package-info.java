/**
 * The switch between two {@link org.imageorders.ImageOrders}, an old and a new one: which
 * customers' new orders go where, changed while the shop runs, and never an order on both sides.
 * Begin with {@link org.imageorders.migration.Migration#between}.
 */
@NullMarked
package org.imageorders.migration;

import org.jspecify.annotations.NullMarked;
