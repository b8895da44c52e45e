package org.imageorders.migration.shadow;

import java.time.Duration;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;

/**
 * What became of one of the two orders.
 *
 * @param order its id, of the tenant on whose side it is
 * @param status how it ended
 * @param time from acceptance to the end
 * @param cost what it spent, calls of unknown fate included
 */
public record Outcome(OrderId order, OrderStatus status, Duration time, Money cost) {}
