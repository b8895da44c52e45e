package org.imageorders.examples.monolith;

import java.time.Instant;

/**
 * A part of the tour: orders belong to it that were accepted from then on, until the next begins.
 */
record Chapter(String name, Instant from) {}
