package org.imageorders.store.memory;

import java.util.UUID;
import org.imageorders.ImageOrderException;

/** Writes positions so that only the collection that gave a cursor takes it back. Immutable. */
final class Cursors {

  private final String field;
  private final String scope = UUID.randomUUID().toString().replace("-", "") + ".";

  /** Cursors for the parameter of this name. */
  Cursors(String field) {
    this.field = field;
  }

  String at(long position) {
    return scope + position;
  }

  /** The position of a cursor, if it is one of these and at most {@code last}. */
  long positionOf(String cursor, long last) {
    if (cursor.startsWith(scope)) {
      try {
        long position = Long.parseLong(cursor, scope.length(), cursor.length(), 10);
        if (position >= 0 && position <= last) {
          return position;
        }
      } catch (NumberFormatException e) {
        throw refused(cursor);
      }
    }
    throw refused(cursor);
  }

  private ImageOrderException refused(String cursor) {
    return ImageOrderException.invalid(field, cursor, "use a cursor that an earlier page gave");
  }
}
