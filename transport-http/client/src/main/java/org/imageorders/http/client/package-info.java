/** The way to orders that are handled by a service across HTTP. */
@NullMarked
package org.imageorders.http.client;

import org.jspecify.annotations.NullMarked;
