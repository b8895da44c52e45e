/** A store that keeps images as files of one directory. */
@NullMarked
package org.imageorders.store.file;

import org.jspecify.annotations.NullMarked;
