package org.imageorders.store;

import java.time.Duration;

/**
 * Who claims.
 *
 * @param name of the worker, for people
 * @param queue from which it takes tasks
 * @param provider that it will call; stands in the attempt until its result says otherwise
 * @param lease how long a claim holds without a heartbeat
 */
public record Worker(String name, String queue, String provider, Duration lease) {}
