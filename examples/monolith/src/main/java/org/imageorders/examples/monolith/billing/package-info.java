/** Charges for pictures that were made. */
@NullMarked
package org.imageorders.examples.monolith.billing;

import org.jspecify.annotations.NullMarked;
