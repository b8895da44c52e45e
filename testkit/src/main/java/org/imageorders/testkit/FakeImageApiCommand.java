package org.imageorders.testkit;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link FakeImageApi} by hand: its options, and a line a call. */
final class FakeImageApiCommand {

  static final String HELP =
      """
      Serves a fake of OpenAI's image API on this machine until it is stopped (Ctrl-C).

        --port N               the port; any that is free unless set
        --api-key KEY          the only key that is let in; any unless set
        --images-per-minute N  the limit of images in any sixty seconds; none unless set
        --latency MS[,MS]      how long a call takes in milliseconds: always, or the median
                               and the 95th percentile; no time unless set
        --image-bytes N        how many bytes an image has at least; a few hundred unless set
        --fault-share PERCENT  so many of a hundred calls go wrong, in every way that there is
        --seed N               which calls do, and how long each takes; 0 unless set
        --help                 this
      """;

  private static final Pattern LATENCY = Pattern.compile("([0-9]{1,9})(?:,([0-9]{1,9}))?");

  private FakeImageApiCommand() {}

  /**
   * Starts the API that the options describe.
   *
   * @throws IllegalArgumentException if they describe none
   */
  static FakeImageApi start(List<String> args, PrintStream out) {
    FakeImageApi.Builder builder =
        FakeImageApi.builder().alsoAccept("response_format", "style").onCall(out::println);
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(args.get(i) + " needs a value; --help tells more");
      }
      set(builder, args.get(i), args.get(i + 1));
    }
    FakeImageApi api = builder.start();
    out.println("base URL: " + api.baseUrl());
    return api;
  }

  private static void set(FakeImageApi.Builder builder, String option, String value) {
    switch (option) {
      case "--port" -> builder.port((int) number(option, value, 65_535));
      case "--api-key" -> builder.apiKey(value);
      case "--images-per-minute" ->
          builder.imagesPerMinute((int) number(option, value, Integer.MAX_VALUE));
      case "--latency" -> setLatency(builder, value);
      case "--image-bytes" -> builder.imageBytes(number(option, value, Long.MAX_VALUE));
      case "--fault-share" -> {
        double each = (double) number(option, value, 100) / Fault.menu().size();
        Fault.menu().forEach(fault -> builder.percent(each, fault));
      }
      case "--seed" -> builder.seed(number(option, value, Long.MAX_VALUE));
      default -> throw new IllegalArgumentException("no option " + option + "; see --help");
    }
  }

  private static void setLatency(FakeImageApi.Builder builder, String value) {
    Matcher matcher = LATENCY.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--latency " + value + ": use milliseconds, such as 2000 or 2000,9000");
    }
    Duration median = Duration.ofMillis(Long.parseLong(matcher.group(1)));
    String p95 = matcher.group(2);
    builder.latency(median, p95 == null ? median : Duration.ofMillis(Long.parseLong(p95)));
  }

  private static long number(String option, String value, long most) {
    if (value.matches("[0-9]{1,18}") && Long.parseLong(value) <= most) {
      return Long.parseLong(value);
    }
    throw new IllegalArgumentException(option + " " + value + ": use a number up to " + most);
  }
}
