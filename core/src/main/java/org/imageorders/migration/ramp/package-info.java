/**
 * The ramp: raises the share of the candidate step by step, each step judged on orders that have
 * ended, and takes it back to nothing as soon as the candidate is worse than legacy. Begin with
 * {@link org.imageorders.migration.ramp.Ramp#builder}.
 */
@NullMarked
package org.imageorders.migration.ramp;

import org.jspecify.annotations.NullMarked;
