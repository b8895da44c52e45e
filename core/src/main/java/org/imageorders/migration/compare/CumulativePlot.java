package org.imageorders.migration.compare;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A plot of which share of the values lies at or below each value, one line a side: every value
 * counts, and none is hidden in a mean.
 */
final class CumulativePlot {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 250;
  private static final int LEFT = 52;
  private static final int RIGHT = WIDTH - 18;
  private static final int TOP = 12;
  private static final int BOTTOM = HEIGHT - 46;
  private static final int MOST_STEPS = 200;
  private static final int TICKS = 5;

  private final String title;
  private final String unit;
  private final List<Series> series;
  private final double end;
  private final double tick;

  /**
   * A plot.
   *
   * @param title what is plotted
   * @param unit the name of the horizontal axis, with its unit
   * @param series one or more; those without values are left out
   * @param end of the horizontal axis; where empty, beyond all but the highest hundredth
   */
  CumulativePlot(String title, String unit, List<Series> series, OptionalDouble end) {
    this.title = title;
    this.unit = unit;
    this.series = series.stream().filter(one -> !one.isEmpty()).toList();
    double largest =
        end.orElseGet(
            () -> this.series.stream().mapToDouble(one -> one.quantile(0.99)).max().orElse(0));
    tick = tick(largest > 0 ? largest : 1);
    // A line that rises at the very edge could not be told from the edge.
    this.end = end.isPresent() ? largest : (Math.floor(largest / tick + 1e-9) + 1) * tick;
  }

  /** 1, 2 or 5 times a power of ten, so that about five of them fill the axis. */
  private static double tick(double largest) {
    double rough = largest / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  /** The plot, without a threshold. */
  String html() {
    return html(OptionalDouble.empty(), "");
  }

  /**
   * The plot with a line upright.
   *
   * @param threshold where the line stands
   * @param meaning its name
   */
  String html(OptionalDouble threshold, String meaning) {
    String drawing =
        series.isEmpty() ? "<p class=\"none\">Nothing to plot yet.</p>" : svg(threshold, meaning);
    return "<figure class=\"plot\"><figcaption><b>"
        + Html.text(title)
        + "</b>"
        + series.stream().map(Series::legend).collect(Collectors.joining())
        + "</figcaption>"
        + drawing
        + note()
        + "</figure>\n";
  }

  private String note() {
    boolean cut = series.stream().anyMatch(one -> one.quantile(1) > end);
    return cut ? "<p class=\"note\">The highest 1 % lie beyond the right edge.</p>" : "";
  }

  private String svg(OptionalDouble threshold, String meaning) {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
        WIDTH,
        HEIGHT,
        Html.text(title));
    for (int percent = 0; percent <= 100; percent += 25) {
      double y = y(percent / 100.0);
      add(svg, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, RIGHT);
      add(svg, "<text class=\"end\" x=\"%d\" y=\"%.1f\">%d %%</text>", LEFT - 6, y + 4, percent);
    }
    for (int i = 0; i * tick <= end * 1.0001; i++) {
      double x = x(i * tick);
      add(svg, "<path class=\"tick\" d=\"M%.1f %dv5\"/>", x, BOTTOM);
      add(
          svg,
          "<text class=\"mid\" x=\"%.1f\" y=\"%d\">%s</text>",
          x,
          BOTTOM + 18,
          number(i * tick));
    }
    add(svg, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, BOTTOM, RIGHT);
    add(
        svg,
        "<text class=\"mid\" x=\"%d\" y=\"%d\">%s</text>",
        (LEFT + RIGHT) / 2,
        HEIGHT - 8,
        Html.text(unit));
    series.forEach(one -> add(svg, "<path class=\"line %s\" d=\"%s\"/>", one.style(), steps(one)));
    threshold.ifPresent(at -> threshold(svg, at, meaning));
    return svg.append("</svg>").toString();
  }

  private void threshold(StringBuilder svg, double at, String meaning) {
    boolean left = x(at) > (LEFT + RIGHT) / 2.0;
    add(svg, "<path class=\"threshold\" d=\"M%.1f %dV%d\"/>", x(at), TOP, BOTTOM);
    add(
        svg,
        "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>",
        left ? "end" : "start",
        x(at) + (left ? -5 : 5),
        left ? TOP + 14 : BOTTOM - 8,
        Html.text(meaning));
  }

  /** Of many values only some steps are drawn: more could not be told apart. */
  private String steps(Series one) {
    StringBuilder path = new StringBuilder();
    add(path, "M%.1f %.1f", x(0), y(0));
    int count = Math.min(one.size(), MOST_STEPS);
    for (int step = 1; step <= count; step++) {
      int rank = (int) ((long) step * one.size() / count);
      double value = one.get(rank - 1);
      if (value > end) {
        return path.append("H").append(RIGHT).toString();
      }
      add(path, "H%.1fV%.1f", x(value), y((double) rank / one.size()));
    }
    return path.append("H").append(RIGHT).toString();
  }

  private double x(double value) {
    return LEFT + Math.max(0, value) / end * (RIGHT - LEFT);
  }

  private double y(double share) {
    return BOTTOM - share * (BOTTOM - TOP);
  }

  private String number(double value) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(tick) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
