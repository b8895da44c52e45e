/**
 * A provider that needs no key and no network: it paints from the words of the prompt, with the
 * JDK's {@code java.base} alone.
 */
@NullMarked
package org.imageorders.provider.offline;

import org.jspecify.annotations.NullMarked;
