package org.imageorders.examples.benchmarks.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program that a system under test runs in: it does what each line says that it reads, and
 * answers with a line of its own, {@code ok} with a number or {@code failed} with a reason.
 *
 * <ul>
 *   <li>{@code draw MODEL IMAGES PREVIEWS TIMES} makes so many drawings at the same time and waits
 *       for them; the number of bytes
 *   <li>{@code begin MODEL IMAGES PREVIEWS TIMES} only begins them; how many
 *   <li>{@code cancel} gives up all that were begun; how many
 *   <li>{@code flow MODEL IMAGES PREVIEWS TIMES} keeps so many going from now on, and after one
 *       that came to nothing begins the next a second later; how many
 *   <li>{@code failures} how many drawings of the flow came to nothing
 *   <li>{@code allocated} the bytes that threads have allocated
 *   <li>{@code threads} the platform threads that came with the system
 *   <li>{@code held} the threads that are inside a call, and stay there
 * </ul>
 */
public final class Subject {

  private static final long MILLIS_AFTER_FAILURE = 1_000;

  private final ImageClient client;
  private final Threads threads;
  private final List<Drawing> begun = new ArrayList<>();
  private final AtomicLong failures = new AtomicLong();

  private Subject(ImageClient client, Threads threads) {
    this.client = client;
    this.threads = threads;
  }

  /** Runs until there are no more lines. */
  public static void main(String[] arguments) throws IOException {
    Threads threads = new Threads();
    Subject subject = new Subject(Setup.parse(arguments).open(), threads);
    System.out.println("ok 0");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(subject.answer(line.split(" ", -1)));
    }
    Runtime.getRuntime().halt(0); // however many drawings are left
  }

  private String answer(String[] words) {
    try {
      return "ok " + obey(words);
    } catch (Exception e) {
      return "failed " + reason(e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString().lines().findFirst().orElse("");
  }

  private long obey(String[] words) throws Exception {
    switch (words[0]) {
      case "draw" -> {
        long bytes = 0;
        for (Drawing drawing : drawings(words)) {
          bytes += drawing.await();
        }
        return bytes;
      }
      case "begin" -> {
        begun.addAll(drawings(words));
        return begun.size();
      }
      case "cancel" -> {
        int count = begun.size();
        begun.forEach(Drawing::cancel);
        begun.clear();
        return count;
      }
      case "flow" -> {
        return flow(ask(words), times(words));
      }
      case "failures" -> {
        return failures.get();
      }
      case "allocated" -> {
        return threads.allocated();
      }
      case "threads" -> {
        return threads.added();
      }
      case "held" -> {
        return threads.held();
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private List<Drawing> drawings(String[] words) {
    Ask ask = ask(words);
    List<Drawing> drawings = new ArrayList<>();
    for (int i = 0; i < times(words); i++) {
      drawings.add(client.draw(ask));
    }
    return drawings;
  }

  private static Ask ask(String[] words) {
    return new Ask(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]));
  }

  private static int times(String[] words) {
    return Integer.parseInt(words[4]);
  }

  private long flow(Ask ask, int atATime) {
    for (int i = 0; i < atATime; i++) {
      Thread customer = new Thread(() -> drawForEver(ask), "customer-" + i);
      customer.setDaemon(true);
      customer.start();
    }
    return atATime;
  }

  private void drawForEver(Ask ask) {
    try {
      while (true) {
        if (!succeeds(ask)) {
          Thread.sleep(MILLIS_AFTER_FAILURE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  private boolean succeeds(Ask ask) throws InterruptedException {
    try {
      client.draw(ask).await();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      failures.incrementAndGet();
      return false;
    }
  }
}
