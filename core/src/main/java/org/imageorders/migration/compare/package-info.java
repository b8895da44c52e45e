/**
 * Whether two pictures are alike, and a report of where they are not. The only package that needs
 * the JDK's module {@code java.desktop}, to decode and encode pictures; no other loads it. An
 * application on the module path that uses it requires that module itself.
 */
@NullMarked
package org.imageorders.migration.compare;

import org.jspecify.annotations.NullMarked;
