package org.imageorders.migration.compare;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The values of one side, in ascending order. */
final class Series {

  private final String name;
  private final String style;
  private final double[] sorted;

  /**
   * Sorts values.
   *
   * @param name of the side
   * @param style the class that draws it: {@code legacy}, {@code candidate} or {@code noise}
   */
  Series(String name, String style, Collection<Double> values) {
    this.name = name;
    this.style = style;
    sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  String name() {
    return name;
  }

  String style() {
    return style;
  }

  boolean isEmpty() {
    return sorted.length == 0;
  }

  int size() {
    return sorted.length;
  }

  /** The value that this share of all values does not exceed; 0 if there are none. */
  double quantile(double share) {
    return isEmpty() ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  double mean() {
    return Arrays.stream(sorted).average().orElse(0);
  }

  /** The n-th smallest value, from 0. */
  double get(int n) {
    return sorted[n];
  }

  /** A swatch and the name. */
  String legend() {
    return String.format(
        Locale.ROOT,
        "<span class=\"key\"><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line %s\""
            + " d=\"M0 4H24\"/></svg>%s <small>(%d)</small></span>",
        style,
        Html.text(name),
        sorted.length);
  }
}
