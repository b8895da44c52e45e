package org.imageorders.outbox;

import java.time.Instant;

/**
 * A place in the list of an outbox's orders.
 *
 * @param placedAt of the order at this place
 * @param id of that order
 */
record OutboxPlace(Instant placedAt, String id) {}
