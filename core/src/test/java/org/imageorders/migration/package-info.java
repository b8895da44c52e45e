/** Tests of the migration, with fakes on both sides. */
@NullMarked
package org.imageorders.migration;

import org.jspecify.annotations.NullMarked;
