/** What is compared: each system in a JVM of its own, told by lines what to do. */
@NullMarked
package org.imageorders.examples.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
