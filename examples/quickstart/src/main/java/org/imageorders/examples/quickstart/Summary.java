package org.imageorders.examples.quickstart;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.imageorders.GeneratedImage;

/** The table at the end of a run. Plain ASCII, so that it reads the same on every terminal. */
final class Summary {

  private static final int MOST_ROWS = 40;

  private Summary() {}

  static void print(Report report, Report.Files files, String directory, PrintStream out) {
    List<Picture> ready = report.ready();
    List<Picture> shown = ready.subList(0, Math.min(ready.size(), MOST_ROWS));
    int width = shown.stream().mapToInt(picture -> picture.file().length()).max().orElse(0);
    width = Math.max(directory.length() + width, "image".length());
    if (!shown.isEmpty()) {
      out.println();
      out.println(row(width, "image", "pixels", "bytes", "time", "cost"));
    }
    for (Picture picture : shown) {
      GeneratedImage image = picture.image();
      out.println(
          row(
              width,
              directory + picture.file(),
              image.size().toString(),
              String.format(Locale.ROOT, "%,d", image.bytes()),
              Words.time(picture.time()),
              Words.money(picture.cost())));
    }
    if (shown.size() < ready.size()) {
      out.println("and " + (ready.size() - shown.size()) + " more");
    }
    out.println();
    out.println(
        (report.cancelled() ? "Cancelled: " : "")
            + ready.size()
            + " of "
            + Words.images(report.plan().images())
            + ", "
            + Words.bytes(report.bytes())
            + ", "
            + Words.time(report.times().taken())
            + ", cost: "
            + Words.sum(report.spent())
            + (report.atRisk().isEmpty()
                ? ""
                : ", possibly " + Words.sum(report.atRisk()) + " more"));
    out.println("Contact sheet: " + directory + files.sheet());
    out.println("Orders:        " + directory + files.order());
  }

  private static String row(int width, String image, String... values) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-" + width + "s", image));
    int[] widths = {9, 11, 11, 9};
    for (int i = 0; i < values.length; i++) {
      row.append("  ").append(String.format(Locale.ROOT, "%" + widths[i] + "s", values[i]));
    }
    return row.toString();
  }
}
