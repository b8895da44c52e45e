package org.imageorders.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir private Path directory;

  @Test
  void anOrderLeavesItsPicturesTheOrderAndAContactSheet() throws IOException {
    assertThat(draw("--prompt", "a lighthouse at dusk", "--count", "2")).isZero();
    assertThat(files())
        .containsExactly(
            "a-lighthouse-at-dusk-01.png",
            "a-lighthouse-at-dusk-02.png",
            "index.html",
            "order.json");
    assertThat(out.toString(UTF_8))
        .containsPattern("a-lighthouse-at-dusk-01.png +64x64 +[0-9,]+ +[0-9.]+ s +free");
    JsonNode order = json("order.json");
    assertThat(order.at("/orders/0/status").asText()).isEqualTo("COMPLETED");
    assertThat(order.at("/orders/0/images/1/file").asText())
        .isEqualTo("a-lighthouse-at-dusk-02.png");
    assertThat(order.at("/orders/0/attempts/0/outcome").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void theSameOrderAgainAddsNoSecondCopyOfAPictureAndKeepsTheEarlierDocuments() throws IOException {
    draw("--prompt", "a lighthouse");
    String sheet = Files.readString(directory.resolve("index.html"));
    assertThat(draw("--prompt", "a lighthouse")).isZero();
    assertThat(files())
        .containsExactly(
            "a-lighthouse-01.png", "index-1.html", "index.html", "order-1.json", "order.json");
    assertThat(directory.resolve("index-1.html")).hasContent(sheet);
  }

  @Test
  void anotherPictureOfTheSameWordsTakesTheNextNumber() throws IOException {
    draw("--prompt", "a lighthouse", "--count", "2");
    draw("--prompt", "a lighthouse", "--count", "2", "--seed", "7");
    assertThat(files()).filteredOn(name -> name.endsWith(".png")).hasSize(4);
    assertThat(json("order.json").at("/orders/0/images/0/file").asText())
        .isEqualTo("a-lighthouse-03.png");
  }

  @Test
  void filesOfSomebodyElseStayAsTheyAre() throws IOException {
    for (String name : List.of("a-lighthouse-01.png", "index.html", "order.json")) {
      Files.writeString(directory.resolve(name), "mine");
    }
    assertThat(draw("--prompt", "a lighthouse")).isZero();
    for (String name : List.of("a-lighthouse-01.png", "index.html", "order.json")) {
      assertThat(directory.resolve(name)).hasContent("mine");
    }
    assertThat(files()).contains("a-lighthouse-02.png", "index-1.html", "order-1.json");
  }

  @Test
  void thePromptGivenTwiceMakesTwoDifferentPictures() throws IOException {
    draw("--prompt", "a lighthouse", "--prompt", "a lighthouse");
    assertThat(
            Files.mismatch(
                directory.resolve("a-lighthouse-01.png"), directory.resolve("a-lighthouse-02.png")))
        .isNotNegative();
  }

  @Test
  void previewsAreShownAndTakenAwayAgain() throws IOException {
    assertThat(draw("--prompt", "a lighthouse", "--previews", "3")).isZero();
    assertThat(files()).noneMatch(name -> name.contains("preview"));
  }

  @Test
  void aFailedPictureIsToldInALineAndEndsWithOne() throws IOException {
    String moody = MoodyProvider.class.getName();
    assertThat(
            draw("--provider", moody, "--prompt", "a pond", "--prompt", "a refused <b>thing</b>"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8).lines())
        .containsExactly(
            "failed: 'a refused <b>thing</b>', picture 1: CONTENT_REFUSED: this is not drawn here");
    assertThat(out.toString(UTF_8)).contains("1 of 2 images").contains("0.05 USD");
    assertThat(Files.readString(directory.resolve("index.html")))
        .contains("a refused &lt;b&gt;thing&lt;/b&gt;")
        .contains("CONTENT_REFUSED")
        .doesNotContain("<b>");
  }

  @Test
  void picturesThatFailForOneReasonAreToldInOneLine() throws IOException {
    assertThat(
            draw(
                "--provider", MoodyProvider.class.getName(), "--prompt", "refused", "--count", "3"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8).lines()).allMatch(line -> line.startsWith("failed: 'refused'"));
  }

  @Test
  void programsGetOneJsonObjectALine() throws IOException {
    draw("--prompt", "um farol à noite", "--count", "2", "--json");
    List<String> events = new ArrayList<>();
    for (String line : out.toString(UTF_8).lines().toList()) {
      assertThat(line).isASCII();
      events.add(new ObjectMapper().readTree(line).get("event").asText());
    }
    assertThat(events).startsWith("placed").endsWith("ended").contains("ready", "progress");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --count 2                          | --prompt '' is refused: say what to draw
          --prompt a --count 0               | --count '0' is refused: give a whole number, 1 to 10000
          --prompt a --count many            | --count 'many' is refused: give a whole number
          --prompt a --count 10001           | --count '10001' is refused
          --prompt a --count 2 --count 3     | --count '3' is refused: give it once
          --prompt a --size 10               | --size '10' is refused: use WIDTHxHEIGHT
          --prompt a --size 9000x9000        | --size '9000x9000' is refused: use
          --prompt a --quality Best!         | --quality 'Best!' is refused: use
          --prompt a --previews 4            | --previews '4' is refused: give a whole number, 0 to 3
          --prompt a --provider nobody       | --provider 'nobody' is refused: it is not on the class path; use offline, or add
          --prompt a --base-url http://a.b/  | --base-url 'http://a.b/' is refused: give --provider openai with it
          --prompt a --provider openai --base-url ftp://a | --base-url 'ftp://a' is refused: give an address such as
          --prompt a --edit nowhere.png      | --edit 'nowhere.png' is refused: name a file that can be read
          --prompt a --mask pom.xml          | --mask 'pom.xml' is refused: give the picture that it masks
          --prompt a --edit pom.xml          | --edit '1' is refused: leave it out: this provider has none
          --prompt a --provider java.io.File | --provider 'java.io.File' is refused: name a class that is an ImageProvider
          --prompt                           | --prompt '' is refused: give it a value
          --prompts nowhere.txt              | --prompts 'nowhere.txt' is refused: there is no such file
          --promt a                          | option '--promt' is refused: there is no such option
          lighthouse                         | argument 'lighthouse' is refused: put a prompt
          --prompt a --json=yes              | --json '=' is refused: give it without a value
          """)
  void aWrongCommandEndsWithTwoOneLineAndNothingDone(String line, String message)
      throws IOException {
    Path untouched = directory.resolve("untouched");
    List<String> args = new ArrayList<>(List.of(line.split(" ")));
    args.addAll(List.of("--out", untouched.toString()));
    if (line.endsWith("--prompt")) {
      args.subList(1, args.size()).clear();
    }
    assertThat(Quickstart.run(args, terminal())).isEqualTo(2);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    assertThat(err.toString(UTF_8)).startsWith("quickstart: " + message);
    assertThat(out.size()).isZero();
    assertThat(untouched).doesNotExist();
  }

  @Test
  void aDirectoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(Quickstart.run(List.of("--prompt", "a", "--out", file.toString()), terminal()))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("it is a file; name a directory");
  }

  @Test
  void aPromptFileThatIsNotUtf8IsRefusedWithTheLine() throws IOException {
    Path file =
        Files.write(directory.resolve("prompts.txt"), new byte[] {'a', '\n', (byte) 0xe9, 'b'});
    assertThat(Quickstart.run(List.of("--prompts", file.toString()), terminal())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("line 2 is not UTF-8");
  }

  @Test
  void helpIsPrintedAndEndsWithZero() {
    assertThat(Quickstart.run(List.of("--help"), terminal())).isZero();
    assertThat(out.toString(UTF_8)).contains("--prompts FILE").isASCII();
  }

  private int draw(String... args) {
    List<String> line = new ArrayList<>(List.of("--size", "64x64", "--out", directory.toString()));
    line.addAll(List.of(args));
    return Quickstart.run(line, terminal());
  }

  private Terminal terminal() {
    return new Terminal(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name).toFile());
  }
}
