package org.imageorders.examples.monolith;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.migration.LegacyGenerator;
import org.imageorders.migration.Migration;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.compare.ComparisonLadder;
import org.imageorders.migration.compare.IgnoreRule;
import org.imageorders.migration.compare.Mismatches;
import org.imageorders.migration.compare.Picture;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.ImageComparison;
import org.imageorders.migration.shadow.ParallelRun;
import org.imageorders.outbox.OutboxImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.store.StateStore;
import org.imageorders.store.jdbc.JdbcDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the pages on migrating, each block compiled as it stands there. */
class MigrationPagesTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");
  private static final Pattern DECLARATION = Pattern.compile("(public |final |class |@Test)");

  private static final String HEAD =
      """
      package org.imageorders.examples.monolith;

      import static org.assertj.core.api.Assertions.assertThat;

      import com.tngtech.archunit.core.domain.*;
      import com.tngtech.archunit.core.importer.*;
      import java.io.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.stream.*;
      import org.imageorders.*;
      import org.imageorders.consume.*;
      import org.imageorders.engine.*;
      import org.imageorders.http.client.*;
      import org.imageorders.http.server.*;
      import org.imageorders.migration.*;
      import org.imageorders.migration.compare.*;
      import org.imageorders.migration.ramp.*;
      import org.imageorders.migration.shadow.*;
      import org.imageorders.outbox.*;
      import org.imageorders.store.*;
      import org.imageorders.store.file.*;
      import org.imageorders.store.jdbc.*;
      import org.imageorders.transport.*;
      import org.junit.jupiter.api.Test;

      """;

  /** What the pages take as given, and what an earlier block of a page has made. */
  abstract static class Given {
    LegacyGenerator.Drawing generator;
    ImageProvider provider;
    DataSource dataSource;
    JdbcDatabase database;
    Connection connection;
    Path pictures;
    Path directory;
    URI service;
    String token;
    String shadowToken;
    HttpTransport shadowTransport;
    StateStore state;
    InstantSource clock;
    EmbeddedImageOrders legacy;
    EmbeddedImageOrders candidate;
    ImageOrders shadowOrders;
    OutboxImageOrders orders;
    Migration migration;
    MigrationControl control;
    ParallelRun run;
    ImageComparison comparison;
    ComparisonLadder ladder;
    List<ComparedOrder> pairs;
    List<IgnoreRule> rules;
    Mismatches found;
    String customer;
    String cart;
    String wish;
    OrderRequest request;
    Carts carts;
    Charges charges;
    Captions captions;

    abstract void runTheShop(ImageOrders orders, StateStore state);

    abstract void serveUntilStopped(URI address);

    interface Carts {
      void markPaid(Connection connection, String cart);
    }

    interface Charges {
      void charge(String key, String customer);
    }

    interface Captions {
      Optional<String> disagree(Picture original, Picture copy);
    }
  }

  /** A block of a page, as a class of its own. */
  private static final class Block extends SimpleJavaFileObject {
    private final String page;
    private final String code;
    private final String source;

    private Block(String page, int number, String code) {
      super(URI.create("string:///" + page + number + ".java"), JavaFileObject.Kind.SOURCE);
      this.page = page;
      this.code = code;
      String member =
          DECLARATION.matcher(code).lookingAt()
              ? code
              : "  void block() throws Exception {\n" + code + "}\n";
      String name = page.replace("-", "") + number;
      source =
          HEAD
              + "abstract class "
              + name
              + " extends MigrationPagesTest.Given {\n"
              + member
              + "}\n";
    }

    static List<Block> of(String page) throws IOException {
      Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of("../../docs", page + ".md")));
      List<Block> blocks = new ArrayList<>();
      while (block.find()) {
        blocks.add(new Block(page, blocks.size(), block.group(1)));
      }
      return blocks;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }

    @Override
    public String toString() {
      return page + ":\n" + code;
    }
  }

  @Test
  void everyJavaBlockOfThePagesCompiles(@TempDir Path classes) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (String page : List.of("migrating", "parallel-run", "comparing", "ramping")) {
      blocks.addAll(Block.of(page));
    }
    assertThat(blocks.stream().collect(groupingBy(block -> block.page, counting())))
        .isEqualTo(Map.of("migrating", 18L, "parallel-run", 1L, "comparing", 4L, "ramping", 1L));

    Map<Object, List<String>> complaints = complaints(blocks, classes);

    assertThat(blocks)
        .allSatisfy(block -> assertThat(complaints.remove(block)).as("%s", block).isNull());
    assertThat(complaints).isEmpty();
  }

  /** What the compiler says, by the block of which it says it; all are compiled in one go. */
  private static Map<Object, List<String>> complaints(List<Block> blocks, Path classes) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options =
        List.of("--release", "17", "-proc:none", "-cp", classPath, "-d", classes.toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<Object, List<String>> complaints = new HashMap<>();
    DiagnosticListener<JavaFileObject> listener =
        said ->
            complaints
                .computeIfAbsent(
                    requireNonNullElse(said.getSource(), "no block"), block -> new ArrayList<>())
                .add(said.toString());
    StringWriter more = new StringWriter();
    boolean done = compiler.getTask(more, null, listener, options, null, blocks).call();
    if (!done || more.getBuffer().length() > 0) {
      complaints
          .computeIfAbsent("the compiler", it -> new ArrayList<>())
          .add("done: " + done + more);
    }
    return complaints;
  }
}
