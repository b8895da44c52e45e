package org.imageorders.examples.monolith;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.imageorders.examples.monolith.billing.Billing;
import org.imageorders.migration.Side;

/** What a run showed, as a table and in words. */
final class Report {

  private Report() {}

  /** A row for each stage and side, and one for both. */
  static String table(List<RolloutStage> stages) {
    StringBuilder table = new StringBuilder();
    append(table, "share", "side", "orders", "median wait", "p95 wait", "failed");
    for (RolloutStage stage : stages) {
      String share = stage.share().toString();
      row(table, share, "legacy", stage.figures(Side.LEGACY));
      row(table, "", "candidate", stage.figures(Side.CANDIDATE));
      row(table, "", "both", stage.figures());
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String share, String side, Figures figures) {
    boolean any = figures.orders() > 0;
    append(
        table,
        share,
        side,
        String.valueOf(figures.orders()),
        any ? seconds(figures.median()) : "-",
        any ? seconds(figures.p95()) : "-",
        any ? String.valueOf(figures.failed()) : "-");
  }

  private static void append(StringBuilder table, Object... cells) {
    table.append(String.format(Locale.ROOT, "%8s  %-9s  %6s  %11s  %8s  %6s%n", cells));
  }

  /** What moved and what customers felt, from the first stage to the last. */
  static String conclusion(List<RolloutStage> stages, Billing billing) {
    RolloutStage first = stages.get(0);
    RolloutStage last = stages.get(stages.size() - 1);
    Figures before = first.figures();
    Figures after = last.figures();
    return String.format(
        Locale.ROOT,
        "With %s of customers moved, half of the orders had ended after %s and 19 in 20 after %s;"
            + " with %s, after %s and %s. Failed: %d of %d before, %d of %d after.%n"
            + "\"Buy\" was pressed twice for %d carts, and %d times the second press found the"
            + " first one's order; %d pictures were charged, %s in all.",
        first.share(),
        seconds(before.median()),
        seconds(before.p95()),
        last.share(),
        seconds(after.median()),
        seconds(after.p95()),
        before.failed(),
        before.orders(),
        after.failed(),
        after.orders(),
        stages.stream().mapToInt(RolloutStage::pressedTwice).sum(),
        stages.stream().mapToInt(RolloutStage::foundAgain).sum(),
        billing.pictures(),
        billing.total());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
