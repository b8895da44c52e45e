package org.imageorders.examples.quickstart;

import org.imageorders.ImageOrderException;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;

/**
 * The providers that the command knows by name. A new one is a new case here, and a dependency in
 * this module's pom.
 */
final class Providers {

  static final String OFFLINE = "offline";

  private Providers() {}

  /**
   * Opens a provider.
   *
   * @param name a name from below, or that of a class with a public constructor without parameters
   * @throws ImageOrderException {@code INVALID_REQUEST} if it is not there, saying how to add it
   */
  static ImageProvider open(String name) {
    return switch (name) {
      case OFFLINE -> OfflineProvider.builder().build();
      default -> ofClass(name);
    };
  }

  /**
   * How many calls to make at a time: drawing here keeps the processors busy, calling elsewhere
   * does not.
   */
  static int calls(String name) {
    return name.equals(OFFLINE) ? Math.min(8, Runtime.getRuntime().availableProcessors()) : 8;
  }

  private static ImageProvider ofClass(String name) {
    try {
      return Class.forName(name)
          .asSubclass(ImageProvider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw ImageOrderException.invalid(
          "--provider",
          name,
          "it is not on the class path; use offline, or add the artifact of another to the dependencies in"
              + " examples/quickstart/pom.xml and give the name of its ImageProvider class");
    } catch (ClassCastException e) {
      throw ImageOrderException.invalid(
          "--provider", name, "name a class that is an ImageProvider");
    } catch (ReflectiveOperationException e) {
      throw ImageOrderException.invalid(
          "--provider",
          name,
          "it cannot be made (" + e + "): it needs a public constructor without parameters");
    }
  }
}
