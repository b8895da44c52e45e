/** Stores of work, durable ones, side by side. */
@NullMarked
package org.imageorders.examples.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
