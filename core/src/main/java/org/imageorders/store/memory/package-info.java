/**
 * Stores that keep everything in this process's memory: for tests, for development, and where a
 * restart may forget. They keep the same contracts as the durable ones.
 */
@NullMarked
package org.imageorders.store.memory;

import org.jspecify.annotations.NullMarked;
