/** The pictures: what this module does is ordered through ImageOrders, and through it alone. */
@NullMarked
package org.imageorders.examples.monolith.images;

import org.jspecify.annotations.NullMarked;
