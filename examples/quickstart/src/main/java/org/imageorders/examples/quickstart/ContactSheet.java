package org.imageorders.examples.quickstart;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.imageorders.GeneratedImage;

/**
 * Writes index.html: every picture of a run with its prompt, pixels, bytes and time. It needs
 * nothing but the pictures beside it: styles stand inside, there are no scripts, and nothing is
 * loaded from a network.
 */
final class ContactSheet {

  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LONGEST_TITLE = 120;
  private static final int LOADED_AT_ONCE = 24;

  private ContactSheet() {}

  /**
   * Writes the sheet.
   *
   * @param orderJson the name of the file that holds the orders
   */
  static void write(Report report, String provider, String orderJson, Path file)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      head(report, provider, out);
      List<Picture> ready = report.ready();
      if (!ready.isEmpty()) {
        out.write(
            "<main class=\"" + (ready.size() <= 4 ? "few-" + ready.size() : "many") + "\">\n");
        for (int i = 0; i < ready.size(); i++) {
          figure(ready.get(i), i < LOADED_AT_ONCE ? "eager" : "lazy", out);
        }
        out.write("</main>\n");
      }
      failures(report, out);
      out.write(
          "<footer><a href=\""
              + escape(orderJson)
              + "\">"
              + escape(orderJson)
              + "</a>"
              + " has the orders, every call and what it cost.</footer>\n</body>\n</html>\n");
    }
  }

  private static void head(Report report, String provider, Writer out) throws IOException {
    List<String> prompts =
        report.plan().orders().stream()
            .flatMap(part -> part.slots().stream())
            .map(Plan.Slot::prompt)
            .distinct()
            .toList();
    String title =
        prompts.size() == 1
            ? Words.line(prompts.get(0), LONGEST_TITLE)
            : prompts.size() + " prompts";
    out.write(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="generator" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <p class="kind">Contact sheet</p>
        <h1 dir="auto">%s</h1>
        <dl>
        """
            .formatted(Gallery.MARK, escape(title), style(), escape(title)));
    fact(
        "Images",
        report.isComplete()
            ? "" + report.ready().size()
            : report.ready().size() + " of " + report.plan().images(),
        out);
    fact("Size", Words.bytes(report.bytes()), out);
    fact("Time", Words.time(report.times().taken()), out);
    fact("Cost", Words.sum(report.spent()), out);
    if (!report.atRisk().isEmpty()) {
      fact("Possibly more", Words.sum(report.atRisk()), out);
    }
    fact("Provider", provider, out);
    fact(report.cancelled() ? "Cancelled" : "Made", WHEN.format(report.times().ended()), out);
    out.write("</dl>\n</header>\n");
  }

  private static void fact(String name, String value, Writer out) throws IOException {
    out.write("<div><dt>" + name + "</dt><dd>" + escape(value) + "</dd></div>\n");
  }

  private static void figure(Picture picture, String loading, Writer out) throws IOException {
    GeneratedImage image = picture.image();
    String file = escape(picture.file());
    String prompt = escape(picture.prompt());
    out.write(
        """
        <figure>
        <a href="%s"><img src="%s" width="%d" height="%d" alt="%s" loading="%s"></a>
        <figcaption><p dir="auto" title="%s">%s</p><ul><li>%d × %d<li>%s<li>%s</ul></figcaption>
        </figure>
        """
            .formatted(
                file,
                file,
                image.size().width(),
                image.size().height(),
                prompt,
                loading,
                prompt,
                prompt,
                image.size().width(),
                image.size().height(),
                Words.bytes(image.bytes()),
                Words.time(picture.time())));
  }

  private static void failures(Report report, Writer out) throws IOException {
    List<Report.Missing> failed = report.failed();
    if (failed.isEmpty()) {
      return;
    }
    out.write("<section>\n<h2>" + Words.images(failed.size()) + " missing</h2>\n<ul>\n");
    for (Report.Missing missing : failed) {
      out.write(
          "<li><p dir=\"auto\">"
              + escape(missing.prompt())
              + "</p><code>"
              + escape(missing.failure().code().name())
              + "</code> "
              + escape(missing.failure().message())
              + "\n");
    }
    out.write("</ul>\n</section>\n");
  }

  /** Text as it may stand between tags and in quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c == '\t' || c >= ' ' ? c : ' ');
      }
    }
    return escaped.toString();
  }

  private static String style() throws IOException {
    try (InputStream css = ContactSheet.class.getResourceAsStream("contact-sheet.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
