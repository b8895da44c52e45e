package org.imageorders.store;

import java.time.Instant;
import org.imageorders.Money;

/**
 * What a customer's orders may cost since some moment: the calls begun since, as they stand in the
 * ledger, and the estimates of what waits. Of orders that were removed the ledger knows no more
 * than the day, in UTC: the whole day of the moment counts.
 *
 * @param from the moment, by the store's clock
 * @param most the most that they may come to; money of other currencies is not counted
 */
public record Allowance(Instant from, Money most) {}
