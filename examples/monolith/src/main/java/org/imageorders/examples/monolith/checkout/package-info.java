/** Takes carts. */
@NullMarked
package org.imageorders.examples.monolith.checkout;

import org.jspecify.annotations.NullMarked;
