package org.imageorders.examples.monolith;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imageorders.ImageOrder;
import org.imageorders.OrderId;
import org.imageorders.examples.monolith.billing.Billing;
import org.imageorders.examples.monolith.support.SupportDesk;
import org.imageorders.migration.AuditEntry;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.migration.ramp.Verdict;
import org.jspecify.annotations.Nullable;

/** What a tour showed, as tables and in words. Used by one thread. */
final class TourReport {

  private final MigrationControl control;
  private final Customers customers;
  private final Billing billing;
  private final OrderBook book;
  private final List<Chapter> chapters = new ArrayList<>();
  private @Nullable Path dossier;
  private @Nullable Chapter bad;

  TourReport(MigrationControl control, Customers customers, Billing billing, OrderBook book) {
    this.control = control;
    this.customers = customers;
    this.billing = billing;
    this.book = book;
  }

  /** Begins a chapter. */
  Chapter begin(String name, Instant from) {
    Chapter chapter = new Chapter(name, from);
    chapters.add(chapter);
    return chapter;
  }

  /** Remembers which chapter the bad release belongs to. */
  void bad(Chapter chapter) {
    bad = chapter;
  }

  /** Remembers where the dossier is. */
  void dossier(Path page) {
    dossier = page.toAbsolutePath().normalize();
  }

  Path dossier() {
    return Objects.requireNonNull(dossier);
  }

  /** A row for each chapter. */
  String table() {
    StringBuilder table = new StringBuilder();
    append(table, "", "orders", "of service", "median wait", "p95 wait", "failed", "tickets");
    chapters.forEach(chapter -> row(table, chapter.name(), orders(chapter)));
    return table.toString();
  }

  private void row(StringBuilder table, String name, List<ImageOrder> orders) {
    Figures figures = figures(orders);
    append(
        table,
        name,
        String.format(Locale.ROOT, "%,d", orders.size()),
        String.format(Locale.ROOT, "%,d", orders.stream().filter(this::isMoved).count()),
        seconds(figures.median()),
        seconds(figures.p95()),
        percent(figures.failed(), figures),
        percent(figures.tickets(), figures));
  }

  private static void append(StringBuilder table, Object... cells) {
    table.append(String.format(Locale.ROOT, "%-20s %7s  %10s  %11s  %8s  %7s  %7s%n", cells));
  }

  private List<ImageOrder> orders(Chapter chapter) {
    int next = chapters.indexOf(chapter) + 1;
    Instant until = next < chapters.size() ? chapters.get(next).from() : Instant.MAX;
    return book.accepted(chapter.from(), until);
  }

  private static Figures figures(List<ImageOrder> orders) {
    return Figures.of(orders.stream().filter(ImageOrder::isEnded).toList());
  }

  private boolean isMoved(ImageOrder order) {
    return control.sideOf(order.id()).filter(Side.CANDIDATE::equals).isPresent();
  }

  /** Every change of the migration: when, who, from what to what, and why. */
  String audit() {
    StringBuilder audit = new StringBuilder();
    for (AuditEntry entry : control.audit()) {
      audit.append(
          String.format(
              Locale.ROOT,
              "%2d  %tT  %-11s  %s -> %s%n%s%n",
              entry.number(),
              entry.at().atZone(ZoneId.systemDefault()),
              entry.reason().who(),
              entry.from(),
              entry.to(),
              Lines.wrap("    ", 4, entry.reason().why() + evidence(entry))));
    }
    return audit.toString();
  }

  private static String evidence(AuditEntry entry) {
    Map<String, String> seen = entry.reason().evidence();
    return Verdict.PASS.name().equals(seen.get("verdict"))
        ? ". Failed: "
            + seen.get("failures.candidate")
            + " beside legacy's "
            + seen.get("failures.legacy")
            + "; late: "
            + seen.get("latency.late")
        : "";
  }

  /** The stages that were entered, in their order. */
  List<String> stages() {
    return control.audit().stream().map(AuditEntry::to).toList();
  }

  /** The change by which the ramp took the bad release back. */
  AuditEntry rollback() {
    return control.audit().stream()
        .filter(entry -> entry.reason().who().startsWith("ramp"))
        .filter(entry -> entry.to().equals(Stage.LEGACY_ONLY.toString()))
        .findFirst()
        .orElseThrow();
  }

  /** Before and after, what the bad release did, and whether anything was lost or paid twice. */
  String conclusion() {
    Figures before = figures(orders(chapters.get(1)));
    Figures after =
        figures(
            chapters.subList(chapters.size() - 2, chapters.size()).stream()
                .flatMap(chapter -> orders(chapter).stream())
                .toList());
    Chapter faulty = Objects.requireNonNull(bad);
    List<ImageOrder> its = orders(faulty).stream().filter(this::isMoved).toList();
    return String.format(
        Locale.ROOT,
        "Who waits longer than %s for a picture, or gets none, writes a ticket.%n"
            + "Before: half waited up to %s, 19 in 20 up to %s; a ticket for %s of the orders.%n"
            + "After:  half waited up to %s, 19 in 20 up to %s; a ticket for %s of the orders.%n"
            + "The bad release drew for %s until the ramp took it back: %,d orders, %,d tickets.%n"
            + "%s",
        seconds(SupportDesk.PATIENCE),
        seconds(before.median()),
        seconds(before.p95()),
        percent(before.tickets(), before),
        seconds(after.median()),
        seconds(after.p95()),
        percent(after.tickets(), after),
        seconds(Duration.between(faulty.from(), rollback().at())),
        its.size(),
        figures(its).tickets(),
        verdict());
  }

  private String verdict() {
    List<String> complaints = complaints();
    if (!complaints.isEmpty()) {
      return "This must not be: " + String.join("; ", complaints) + ".";
    }
    String away =
        customers.turnedAway() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "The old generator was so far behind that %,d customers were turned away.%n",
                customers.turnedAway());
    return away
        + String.format(
            Locale.ROOT,
            "All %,d orders have ended, each on one side. \"Buy\" was pressed twice for %,d carts,"
                + " and%nthe second press found the first one's order each time. %,d pictures were"
                + " delivered and as%nmany charged: nobody paid twice.",
            book.orders().size(),
            customers.pressedTwice(),
            billing.pictures());
  }

  /** What must not be, whatever a migration does; empty if all is well. */
  List<String> complaints() {
    Set<OrderId> ended =
        book.orders().stream()
            .filter(ImageOrder::isEnded)
            .map(ImageOrder::id)
            .collect(Collectors.toSet());
    Set<OrderId> lost = new HashSet<>(customers.orders());
    lost.removeAll(ended);
    int delivered = book.orders().stream().mapToInt(order -> order.readyImages().size()).sum();
    return Stream.of(
            complaint(lost.size(), "orders have not ended"),
            complaint(book.listedTwice(), "orders are on both sides"),
            complaint(
                customers.pressedTwice() - customers.foundAgain(),
                "second presses on \"buy\" made another order"),
            complaint(billing.chargedTwice(), "customers were charged twice"),
            complaint(delivered - billing.pictures(), "pictures were not charged"),
            complaint(billing.pictures() - delivered, "pictures were charged and not delivered"))
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private static String complaint(int count, String words) {
    return count > 0 ? count + " " + words : "";
  }

  private static String percent(int some, Figures all) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * some / Math.max(1, all.orders()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
