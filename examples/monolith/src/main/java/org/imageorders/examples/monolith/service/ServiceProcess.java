package org.imageorders.examples.monolith.service;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The image service in a JVM of its own, on a free port of this machine. */
public final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final URI address;
  private final Map<String, String> tokens;

  private ServiceProcess(
      Process process, BufferedReader answers, URI address, Map<String, String> tokens) {
    this.process = process;
    this.answers = answers;
    this.address = address;
    this.tokens = tokens;
  }

  /**
   * Starts it with the offline provider, and returns once it listens.
   *
   * @param tenant the name of its only caller
   * @throws IOException if it does not start
   */
  public static ServiceProcess start(String tenant) throws IOException {
    return start(List.of(), List.of(tenant));
  }

  /**
   * Starts it with its own generator, and returns once it listens.
   *
   * @param tenants the names of its callers
   * @throws IOException if it does not start
   */
  public static ServiceProcess start(Release release, List<String> tenants) throws IOException {
    return start(List.of(release.name()), tenants);
  }

  private static ServiceProcess start(List<String> arguments, List<String> tenants)
      throws IOException {
    Map<String, String> tokens = new LinkedHashMap<>();
    tenants.forEach(tenant -> tokens.put(tenant, token()));
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it lives for a minute, beside the shop
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                ImageService.class.getName()));
    words.addAll(arguments);
    ProcessBuilder command =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    String callers =
        tokens.entrySet().stream()
            .map(caller -> caller.getValue() + "=" + caller.getKey())
            .collect(Collectors.joining(","));
    command.environment().put(ImageService.CALLERS, callers);
    Process process = command.start();
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String address = answers.readLine();
    if (address == null) {
      throw new IOException("the image service did not start; what it said stands above");
    }
    return new ServiceProcess(process, answers, URI.create(address), tokens);
  }

  private static String token() {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  /**
   * Puts a release of its generator in, and returns once it draws with it. Orders and addresses
   * stay.
   *
   * @throws IOException if it is gone
   */
  public void install(Release release) throws IOException {
    process.getOutputStream().write((release.name() + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    if (!release.name().equals(answers.readLine())) {
      throw new IOException("the image service did not take release " + release);
    }
  }

  /** The class path of this program, which Maven's exec:java keeps in a class loader. */
  private static String classPath() throws IOException {
    if (!(ServiceProcess.class.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    List<String> places = new ArrayList<>();
    for (URL place : loader.getURLs()) {
      try {
        places.add(Path.of(place.toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IOException("no file: " + place, e);
      }
    }
    return String.join(File.pathSeparator, places);
  }

  /** Where it listens. */
  public URI address() {
    return address;
  }

  /** What a caller must send to be this tenant. */
  public String token(String tenant) {
    return Objects.requireNonNull(tokens.get(tenant), tenant);
  }

  /** Lets it end, and waits for that. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
