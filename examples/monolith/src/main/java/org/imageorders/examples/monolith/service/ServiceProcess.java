package org.imageorders.examples.monolith.service;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The image service in a JVM of its own, on a free port of this machine. */
public final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final URI address;
  private final String token;

  private ServiceProcess(Process process, URI address, String token) {
    this.process = process;
    this.address = address;
    this.token = token;
  }

  /**
   * Starts it, and returns once it listens.
   *
   * @param tenant the name of its only caller
   * @throws IOException if it does not start
   */
  public static ServiceProcess start(String tenant) throws IOException {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                ImageService.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put(ImageService.TOKEN, token);
    command.environment().put(ImageService.TENANT, tenant);
    Process process = command.start();
    String address = process.inputReader().readLine();
    if (address == null) {
      throw new IOException("the image service did not start; what it said stands above");
    }
    return new ServiceProcess(process, URI.create(address), token);
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

  /** What a caller must send. */
  public String token() {
    return token;
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
