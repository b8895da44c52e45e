package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.provider.ImageProvider;

/**
 * Draws pictures from words, and lays them out on a contact sheet: an order from its acceptance
 * until the pictures are in a directory, with the public API alone. {@code --help} tells the
 * options.
 */
public final class Quickstart {

  private static final int DONE = 0;
  private static final int INCOMPLETE = 1;
  private static final int WRONG_COMMAND = 2;

  /** The options that set fields of an order. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "prompt", "--prompt",
          "count", "--count",
          "size", "--size",
          "quality", "--quality",
          "previews", "--previews",
          "model", "--model",
          "sourceImages", "--edit",
          "mask", "--mask");

  private Quickstart() {}

  /**
   * Runs the command. Ends the JVM with 1 if pictures are missing and with 2 if the command is
   * wrong.
   *
   * @param args as {@code --help} tells
   */
  public static void main(String[] args) {
    int code = run(List.of(args), Terminal.ofProcess());
    if (code != DONE) {
      System.exit(code);
    }
  }

  static int run(List<String> args, Terminal terminal) {
    try {
      Arguments arguments = Arguments.parse(readable(args, terminal));
      if (arguments.help()) {
        terminal.out().print(Arguments.HELP);
        return DONE;
      }
      try (Interruption interruption = Interruption.expected();
          Gallery gallery =
              arguments.resume()
                  ? Gallery.reopen(arguments.out())
                  : Gallery.open(arguments.out())) {
        return draw(arguments, gallery, terminal, interruption);
      }
    } catch (ImageOrderException e) {
      terminal.err().println("quickstart: " + Words.line(message(e), 500));
      return e.code().equals(ErrorCode.INVALID_REQUEST) ? WRONG_COMMAND : INCOMPLETE;
    } catch (IOException e) {
      terminal.err().println("quickstart: a file could not be written: " + e);
      return INCOMPLETE;
    } catch (InterruptedException e) {
      terminal.err().println("quickstart: interrupted");
      Thread.currentThread().interrupt();
      return INCOMPLETE;
    }
  }

  private static int draw(
      Arguments arguments, Gallery gallery, Terminal terminal, Interruption interruption)
      throws IOException, InterruptedException {
    RunFile run = arguments.resume() ? RunFile.read(gallery.run()) : RunFile.of(arguments);
    Arguments asked = arguments.resume() ? arguments.resuming(run.arguments()) : arguments;
    try (ImageProvider provider = Providers.open(asked.provider(), asked.baseUrl())) {
      Plan plan = Plan.of(asked, provider.traits(), run.key());
      try (Workshop workshop =
          Workshop.open(gallery, provider, Providers.calls(asked.provider()))) {
        ImageOrders orders = workshop.orders();
        if (!arguments.resume()) {
          run = run.with(uploaded(asked, orders));
          run.write(gallery.run());
        }
        InstantSource clock = InstantSource.system();
        Progress progress =
            asked.json()
                ? new JsonLines(terminal.out())
                : new TextProgress(terminal, asked.out(), plan.images(), clock);
        Run making = new Run(orders, gallery, progress, clock);
        interruption.cancels(making);
        Report report = making.make(plan.withSources(run::upload));
        progress.ended(report, write(report, provider.name(), gallery));
        gallery.finish();
        if (!asked.json()) {
          Providers.hint(asked.provider()).ifPresent(terminal.out()::println);
        }
        return report.isComplete() ? DONE : INCOMPLETE;
      }
    } finally {
      if (gallery.isUnfinished()) {
        terminal
            .err()
            .println(
                "quickstart: not finished; --resume --out "
                    + arguments.out()
                    + " goes on where it stopped");
      }
    }
  }

  /** Uploads the pictures to start from. */
  private static Map<ImageId, ImageId> uploaded(Arguments arguments, ImageOrders orders)
      throws IOException {
    Map<ImageId, ImageId> ids = new HashMap<>();
    List<Path> files = new ArrayList<>(arguments.edits());
    arguments.mask().ifPresent(files::add);
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        ids.put(Plan.nameOf(file), orders.upload(Plan.CUSTOMER, in));
      }
    }
    return ids;
  }

  private static Report.Files write(Report report, String provider, Gallery gallery)
      throws IOException {
    String orderJson = gallery.nameOf("order.json");
    String sheet = gallery.nameOf("index.html");
    OrderJson.write(report, provider, gallery.draft(orderJson));
    ContactSheet.write(report, provider, orderJson, gallery.draft(sheet));
    gallery.publish(orderJson);
    gallery.publish(sheet);
    return new Report.Files(gallery.directory(), orderJson, sheet);
  }

  private static List<String> readable(List<String> args, Terminal terminal) {
    List<String> unmended = new ArrayList<>();
    List<String> mended = GarbledArguments.mend(args, GarbledArguments.commandLine(), unmended);
    String nativeEncoding = System.getProperty("native.encoding", Charset.defaultCharset().name());
    if (!unmended.isEmpty() && !nativeEncoding.equals(StandardCharsets.UTF_8.name())) {
      terminal
          .err()
          .println(
              "warning: Java could not read the letters beyond ASCII in '"
                  + Words.line(unmended.get(0), 60)
                  + "'; set LC_ALL=C.UTF-8");
    }
    return mended;
  }

  private static String message(ImageOrderException e) {
    String message = String.valueOf(e.getMessage());
    return e.field()
        .filter(OPTIONS::containsKey)
        .map(field -> message.replaceFirst("^" + field, OPTIONS.get(field)))
        .orElse(message);
  }
}
