/** What works in the background. Not for programs: the module does not export it. */
@NullMarked
package org.imageorders.threads;

import org.jspecify.annotations.NullMarked;
