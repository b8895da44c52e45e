/**
 * The engine, tested with the test kit's own fakes: core's tests cannot depend on them without a
 * cycle.
 */
@org.jspecify.annotations.NullMarked
package org.imageorders.testkit.engine;
