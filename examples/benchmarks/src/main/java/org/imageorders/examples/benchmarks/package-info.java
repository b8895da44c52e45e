/** Measures this library beside its peers, in one run on one machine. */
@NullMarked
package org.imageorders.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
