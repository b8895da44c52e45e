/**
 * The seam to whatever draws, and a provider that draws offline. To connect another generator,
 * implement {@link org.imageorders.provider.ImageProvider} and prove it with the contract in the
 * test kit.
 */
@NullMarked
package org.imageorders.provider;

import org.jspecify.annotations.NullMarked;
