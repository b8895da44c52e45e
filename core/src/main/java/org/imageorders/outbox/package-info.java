/**
 * Orders that are placed in a transaction of the shop's and handed over afterwards: {@link
 * org.imageorders.outbox.OutboxImageOrders}.
 */
@NullMarked
package org.imageorders.outbox;

import org.jspecify.annotations.NullMarked;
