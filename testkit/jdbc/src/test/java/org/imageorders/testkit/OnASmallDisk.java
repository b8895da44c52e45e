package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test of a class in a process of its own, whose only argument is a {@link SmallDisk}: a
 * file system in memory that this process alone can see, and which ends with it. The machine's
 * mounts stay as they are.
 *
 * <p>To mount one needs root, or the right to be root in a user namespace ({@code unshare -rm}).
 * Where a process has neither, as root in most containers, its files are limited in place of the
 * disk; and root there gives up its right to write where the permissions forbid it.
 */
final class OnASmallDisk implements InvocationInterceptor, ParameterResolver {

  private static final List<String> WITHOUT_ROOTS_RIGHT_TO_WRITE =
      Stream.of("--bounding-set", "--inh-caps")
          .map(set -> set + "=-dac_override,-dac_read_search")
          .toList();

  /** Takes a test's class and method, the disk's directory, and whether the disk is mounted. */
  public static void main(String[] arguments) throws Exception {
    endWithWhoeverStartedThis();
    SmallDisk disk = new SmallDisk(Path.of(arguments[2]), Boolean.parseBoolean(arguments[3]));
    Class<?> tests = Class.forName(arguments[0]);
    Constructor<?> constructor = tests.getDeclaredConstructor();
    Method test = tests.getDeclaredMethod(arguments[1], SmallDisk.class);
    try {
      test.invoke(constructor.newInstance(), disk);
      System.exit(0);
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace(System.out);
      System.exit(1);
    }
  }

  /** What comes in ends when that process does, however it does. */
  private static void endWithWhoeverStartedThis() {
    Thread thread =
        new Thread(
            () -> {
              try {
                System.in.readAllBytes();
              } catch (IOException e) {
                // It has ended.
              }
              Runtime.getRuntime().halt(1);
            },
            "ends-with-the-tests");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == SmallDisk.class;
  }

  /** Nobody uses it here. */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return new SmallDisk(Path.of(""), false);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Exception {
    invocation.skip();
    Method test = called.getExecutable();
    Path directory = Files.createTempDirectory("image-orders-disk-");
    try {
      List<String> command = new ArrayList<>(onADisk(directory));
      boolean mounted = command.contains("unshare");
      System.out.println(
          test.getName() + ": " + (mounted ? "on a mounted disk" : "no mount allowed, played"));
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx128m",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              OnASmallDisk.class.getName(),
              test.getDeclaringClass().getName(),
              test.getName(),
              directory.toString(),
              Boolean.toString(mounted)));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> output(process));
      try {
        int exit =
            process.waitFor(); // or until this thread is interrupted: a time limit can end it
        assertThat(exit).as("exit code of a process that said\n%s", output.join()).isZero();
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(mounted ? SmallDisk.files(directory) : List.of())
          .as("files that are left behind")
          .isEmpty();
    } finally {
      delete(directory);
    }
  }

  private static String output(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "it cannot be read: " + e;
    }
  }

  /** What a command is to begin with in order to see a small disk in a directory. */
  private static List<String> onADisk(Path directory) throws Exception {
    for (String rights : List.of("-m", "-rm")) {
      List<String> mount = List.of("mount", "-t", "tmpfs", "-o", SmallDisk.SIZE, "tmpfs");
      List<String> attempt = new ArrayList<>(List.of("unshare", rights));
      attempt.addAll(mount);
      attempt.add(directory.toString());
      if (works(attempt)) {
        String then = String.join(" ", mount) + " \"$0\" && exec \"$@\"";
        return List.of("unshare", rights, "sh", "-c", then, directory.toString());
      }
    }
    List<String> lessRights = new ArrayList<>(List.of("setpriv"));
    lessRights.addAll(WITHOUT_ROOTS_RIGHT_TO_WRITE);
    List<String> attempt = new ArrayList<>(lessRights);
    attempt.add("true");
    // Who may not give up that right has none, or is not root.
    return works(attempt) ? lessRights : List.of();
  }

  private static boolean works(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whatever a test that failed has left of it. */
  private static void delete(Path directory) throws IOException {
    SmallDisk.permitAll(directory);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }
}
