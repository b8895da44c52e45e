package org.imageorders.json;

import java.util.Arrays;
import java.util.Optional;

/** Names of constants on the wire. */
public final class Names {

  private Names() {}

  /** The constant of this name, if this version knows it. */
  public static <E extends Enum<E>> Optional<E> known(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(name))
        .findFirst();
  }
}
