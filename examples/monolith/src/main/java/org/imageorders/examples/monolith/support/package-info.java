/** Answers customers who ask. */
@NullMarked
package org.imageorders.examples.monolith.support;

import org.jspecify.annotations.NullMarked;
