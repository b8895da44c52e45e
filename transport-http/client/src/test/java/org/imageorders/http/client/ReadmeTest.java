package org.imageorders.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README.md says to somebody who adds core and this artifact, and nothing else: the code
 * compiles, and no more is on the class path.
 */
class ReadmeTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");
  private static final Pattern CODE = Pattern.compile("`([a-z0-9-]+)`");

  /** What the code takes as given. */
  private static final String FRESH_PROJECT =
      """
      import java.net.URI;
      import org.imageorders.*;
      import org.imageorders.engine.EmbeddedImageOrders;
      import org.imageorders.http.client.HttpTransport;
      import org.imageorders.migration.*;
      import org.imageorders.store.StateStore;
      import org.imageorders.transport.*;

      class Fresh {
        void remote(String token) {
          // remote
        }

        void migration(LegacyGenerator.Drawing oldGenerator, ImageOrders remote, StateStore state) {
          // migration
        }
      }
      """;

  @Test
  void theCodeCompilesInAFreshProject(@TempDir Path directory) throws IOException {
    List<String> blocks =
        JAVA_BLOCK
            .matcher(readme())
            .results()
            .map((MatchResult block) -> block.group(1))
            .filter(block -> block.contains("HttpTransport") || block.contains("Migration"))
            .toList();
    assertThat(blocks).hasSize(2);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            directory.toString(),
            "-proc:none",
            "-cp",
            classPath().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
    boolean compiled =
        compiler
            .getTask(
                complaints,
                null,
                null,
                options,
                null,
                List.of(source(blocks.get(0), blocks.get(1))))
            .call();
    assertThat(compiled).as(complaints.toString()).isTrue();
  }

  @Test
  void theClassPathHoldsWhatTheTableSays() throws IOException {
    Set<String> said = new TreeSet<>(said("image-orders-core"));
    said.addAll(said("image-orders-http-client"));
    said.addAll(List.of("image-orders-core", "image-orders-http-client"));
    assertThat(classPath().stream().map(ReadmeTest::artifact))
        .containsExactlyInAnyOrderElementsOf(said);
  }

  /** This artifact and all that it brings, without what its tests use. */
  private static List<Path> classPath() throws IOException {
    List<Path> places = new ArrayList<>();
    places.add(Path.of("target", "classes").toAbsolutePath());
    Arrays.stream(
            Files.readString(Path.of("target", "class-path-of-users.txt"))
                .strip()
                .split(Pattern.quote(File.pathSeparator)))
        .map(Path::of)
        .forEach(places::add);
    return places;
  }

  /** The artifact of a jar, or of a module's classes in this build. */
  private static String artifact(Path place) {
    if (place.endsWith(Path.of("target", "classes"))) {
      String module = place.getParent().getParent().getFileName().toString();
      return module.equals("client") ? "image-orders-http-client" : "image-orders-" + module;
    }
    return place.getFileName().toString().replaceFirst("-[0-9].*", "");
  }

  /** What the table of artifacts says that one brings, besides core. */
  private static Set<String> said(String artifact) throws IOException {
    Matcher row =
        Pattern.compile("(?m)^\\|[^|]*\\| `" + artifact + "` \\|([^|]*)\\|$").matcher(readme());
    assertThat(row.find()).as("a row for " + artifact).isTrue();
    return CODE.matcher(row.group(1))
        .results()
        .map((MatchResult code) -> code.group(1))
        .collect(Collectors.toSet());
  }

  private static JavaFileObject source(String remote, String migration) {
    URI name = URI.create("string:///Fresh.java");
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return FRESH_PROJECT.replace("// remote", remote).replace("// migration", migration);
      }
    };
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("../../README.md"));
  }
}
