package org.imageorders.examples.quickstart;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.Quality;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. Everything that can be refused without drawing is refused here.
 */
final class Arguments {

  static final int MOST_IMAGES = 10_000;

  private static final Set<String> REPEATABLE = Set.of("--prompt", "--prompts", "--edit");
  private static final Set<String> WITH_RESUME = Set.of("--out", "--base-url");

  static final String HELP =
      """
      Draws pictures from words, and lays them out on a contact sheet.

        --prompt TEXT     what a picture shows; give it again for another picture
        --prompts FILE    prompts from a UTF-8 file, one a line; blank lines and lines that
                          begin with # are left out
        --count N         pictures of each prompt, 1 to 10000; 1 unless given
        --size WxH        pixels, such as 1536x1024; 1024x1024 unless given
        --quality WORD    low, medium, high, or a word of the provider's own
        --previews N      previews on the way, 0 to 3, beside the pictures as NAME.preview.png
                          until they are ready; 0 unless given
        --edit FILE       a picture to start from: PNG, JPEG or WebP; give it again for
                          another
        --mask FILE       a PNG that is transparent where the first of them may change
        --out DIR         where everything goes; images unless given
        --provider NAME   offline (no key, no network); openai (needs -Popenai before -pl, and
                          the key in OPENAI_API_KEY); or the class name of an ImageProvider on
                          the class path; offline unless given
        --base-url URL    where a server speaks as OpenAI's does, such as
                          http://localhost:8080/v1; with --provider openai
        --model NAME      the provider's name of the model; its default unless given
        --seed N          another number draws other pictures of the same words
        --json            one JSON object a line on standard output, for programs
        --resume          finishes what a run that was killed left unfinished in DIR, as it was
                          asked for then; what was drawn is not paid for again. With --out,
                          --base-url and --json alone
        --help            this text

      DIR receives the pictures, order.json (orders, results, calls and what they cost) and
      index.html (the contact sheet). Nothing there is overwritten: a picture whose name is
      taken gets the next free number, unless the very same picture is there already; the
      index.html and order.json of an earlier run become index-1.html and order-1.json.

      Ends with 0 if every picture is there, 1 if some are not, 2 if the command is wrong.
      """;

  private final Set<String> given = new LinkedHashSet<>();
  private final List<String> prompts = new ArrayList<>();
  private int count = 1;
  private @Nullable ImageSize size;
  private @Nullable Quality quality;
  private int previews;
  private Path out = Path.of("images");
  private final List<Path> edits = new ArrayList<>();
  private @Nullable Path mask;
  private String provider = Providers.OFFLINE;
  private @Nullable URI baseUrl;
  private @Nullable String model;
  private @Nullable Long seed;
  private boolean json;
  private boolean resume;
  private boolean help;

  private Arguments() {}

  /**
   * Reads a command line.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} with the option, its value and the mend
   */
  static Arguments parse(List<String> line) {
    Arguments arguments = read(line);
    if (arguments.resume) {
      arguments.checkResume();
    } else if (!arguments.help) {
      arguments.check();
    }
    return arguments;
  }

