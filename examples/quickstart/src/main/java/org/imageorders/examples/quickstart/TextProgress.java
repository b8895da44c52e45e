package org.imageorders.examples.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;

/**
 * Progress for people: a bar that moves on a terminal; elsewhere a line for each picture, or for
 * each twentieth of many.
 */
final class TextProgress implements Progress {

  private static final int BAR = 24;
  private static final int LONGEST_BAR_LINE = 79; // one that wraps cannot be drawn over
  private static final int MOST_LINES = 40;
  private static final int STEPS = 20;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final String directory;
  private final int wanted;
  private final InstantSource clock;
  private final Instant began;
  private int step;
  private boolean barShown;

  TextProgress(Terminal terminal, Path out, int wanted, InstantSource clock) {
    this.terminal = terminal;
    this.directory = out + out.getFileSystem().getSeparator();
    this.wanted = wanted;
    this.clock = clock;
    this.began = clock.instant();
  }

  @Override
  public void placed(ImageOrder order) {
    if (!terminal.live()) {
      terminal.out().println("Order " + order.id() + ": " + Words.images(order.images().size()));
    }
  }

  @Override
  public void ready(Picture picture) {
    if (!terminal.live() && wanted <= MOST_LINES) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "ready  %s  %s  %s  %s%n",
              directory + picture.file(),
              picture.image().size(),
              Words.bytes(picture.image().bytes()),
              Words.time(picture.time()));
    }
  }

  @Override
  public void failed(List<Plan.Slot> slots, Failure failure) {
    clearBar();
    Plan.Slot first = slots.get(0);
    terminal
        .err()
        .println(
            "failed: '"
                + Words.line(first.prompt(), 60)
                + "', "
                + (slots.size() == 1 ? "picture " + first.number() : slots.size() + " pictures")
                + ": "
                + failure.code()
                + ": "
                + Words.line(failure.message(), 400));
  }

  @Override
  public void preview(Plan.Slot slot, String file) {
    if (!terminal.live() && wanted <= MOST_LINES) {
      terminal.out().println("preview  " + directory + file);
    }
  }

  @Override
  public void show(Tally tally) {
    if (terminal.live()) {
      terminal.out().print(CLEAR_LINE + bar(tally));
      terminal.out().flush();
      barShown = true;
      return;
    }
    int reached = (int) ((long) tally.done() * STEPS / tally.wanted());
    if (wanted > MOST_LINES && reached > step) {
      step = reached;
      terminal
          .out()
          .printf(Locale.ROOT, "%3d %%  %s%n", tally.done() * 100L / tally.wanted(), words(tally));
    }
  }

  private String bar(Tally tally) {
    int full = (int) ((long) tally.done() * BAR / tally.wanted());
    String drawn =
        terminal.blocks()
            ? "\u2588".repeat(full) + "\u2591".repeat(BAR - full)
            : "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    String line =
        String.format(
            Locale.ROOT,
            "%s %3d %%  %s",
            drawn,
            tally.done() * 100L / tally.wanted(),
            words(tally));
    return line.substring(0, Math.min(line.length(), LONGEST_BAR_LINE));
  }

  private String words(Tally tally) {
    Duration taken = Duration.between(began, clock.instant());
    String words = tally.ready() + " of " + Words.images(tally.wanted());
    if (tally.failed() > 0) {
      words += ", " + tally.failed() + " failed";
    }
    words += ", " + Words.time(taken);
    if (tally.done() > 0 && tally.done() < tally.wanted()) {
      int left = tally.wanted() - tally.done();
      words += ", " + Words.time(taken.multipliedBy(left).dividedBy(tally.done())) + " to go";
    }
    return words;
  }

  private void clearBar() {
    if (barShown) {
      terminal.out().print(CLEAR_LINE);
      terminal.out().flush();
      barShown = false;
    }
  }

  @Override
  public void ended(Report report, Report.Files files) {
    clearBar();
    Summary.print(report, files, directory, terminal.out());
  }
}
