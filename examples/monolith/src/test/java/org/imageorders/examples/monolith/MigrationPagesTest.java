package org.imageorders.examples.monolith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

      abstract class Block extends MigrationPagesTest.Given {
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

  @ParameterizedTest
  @CsvSource({"migrating, 18", "parallel-run, 1", "comparing, 4", "ramping, 1"})
  void everyJavaBlockOfThePageCompiles(String page, int blocks, @TempDir Path classes)
      throws IOException {
    List<String> code =
        JAVA_BLOCK
            .matcher(Files.readString(Path.of("../../docs", page + ".md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(code)
        .hasSize(blocks)
        .allSatisfy(block -> assertThat(complaints(block, classes)).as(block).isEmpty());
  }

  private static String complaints(String block, Path classes) {
    String member =
        DECLARATION.matcher(block).lookingAt()
            ? block
            : "  void block() throws Exception {\n" + block + "}\n";
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Block.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return HEAD + member + "}\n";
          }
        };
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of("--release", "17", "-proc:none", "-cp", classPath, "-d", classes.toString());
    compiler.getTask(complaints, null, null, options, null, List.of(source)).call();
    return complaints.toString();
  }
}
