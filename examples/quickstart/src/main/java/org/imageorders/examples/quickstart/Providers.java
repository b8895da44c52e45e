package org.imageorders.examples.quickstart;

import java.net.URI;
import java.util.Optional;
import org.imageorders.ImageOrderException;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;

/**
 * The providers that the command knows by name. A new one is a new case here, and a dependency in
 * this module's pom.
 */
final class Providers {

  static final String OFFLINE = "offline";
  static final String OPENAI = "openai";

  /** How a provider is opened whose libraries come with a profile of their own. */
  interface Opener {
    /**
     * Opens the provider.
     *
     * @param baseUrl where it is, if not at its usual place
     */
    ImageProvider open(Optional<URI> baseUrl);
  }

  private Providers() {}

  /**
   * Opens a provider.
   *
   * @param name a name from below, or that of a class with a public constructor without parameters
   * @param baseUrl where it is, if not at its usual place
   * @throws ImageOrderException {@code INVALID_REQUEST} if it is not there, saying how to add it
   */
  static ImageProvider open(String name, Optional<URI> baseUrl) {
    return switch (name) {
      case OFFLINE -> OfflineProvider.builder().build();
      case OPENAI ->
          instance(
                  Opener.class,
                  "org.imageorders.examples.quickstart.OpenAi",
                  OPENAI,
                  "its libraries are large and come by a profile: mvn -q -Popenai -pl examples/quickstart"
                      + " -am compile exec:java ...")
              .open(baseUrl);
      default ->
          instance(
              ImageProvider.class,
              name,
              name,
              "it is not on the class path; use offline, or add the artifact of another to the"
                  + " dependencies in examples/quickstart/pom.xml and give the name of its"
                  + " ImageProvider class");
    };
  }

  /** How to use a provider whose key is there, though it was not asked for; empty if none is. */
  static Optional<String> hint(String name) {
    boolean unused = name.equals(OFFLINE) && System.getenv("OPENAI_API_KEY") != null;
    return unused
        ? Optional.of(
            "OPENAI_API_KEY is set and was not used: to draw with it, add -Popenai before -pl and"
                + " --provider openai to the arguments.")
        : Optional.empty();
  }

  /**
   * How many calls to make at a time: drawing here keeps the processors busy, calling elsewhere
   * does not.
   */
  static int calls(String name) {
    return name.equals(OFFLINE) ? Math.min(8, Runtime.getRuntime().availableProcessors()) : 8;
  }

  private static <T> T instance(Class<T> type, String className, String name, String mend) {
    try {
      return Class.forName(className).asSubclass(type).getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw ImageOrderException.invalid("--provider", name, mend);
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
