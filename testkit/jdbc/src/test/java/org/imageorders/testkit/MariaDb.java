package org.imageorders.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.mariadb.jdbc.MariaDbDataSource;

/** A real MariaDB server, as the system has it installed: one for each JVM of tests. */
final class MariaDb {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private MariaDb() {}

  /** Started when first asked for; its process ends with the JVM. */
  private static final class Server {
    static final String URL = start();

    private static String start() {
      try {
        Path data = Files.createTempDirectory("mariadb");
        run(data, "mariadb-install-db", "--auth-root-authentication-method=normal");
        int port = freePort();
        Process server =
            process(
                    data,
                    "mariadbd",
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + data.resolve("socket"),
                    "--pid-file=" + data.resolve("pid"),
                    "--max-connections=200")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, data), "mariadb-end"));
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/%s?user=root";
        await(server, String.format(url, ""), data);
        return url;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError("MariaDB did not start; is mariadb-server installed?", e);
      }
    }

    private static void end(Process server, Path data) {
      server.destroy();
      server.onExit().join();
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    private static ProcessBuilder process(Path data, String name, String... options) {
      List<String> command = new ArrayList<>(List.of(program(name), "--no-defaults"));
      command.add("--datadir=" + data.resolve("data"));
      command.add("--user=" + System.getProperty("user.name"));
      command.addAll(List.of(options));
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()));
    }

    private static String program(String name) {
      File outsideOfMostPaths = new File("/usr/sbin", name);
      return outsideOfMostPaths.canExecute() ? outsideOfMostPaths.getPath() : name;
    }

    private static void run(Path data, String name, String... options)
        throws IOException, InterruptedException {
      int end = process(data, name, options).start().waitFor();
      if (end != 0) {
        throw new AssertionError(name + ": " + Files.readString(data.resolve("log")));
      }
    }

    /** Until it takes connections. */
    private static void await(Process server, String url, Path data)
        throws IOException, InterruptedException {
      while (true) {
        try (Connection connection = DriverManager.getConnection(url)) {
          if (connection.isValid(5)) {
            return;
          }
        } catch (SQLException e) {
          if (server.waitFor(50, TimeUnit.MILLISECONDS)) {
            throw new AssertionError(Files.readString(data.resolve("log")), e);
          }
        }
      }
    }
  }

  /** An empty database in it. */
  static OutboxDatabase database() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(String.format(Server.URL, ""));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " CHARACTER SET latin1");
      String url = String.format(Server.URL, name);
      return new OutboxDatabase(new MariaDbDataSource(url), url);
    } catch (SQLException e) {
      throw new AssertionError("no database could be made", e);
    }
  }
}
