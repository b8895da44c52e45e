/** The parallel run, over tenants that draw when the test says so. */
@NullMarked
package org.imageorders.migration.shadow;

import org.jspecify.annotations.NullMarked;
