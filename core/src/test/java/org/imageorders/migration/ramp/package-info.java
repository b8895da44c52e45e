@NullMarked
package org.imageorders.migration.ramp;

import org.jspecify.annotations.NullMarked;
