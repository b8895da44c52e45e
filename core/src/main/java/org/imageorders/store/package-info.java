/**
 * The seams to whatever keeps orders, images and small state. Callers choose an implementation and
 * give it to a builder; only the library itself calls its methods.
 */
@NullMarked
package org.imageorders.store;

import org.jspecify.annotations.NullMarked;
