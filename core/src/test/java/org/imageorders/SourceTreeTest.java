package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house for the sources of every module. */
class SourceTreeTest {

  private static final int MOST_LINES = 400;
  private static final Path REACTOR = Path.of("").toAbsolutePath().getParent();

  @Test
  void noSourceFileIsLongerThanOneCanRead() {
    TreeMap<Path, Long> tooLong = new TreeMap<>();
    for (Path file : sources()) {
      long lines = text(file).lines().count();
      if (lines > MOST_LINES) {
        tooLong.put(file, lines);
      }
    }

    assertThat(tooLong).as("main source files of more than 400 lines").isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    TreeSet<Path> unmarked = new TreeSet<>();
    for (Path file : sources()) {
      Path info = file.resolveSibling("package-info.java");
      boolean inPackage = !file.endsWith("module-info.java");
      if (inPackage && !(Files.exists(info) && text(info).contains("@NullMarked\npackage "))) {
        unmarked.add(file.getParent());
      }
    }

    assertThat(unmarked).as("packages whose package-info has no @NullMarked").isEmpty();
  }

  @Test
  void errorProneReadsEveryModule() {
    String pom = text(REACTOR.resolve("examples/error-prone/pom.xml"));
    TreeSet<String> unread = new TreeSet<>();
    for (String kind : List.of("main", "test")) {
      for (Path root : roots("src/" + kind + "/java")) {
        String named = "<root>${root}/" + REACTOR.relativize(root) + "</root>";
        if (!pom.contains(named.replace('\\', '/'))) {
          unread.add(named);
        }
      }
    }

    assertThat(unread).as("what is missing in examples/error-prone/pom.xml").isEmpty();
  }

  private static List<Path> sources() {
    List<Path> files = roots("src/main/java").stream().flatMap(SourceTreeTest::javaFiles).toList();
    assertThat(files).contains(Path.of("src/main/java/module-info.java").toAbsolutePath());
    return files;
  }

  private static List<Path> roots(String end) {
    try (Stream<Path> roots =
        Files.find(REACTOR, 5, (path, is) -> is.isDirectory() && path.endsWith(end))) {
      return roots.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
