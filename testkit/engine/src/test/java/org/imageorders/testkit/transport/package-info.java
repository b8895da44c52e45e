/** The contracts over the wire's two halves in one process. */
@NullMarked
package org.imageorders.testkit.transport;

import org.jspecify.annotations.NullMarked;
