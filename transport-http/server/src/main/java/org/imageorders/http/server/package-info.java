/** Orders for generated images as a service across HTTP. */
@NullMarked
package org.imageorders.http.server;

import org.jspecify.annotations.NullMarked;
