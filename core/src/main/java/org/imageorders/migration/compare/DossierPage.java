package org.imageorders.migration.compare;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;
import org.jspecify.annotations.Nullable;

/** The page of a dossier. */
final class DossierPage {

  /** Says where the page's pictures are, for whoever replaces it. */
  static final String PICTURES = "<meta name=\"pictures\" content=\"";

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final StringBuilder page = new StringBuilder();
  private final Mismatches found;
  private final Tally candidate;
  private final Tally noise;
  private final String pictures;

  /**
   * A page.
   *
   * @param pictures the directory of its pictures, beside it
   */
  DossierPage(Mismatches found, String pictures) {
    this.found = found;
    this.pictures = pictures;
    candidate = found.tally(Twin.CANDIDATE);
    noise = found.tally(Twin.LEGACY);
  }

  String html(String title, String css, ComparisonLadder ladder, List<PairPictures.Pair> worst) {
    add(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
        <meta name="robots" content="noindex">
        <meta name="color-scheme" content="light dark">
        %s%s">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <h1>%s</h1>
        <p class="when">As of %s</p>
        """,
        PICTURES, pictures, Html.text(title), css, Html.text(title), MINUTE.format(found.asOf()));
    verdict();
    tiles();
    add("</header>\n<main>\n");
    causes();
    page.append(DossierPlots.html(found, ladder));
    worst(worst);
    rules();
    add("</main>\n</body>\n</html>\n");
    return page.toString();
  }

  private void verdict() {
    if (candidate.seen() == 0) {
      add("<p class=\"verdict\">No order has been compared with the candidate yet.</p>\n");
      return;
    }
    String differ =
        String.format(
            Locale.ROOT,
            "<b>%d of %d</b> orders differ from legacy’s: %s.",
            candidate.allDifferent(),
            candidate.seen(),
            unbroken(Excess.percent(candidate.share())));
    if (noise.seen() == 0) {
      add(
          "<p class=\"verdict\">%s There is no A/A baseline, so nobody knows how much of that is"
              + " noise.</p>\n",
          differ);
      return;
    }
    Excess excess = found.excess();
    add(
        "<p class=\"verdict\">%s Legacy differs from itself in %s of %d. The candidate has"
            + " <b>%s</b>: %s.</p>\n",
        differ,
        unbroken(Excess.percent(noise.share())),
        noise.seen(),
        excess,
        excess.isBeyondChance()
            ? "<b class=\"bad\">more than noise explains</b>"
            : "<b class=\"good\">no more than noise explains</b>");
  }

  /** On one line, however narrow the page is. */
  private static String unbroken(String number) {
    return number.replace(" ", "&nbsp;");
  }

  private void tiles() {
    add("<dl class=\"tiles\">\n");
    tile("Orders drawn twice", candidate.orders(), "");
    tile("Alike", candidate.alike(), "good");
    tile("Different", candidate.allDifferent(), "bad");
    tile("Ignored by rule", candidate.ignored(), "");
    tile("Not looked at", candidate.unseen(), "");
    tile("Legacy beside itself", noise.orders(), "");
    add("</dl>\n");
  }

  private void tile(String name, int count, String style) {
    add("<div><dt>%s</dt><dd class=\"%s\">%d</dd></div>\n", name, count == 0 ? "" : style, count);
  }

  private void causes() {
    add(
        """
        <section>
        <h2>What differs</h2>
        <p>Each order counts once, at the lowest rung that failed for one of its pictures. The
        baseline, in grey, is legacy drawn twice (A/A).</p>
        <div class="wide"><table class="causes">
        <thead><tr><th>Cause</th><th class="n">Candidate</th><th class="bars">Share of orders</th>
        <th class="n">Baseline</th><th class="n">Beyond noise</th></tr></thead>
        <tbody>
        """);
    for (Rung rung : Rung.values()) {
      if (rung != Rung.READABLE && (rung != Rung.UNRECOGNIZED || candidate.different(rung) > 0)) {
        cause(rung);
      }
    }
    add("</tbody>\n</table></div>\n");
    if (candidate.unseen() > 0) {
      add(
          "<p class=\"note\">%d orders could not be looked at: this JVM has no reader for their"
              + " format. They count neither way.</p>\n",
          candidate.unseen());
    }
    add("</section>\n");
  }

  private void cause(Rung rung) {
    double share = Excess.share(candidate.different(rung), candidate.seen());
    double base = Excess.share(noise.different(rung), noise.seen());
    Excess excess = found.excess(rung);
    boolean none = candidate.different(rung) + noise.different(rung) == 0;
    add(
        "<tr%s><th scope=\"row\">%s<small>%s</small></th><td class=\"n\">%d<small>%s</small></td>"
            + "<td class=\"bars\">%s%s</td><td class=\"n\">%s</td><td class=\"n%s\">%s</td></tr>\n",
        none ? " class=\"zero\"" : "",
        Words.cause(rung),
        Words.meaning(rung),
        candidate.different(rung),
        Excess.percent(share),
        bar("candidate", share),
        bar("noise", base),
        noise.seen() == 0
            ? "–"
            : noise.different(rung) + "<small>" + Excess.percent(base) + "</small>",
        excess.isBeyondChance() && !none ? " bad" : "",
        none ? "–" : points(excess));
  }

  private static String points(Excess excess) {
    return String.format(
            Locale.ROOT,
            "%+.1f&nbsp;pp<small>%.1f to %.1f</small>",
            excess.points() * 100,
            excess.low() * 100,
            excess.high() * 100)
        .replace('-', '−');
  }

  private static String bar(String style, double share) {
    return String.format(
        Locale.ROOT,
        "<svg class=\"bar\" aria-hidden=\"true\"><rect class=\"%s\" width=\"%.1f%%\""
            + " height=\"100%%\"/></svg>",
        style,
        share * 100);
  }

  private void worst(List<PairPictures.Pair> pairs) {
    add("<section>\n<h2>The worst pairs</h2>\n");
    if (pairs.isEmpty()) {
      add("<p>No picture differs.</p>\n</section>\n");
      return;
    }
    add(
        "<p>Of each cause the farthest apart. In the third picture what differs is magenta, the"
            + " rest is pale.</p>\n");
    for (PairPictures.Pair pair : pairs) {
      Mismatch mismatch = pair.mismatch();
      add(
          "<article>\n<h3>%s <span>%s</span></h3>\n<div class=\"pair\">\n",
          Words.cause(mismatch.rung()), Html.text(mismatch.image().why()));
      picture("Legacy", pair.original().file(), pair.original().note());
      picture("Candidate", pair.copy().file(), pair.copy().note());
      pair.difference().ifPresent(file -> picture("Difference", file, ""));
      add(
          "</div>\n<p class=\"note\">Picture %d of order <code>%s</code>: legacy %s; candidate %s"
              + " as <code>%s</code></p>\n</article>\n",
          mismatch.index() + 1,
          Html.text(mismatch.order().original().order().toString()),
          DossierPlots.outcome(mismatch.order().original()),
          DossierPlots.outcome(mismatch.order().copy()),
          Html.text(mismatch.order().copy().order().toString()));
    }
    add("</section>\n");
  }

  private void picture(String side, @Nullable String file, String note) {
    String shown =
        Optional.ofNullable(file)
            .map(
                name ->
                    String.format(
                        Locale.ROOT,
                        "<a href=\"%1$s/%2$s\"><img src=\"%1$s/%2$s\" alt=\"%3$s\""
                            + " loading=\"lazy\"></a>",
                        pictures,
                        name,
                        side))
            .orElse("<div class=\"gone\">no picture</div>");
    add("<figure>%s<figcaption><b>%s</b> %s</figcaption></figure>\n", shown, side, Html.text(note));
  }

  private void rules() {
    add("<section>\n<h2>Ignore rules</h2>\n");
    if (found.rules().isEmpty()) {
      add("<p>None: every difference counts.</p>\n</section>\n");
      return;
    }
    add(
        """
        <div class="wide"><table>
        <thead><tr><th>Cause</th><th>Why</th><th>Until</th><th class="n">Pictures</th></tr></thead>
        <tbody>
        """);
    for (Mismatches.RuleUse use : found.rules()) {
      String state =
          use.expired() ? "expired: counts again" : use.pictures() == 0 ? "unused" : "holds";
      add(
          "<tr%s><th scope=\"row\">%s</th><td>%s</td><td>%s<small>%s</small></td>"
              + "<td class=\"n\">%d</td></tr>\n",
          use.expired() ? " class=\"expired\"" : "",
          Words.cause(use.rule().rung()),
          Html.text(use.rule().why()),
          use.rule().until(),
          state,
          use.pictures());
    }
    add("</tbody>\n</table></div>\n</section>\n");
  }

  private void add(String format, Object... values) {
    page.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
  }
}
