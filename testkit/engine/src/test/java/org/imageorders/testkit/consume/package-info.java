/** Event consumers, tested over the engine with time in the test's hand. */
@org.jspecify.annotations.NullMarked
package org.imageorders.testkit.consume;
