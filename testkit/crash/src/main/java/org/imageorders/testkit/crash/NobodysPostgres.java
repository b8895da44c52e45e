package org.imageorders.testkit.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server that root runs as the user nobody, by {@code setpriv}. */
final class NobodysPostgres implements AutoCloseable {

  private static final int NOBODY = 65_534;
  private static final long LONGEST_START_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final int port;
  private final Process process;
  private final Path directory;
  private final Thread ending = new Thread(this::end, "postgres-end");

  private NobodysPostgres(int port, Process process, Path directory) {
    this.port = port;
    this.process = process;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(ending);
  }

  static NobodysPostgres start(Map<String, String> settings) throws IOException {
    Path directory =
        Files.createTempDirectory(
            "image-orders-postgres-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path programs = unpack(directory);
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setAttribute(data, "unix:uid", NOBODY);
    Files.setAttribute(data, "unix:gid", NOBODY);
    Path log = directory.resolve("log");
    Process making =
        asNobody(
            log,
            programs.resolve("initdb"),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "-D",
            data);
    int port = freePort();
    List<Object> command = new ArrayList<>(List.of(programs.resolve("postgres"), "-D", data));
    command.addAll(List.of("-p", port, "-c", "unix_socket_directories="));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    try {
      if (making.waitFor() != 0) {
        throw new IOException("initdb failed: " + Files.readString(log));
      }
      NobodysPostgres server =
          new NobodysPostgres(port, asNobody(log, command.toArray()), directory);
      server.awaitStart(log);
      return server;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL started", e);
    }
  }

  /** Unpacks the programs: what does so goes on to start a server, which root may not. */
  private static Path unpack(Path directory) throws IOException {
    Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
    try {
      EmbeddedPostgres.builder().setOverrideWorkingDirectory(unpacked.toFile()).start().close();
    } catch (IOException | IllegalStateException e) {
      // As expected.
    }
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(unpacked, "PG-*")) {
      for (Path version : versions) {
        return version.resolve("bin");
      }
    }
    throw new IOException("no PostgreSQL was unpacked in " + unpacked);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process asNobody(Path log, Object... command) throws IOException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    for (Object word : command) {
      line.add(word.toString());
    }
    return new ProcessBuilder(line)
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitStart(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_START_NANOS;
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    while (true) {
      try (Connection connection = DriverManager.getConnection(url)) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          end();
          throw new IOException("it did not start: " + Files.readString(log), e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  int port() {
    return port;
  }

  /** Whatever it is at: nobody needs what it keeps any more. */
  private void end() {
    process.destroyForcibly();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The temporary directory is the system's to clean.
    }
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(ending);
  }
}
