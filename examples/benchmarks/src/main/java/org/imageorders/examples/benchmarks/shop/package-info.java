/** A small shop whose checkout orders pictures, and whose generator gets into trouble. */
@NullMarked
package org.imageorders.examples.benchmarks.shop;

import org.jspecify.annotations.NullMarked;
