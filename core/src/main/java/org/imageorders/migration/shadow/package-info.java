/**
 * The parallel run: a sample of legacy's orders is placed a second time, where no customer sees it,
 * and what comes of both is compared.
 */
@NullMarked
package org.imageorders.migration.shadow;

import org.jspecify.annotations.NullMarked;
