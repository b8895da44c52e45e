package org.imageorders.migration.compare;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imageorders.Money;
import org.imageorders.OrderStatus;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Outcome;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Twin;

/** The part of a dossier that is drawn: waiting, cost and likeness of both sides. */
final class DossierPlots {

  private static final double MILLIS = 1000;

  private final List<ComparedOrder> candidate;
  private final List<ComparedOrder> noise;
  private final ComparisonLadder ladder;

  private DossierPlots(Mismatches found, ComparisonLadder ladder) {
    candidate = found.pairs(Twin.CANDIDATE);
    noise = found.pairs(Twin.LEGACY);
    this.ladder = ladder;
  }

  static String html(Mismatches found, ComparisonLadder ladder) {
    DossierPlots plots = new DossierPlots(found, ladder);
    return plots.sides() + plots.likeness();
  }

  /** How an order ended, in words. */
  static String outcome(Outcome outcome) {
    return Html.text(
        String.format(
            Locale.ROOT,
            "%s after %.1f s for %s",
            outcome.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            seconds(outcome.time()),
            money(outcome.cost())));
  }

  private String sides() {
    List<Outcome> legacy = candidate.stream().map(ComparedOrder::original).toList();
    List<Outcome> copies = candidate.stream().map(ComparedOrder::copy).toList();
    Function<Outcome, Stream<Double>> time =
        one ->
            one.status() == OrderStatus.COMPLETED ? Stream.of(seconds(one.time())) : Stream.empty();
    Series legacyTimes = series("Legacy", "legacy", legacy, time);
    Series copyTimes = series("Candidate", "candidate", copies, time);
    String waiting =
        new CumulativePlot(
                "Waiting",
                "seconds from acceptance to completion",
                List.of(legacyTimes, copyTimes),
                OptionalDouble.empty())
            .html();
    return "<section>\n<h2>Waiting and cost</h2>\n<p>The share of orders that had waited, or cost,"
        + " no more than so much. Farther left is better.</p>\n<div class=\"plots\">\n"
        + waiting
        + cost(legacy, copies)
        + "</div>\n<div class=\"wide\"><table>\n<thead><tr><th>Side</th><th class=\"n\">Median"
        + " wait</th><th class=\"n\">95th percentile</th><th class=\"n\">Not completed</th>"
        + "<th class=\"n\">Cost in all</th></tr></thead>\n<tbody>\n"
        + row("Legacy", legacy, legacyTimes)
        + row("Candidate", copies, copyTimes)
        + "</tbody>\n</table></div>\n</section>\n";
  }

  private static String cost(List<Outcome> legacy, List<Outcome> copies) {
    List<String> currencies =
        Stream.concat(legacy.stream(), copies.stream())
            .map(one -> one.cost().currency().getCurrencyCode())
            .distinct()
            .sorted()
            .toList();
    if (currencies.size() > 1) {
      return "<p class=\"none\">Costs are in "
          + String.join(" and ", currencies)
          + ", which no axis can hold together.</p>\n";
    }
    Function<Outcome, Stream<Double>> cost = one -> Stream.of(one.cost().amount().doubleValue());
    return new CumulativePlot(
            "Cost",
            String.join("", currencies) + " for an order",
            List.of(
                series("Legacy", "legacy", legacy, cost),
                series("Candidate", "candidate", copies, cost)),
            OptionalDouble.empty())
        .html();
  }

  private static String row(String side, List<Outcome> outcomes, Series times) {
    int failed = outcomes.size() - times.size();
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th><td class=\"n\">%.1f s</td><td class=\"n\">%.1f s</td>"
            + "<td class=\"n\">%d of %d</td><td class=\"n\">%s</td></tr>\n",
        side,
        times.quantile(0.5),
        times.quantile(0.95),
        failed,
        outcomes.size(),
        Html.text(total(outcomes)));
  }

  private static String total(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(Outcome::cost)
        .collect(Collectors.toMap(Money::currency, Function.identity(), Money::plus))
        .values()
        .stream()
        .map(DossierPlots::money)
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  /** With as many digits as the currency has at least, so that sums stand one below the other. */
  private static String money(Money sum) {
    int digits = Math.max(sum.amount().scale(), sum.currency().getDefaultFractionDigits());
    return sum.amount().setScale(digits).toPlainString() + " " + sum.currency().getCurrencyCode();
  }

  private String likeness() {
    Function<Resemblance, Stream<Double>> distance =
        one -> one.hashDistance().stream().mapToObj(bits -> (double) bits);
    Function<Resemblance, Stream<Double>> similarity = one -> one.similarity().stream().boxed();
    String hashes =
        new CumulativePlot(
                "Distance of the hashes",
                "bits of 64 that differ",
                both(distance),
                OptionalDouble.of(64))
            .html(OptionalDouble.of(ladder.mostHashDistance()), "most for alike");
    String structures =
        new CumulativePlot(
                "Likeness of structure",
                "mean SSIM, 1 is the same picture",
                both(similarity),
                OptionalDouble.of(1))
            .html(OptionalDouble.of(ladder.leastSimilarity()), "least for alike");
    return "<section>\n<h2>How alike the pictures are</h2>\n<p>The share of pictures up to so much."
        + " Where both lines run together, the candidate is as like legacy as legacy is like"
        + " itself. SSIM is known only where the hashes are near each other.</p>\n<div class=\"plots\">\n"
        + hashes
        + structures
        + "</div>\n</section>\n";
  }

  private List<Series> both(Function<Resemblance, Stream<Double>> value) {
    return List.of(
        series("Candidate", "candidate", images(candidate), value),
        series("Baseline", "noise", images(noise), value));
  }

  private static List<Resemblance> images(List<ComparedOrder> pairs) {
    return pairs.stream().flatMap(pair -> pair.images().stream()).toList();
  }

  private static <T> Series series(
      String name, String style, List<T> all, Function<T, Stream<Double>> value) {
    return new Series(name, style, all.stream().flatMap(value).toList());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / MILLIS;
  }
}
