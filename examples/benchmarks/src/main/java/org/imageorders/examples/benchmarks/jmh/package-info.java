/** What runs under JMH, in JVMs that it forks. */
@NullMarked
package org.imageorders.examples.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
