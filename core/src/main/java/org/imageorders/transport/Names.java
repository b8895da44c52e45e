package org.imageorders.transport;

import java.util.Arrays;
import java.util.Optional;

/** Names of constants on the wire. */
final class Names {

  private Names() {}

  /** The constant of this name, if this version knows it. */
  static <E extends Enum<E>> Optional<E> known(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst();
  }
}
