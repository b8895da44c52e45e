/**
 * The JSON form of orders, requests and events: on the wire, and in stores that keep text. Not for
 * programs: the module does not export it.
 */
@NullMarked
package org.imageorders.json;

import org.jspecify.annotations.NullMarked;
