/**
 * The vocabulary a caller uses: an order for generated images, from the moment it is accepted until
 * the pictures are read. Start at {@link org.imageorders.ImageOrders}. This package imports nothing
 * of the rest of the library; each way to get an {@code ImageOrders} lives in a package of its own.
 */
@NullMarked
package org.imageorders;

import org.jspecify.annotations.NullMarked;
