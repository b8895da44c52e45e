package org.imageorders.examples.benchmarks;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imageorders.examples.benchmarks.subject.ImageSystem;

/** What a benchmark found: a figure a row, a system a column. Thread-safe. */
final class Report {

  private static final MathContext DIGITS = new MathContext(4);

  private record Cell(String figure, String system) {}

  private final Benchmark benchmark;
  private final Set<String> systems;
  private final Map<String, String> units = new LinkedHashMap<>();
  private final Map<Cell, String> cells = new LinkedHashMap<>();
  private final List<String> results = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  Report(Benchmark benchmark, List<String> systems) {
    this.benchmark = benchmark;
    this.systems = new LinkedHashSet<>(systems);
  }

  /** A figure that was measured. */
  void figure(String name, ImageSystem system, double value, String unit) {
    figure(name, system.toString(), value, unit);
  }

  /** A figure that was measured, of a system that does not draw. */
  synchronized void figure(String name, String system, double value, String unit) {
    String text = number(value);
    cell(name, system, text, unit);
    results.add("RESULT " + benchmark.name() + "." + name + "." + system + " " + text + " " + unit);
  }

  /** A figure that is a count. */
  void figure(String name, ImageSystem system, long count, String unit) {
    figure(name, system, (double) count, unit);
  }

  /** A figure that is not there, and in a word or two why. */
  void without(String name, ImageSystem system, String why, String unit) {
    without(name, system.toString(), why, unit);
  }

  /** A figure that is not there, of a system that does not draw. */
  synchronized void without(String name, String system, String why, String unit) {
    cell(name, system, why, unit);
  }

  /** Something to know about a system. */
  synchronized void note(ImageSystem system, String text) {
    notes.add(system + ": " + text);
  }

  private void cell(String name, String system, String text, String unit) {
    systems.add(system);
    units.putIfAbsent(name, unit);
    cells.put(new Cell(name, system), text);
  }

  /** Four digits at most, but whole numbers as they are. */
  static String number(double value) {
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded =
        exact.abs().compareTo(BigDecimal.valueOf(1_000)) < 0
            ? exact.round(DIGITS)
            : exact.setScale(0, DIGITS.getRoundingMode());
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  synchronized void print(PrintStream out) {
    List<List<String>> table = new ArrayList<>();
    table.add(row(benchmark.name(), List.copyOf(systems)));
    units.forEach(
        (name, unit) ->
            table.add(
                row(
                    name + ", " + unit,
                    systems.stream()
                        .map(system -> cells.getOrDefault(new Cell(name, system), "-"))
                        .toList())));
    out.println();
    table.forEach(row -> out.println(aligned(row, table)));
    notes.forEach(note -> out.println("  " + note));
    out.println();
    results.forEach(out::println);
  }

  private static List<String> row(String first, List<String> others) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(others);
    return row;
  }

  /** The first column to the left, the others to the right. */
  private static String aligned(List<String> row, List<List<String>> table) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int at = column;
      int width = table.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
      String padding = " ".repeat(width - row.get(column).length());
      line.append(column == 0 ? row.get(column) + padding : "  " + padding + row.get(column));
    }
    return line.toString();
  }
}