  private static Arguments read(List<String> line) {
    Arguments arguments = new Arguments();
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String option = equals < 0 ? word : word.substring(0, equals);
      if (arguments.isSwitch(option, equals < 0)) {
        continue;
      }
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (isOption(option) && i + 1 < line.size() && !line.get(i + 1).startsWith("--")) {
        value = line.get(++i);
      } else {
        value = "";
      }
      if (!arguments.given.add(option) && !REPEATABLE.contains(option)) {
        throw ImageOrderException.invalid(option, value, "give it once");
      }
      arguments.set(option, value);
    }
    return arguments;
  }

  /** The options that make these pictures again: a line that {@link #resuming} understands. */
  List<String> line() {
    List<String> line = new ArrayList<>();
    prompts.forEach(prompt -> line.add("--prompt=" + prompt));
    line.add("--count=" + count);
    size().ifPresent(pixels -> line.add("--size=" + pixels));
    quality().ifPresent(word -> line.add("--quality=" + word.value()));
    line.add("--previews=" + previews);
    edits.forEach(file -> line.add("--edit=" + file));
    mask().ifPresent(file -> line.add("--mask=" + file));
    line.add("--provider=" + provider);
    baseUrl().ifPresent(url -> line.add("--base-url=" + url));
    model().ifPresent(name -> line.add("--model=" + name));
    seed().ifPresent(number -> line.add("--seed=" + number));
    return line;
  }

  /** What an earlier run was asked for, now that it is resumed with these arguments. */
  Arguments resuming(List<String> earlier) {
    Arguments first = read(earlier);
    first.out = out;
    first.json = json;
    first.baseUrl = baseUrl != null ? baseUrl : first.baseUrl;
    first.checkBaseUrl();
    return first;
  }

  private static boolean isOption(String word) {
    return word.startsWith("--");
  }

  private boolean isSwitch(String option, boolean bare) {
    switch (option) {
      case "--json" -> json = true;
      case "--resume" -> resume = true;
      case "--help", "-h" -> help = true;
      default -> {
        return false;
      }
    }
    if (!bare) {
      throw ImageOrderException.invalid(option, "=", "give it without a value");
    }
    return true;
  }

  private void set(String option, String value) {
    switch (option) {
      case "--prompt" -> prompts.add(present(option, value).strip());
      case "--prompts" -> prompts.addAll(PromptFile.read(path(option, value)));
      case "--count" -> count = (int) number(option, value, 1, MOST_IMAGES);
      case "--size" -> size = ImageSize.parse(present(option, value));
      case "--quality" -> quality = new Quality(present(option, value));
      case "--previews" -> previews = (int) number(option, value, 0, 3);
      case "--out" -> out = path(option, value);
      case "--edit" -> edits.add(path(option, value));
      case "--mask" -> mask = path(option, value);
      case "--provider" -> provider = present(option, value);
      case "--base-url" -> baseUrl = url(option, value);
      case "--model" -> model = present(option, value);
      case "--seed" -> seed = number(option, value, Long.MIN_VALUE, Long.MAX_VALUE);
      default ->
          throw ImageOrderException.invalid(
              isOption(option) ? "option" : "argument",
              option,
              isOption(option)
                  ? "there is no such option; --help tells those there are"
                  : "put a prompt of several words in quotes after --prompt");
    }
  }

  private void check() {
    if (prompts.isEmpty()) {
      throw ImageOrderException.invalid(
          "--prompt", "", "say what to draw, such as --prompt 'a lighthouse at dusk, watercolour'");
    }
    checkBaseUrl();
    edits.forEach(file -> checkReadable("--edit", file));
    mask().ifPresent(file -> checkReadable("--mask", file));
    if (mask != null && edits.isEmpty()) {
      throw ImageOrderException.invalid(
          "--mask", mask, "give the picture that it masks, by --edit");
    }
    long images = (long) prompts.size() * count;
    if (images > MOST_IMAGES) {
      throw ImageOrderException.invalid(
          "--count",
          count,
          prompts.size()
              + " prompts make "
              + images
              + " pictures; order "
              + MOST_IMAGES
              + " at most");
    }
  }

  private void checkBaseUrl() {
    if (baseUrl != null && !provider.equals(Providers.OPENAI)) {
      throw ImageOrderException.invalid(
          "--base-url", baseUrl, "give --provider openai with it, or leave it out");
    }
  }

  private void checkResume() {
    given.stream()
        .filter(option -> !WITH_RESUME.contains(option))
        .findFirst()
        .ifPresent(
            option -> {
              throw ImageOrderException.invalid(
                  option, "", "leave it out: --resume goes by what was asked for at first");
            });
  }

  private static String present(String option, String value) {
    if (value.isBlank()) {
      throw ImageOrderException.invalid(option, value, "give it a value");
    }
    return value;
  }

  private static long number(String option, String value, long least, long most) {
    String mend =
        least == Long.MIN_VALUE
            ? "give a whole number"
            : "give a whole number, " + least + " to " + most;
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw ImageOrderException.invalid(option, value, mend);
    }
    throw ImageOrderException.invalid(option, value, mend);
  }

  private static Path path(String option, String value) {
    try {
      return Path.of(present(option, value));
    } catch (InvalidPathException e) {
      throw ImageOrderException.invalid(
          option,
          value,
          "no file can have this name here; use plain letters, or set LC_ALL=C.UTF-8");
    }
  }

  private static void checkReadable(String option, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw ImageOrderException.invalid(option, file, "name a file that can be read");
    }
  }

  private static URI url(String option, String value) {
    URI address = null;
    try {
      address = new URI(present(option, value));
    } catch (URISyntaxException e) {
      // refused below
    }
    if (address == null
        || address.getHost() == null
        || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
      throw ImageOrderException.invalid(
          option, value, "give an address such as http://localhost:8080/v1");
    }
    return address;
  }

  /** What to draw, in the order given; never empty. */
  List<String> prompts() {
    return List.copyOf(prompts);
  }

  /** Pictures of each prompt. */
  int count() {
    return count;
  }

  Optional<ImageSize> size() {
    return Optional.ofNullable(size);
  }

  Optional<Quality> quality() {
    return Optional.ofNullable(quality);
  }

  int previews() {
    return previews;
  }

  Path out() {
    return out;
  }

  /** The pictures to start from. */
  List<Path> edits() {
    return List.copyOf(edits);
  }

  Optional<Path> mask() {
    return Optional.ofNullable(mask);
  }

  Optional<URI> baseUrl() {
    return Optional.ofNullable(baseUrl);
  }

  Optional<String> model() {
    return Optional.ofNullable(model);
  }

  String provider() {
    return provider;
  }

  OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  boolean json() {
    return json;
  }

  boolean resume() {
    return resume;
  }

  boolean help() {
    return help;
  }
}
