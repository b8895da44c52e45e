/**
 * The embedded engine: {@link org.imageorders.ImageOrders} handled in this process. It claims
 * tasks, paces and makes the provider's calls, keeps their images and settles their results.
 */
@NullMarked
package org.imageorders.engine;

import org.jspecify.annotations.NullMarked;
