/** A small shop that moves its image module out: the modules, and a run that shows it. */
@NullMarked
package org.imageorders.examples.monolith;

import org.jspecify.annotations.NullMarked;
