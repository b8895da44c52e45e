package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.StoreOrders.TENANT;
import static org.imageorders.testkit.StoreOrders.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.consume.EventConsumer;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consumers in processes of their own, which are killed, over a database that survives them. */
interface ConsumerKillClauses {

  TestDatabase database();

  /** Where another process finds the database. */
  String url();

  private Process process(Path log) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ConsumerProcess.class.getName(),
            url(),
            log.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.resolveSibling("output").toFile())
        .start();
  }

  private static List<String> handled(Path log) throws IOException {
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  @Test
  @Tag("parts")
  @Timeout(180)
  default void processesThatAreKilledSkipNothingAndAnEventThatEndsThemIsSetAside(
      @TempDir Path directory) throws Exception {
    Path log = directory.resolve("handled");
    OrderStore store = database().orderStore();
    StateStore state = database().stateStore();
    ConsumerClauses.write(store, "ada", 40);
    OrderId deadly = place(store, ConsumerProcess.DEADLY, "cart-1", 1);
    List<String> told =
        StoreOrders.feed(store, TENANT, 500).stream()
            .filter(event -> !event.order().equals(deadly))
            .map(OrderEvent::id)
            .toList();
    Random random = new Random(5);
    int killed = 0;
    int ended = 0;
    List<Process> processes = new ArrayList<>(List.of(process(log), process(log)));
    try (EmbeddedImageOrders engine =
            EmbeddedImageOrders.builder(ScriptedProvider.answering()).orderStore(store).build();
        EventConsumer desk = // has no part in the work
            EventConsumer.builder(
                    engine.forTenant(TENANT), state, ConsumerProcess.NAME, event -> {})
                .build()) {
      int next = 1 + random.nextInt(40);
      while (killed < 3
          || !new HashSet<>(handled(log)).containsAll(told)
          || desk.setAside().isEmpty()) {
        for (int i = 0; i < processes.size(); i++) {
          if (!processes.get(i).isAlive()) {
            ended++;
            processes.set(i, process(log));
          }
        }
        // If all was handled before this was seen, one dies with nothing to do.
        if (killed < 3 && handled(log).size() >= Math.min(next, told.size())) {
          Process victim = processes.get(random.nextInt(2));
          victim.destroyForcibly().waitFor();
          killed++;
          next = handled(log).size() + 1 + random.nextInt(30);
        }
        // Leaves the processors to them, unless one has ended.
        processes.get(random.nextInt(2)).waitFor(5, TimeUnit.MILLISECONDS);
      }
      assertThat(desk.setAside())
          .singleElement()
          .satisfies(
              aside -> {
                assertThat(aside.order()).isEqualTo(deadly);
                assertThat(aside.error()).contains("the process ended");
              });
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
    }
    assertThat(killed).isEqualTo(3);
    assertThat(ended).as("by its event, and by the test").isGreaterThan(killed);
    List<String> handled = handled(log);
    assertThat(handled).hasSizeGreaterThanOrEqualTo(told.size());
    assertThat(handled.stream().distinct().collect(Collectors.toSet()))
        .isEqualTo(new HashSet<>(told));
    ConsumerClauses.assertInOrder(handled);
  }
}
