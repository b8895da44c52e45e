/**
 * What all order and state stores of this library decide alike. Not for programs: the module does
 * not export it.
 */
@NullMarked
package org.imageorders.store.shared;

import org.jspecify.annotations.NullMarked;
