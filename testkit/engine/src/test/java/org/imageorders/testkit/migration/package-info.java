/** The migration over two embedded engines. */
@NullMarked
package org.imageorders.testkit.migration;

import org.jspecify.annotations.NullMarked;
