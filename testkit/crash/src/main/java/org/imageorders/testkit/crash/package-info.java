/** Workers that are killed while they work, and what became of the orders. */
@NullMarked
package org.imageorders.testkit.crash;

import org.jspecify.annotations.NullMarked;
