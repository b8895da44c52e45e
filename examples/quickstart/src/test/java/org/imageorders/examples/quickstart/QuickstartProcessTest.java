package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a JVM of its own can show: its heap, its locale, its exit code, its end. */
class QuickstartProcessTest {

  private static final byte[] PNG_END = {'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

  @TempDir private Path directory;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  // At this size the pictures come to more than the heap; at the default size it takes ten times as
  // long and shows no more.
  void twoHundredPromptsTwiceAreFourHundredPicturesInThirtyTwoMebibytes() throws Exception {
    Files.write(
        directory.resolve("prompts.txt"),
        IntStream.range(0, 200).mapToObj(i -> "abstract shapes number " + i).toList());
    Command command =
        Command.run(
            directory,
            List.of("-Xmx32m"),
            "--prompts",
            "prompts.txt",
            "--count",
            "2",
            "--size",
            "272x272",
            "--out",
            "big",
            "--json");
    assertThat(command.err()).isEmpty();
    assertThat(command.code()).isZero();
    try (Stream<Path> files = Files.list(directory.resolve("big"))) {
      List<Path> pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
      assertThat(pictures).hasSize(400).allSatisfy(QuickstartProcessTest::isWhole);
      assertThat(pictures.stream().mapToLong(file -> file.toFile().length()).sum())
          .as("bytes of pictures")
          .isGreaterThan(32 * 1024 * 1024);
    }
    int before = 0;
    int orders = 0;
    for (String line : command.out()) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.get("event").asText().equals("progress")) {
        assertThat(event.get("images").asInt()).isEqualTo(400);
        int ready = event.get("ready").asInt();
        assertThat(ready).isGreaterThan(before);
        before = ready;
      } else if (event.get("event").asText().equals("placed")) {
        orders++;
      }
    }
    assertThat(before).isEqualTo(400);
    assertThat(orders).isEqualTo(2);
  }

  @Test
  void aRedirectedRunTellsOfManyPicturesInFewLines() throws Exception {
    Command command =
        Command.run(
            directory, List.of(), "--prompt", "a pond", "--count", "100", "--size", "16x16");
    assertThat(command.code()).isZero();
    assertThat(command.out()).hasSizeBetween(45, 75).allMatch(line -> line.length() < 100);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAccentedPromptSurvivesTheLocaleC() throws Exception {
    Command command =
        Command.run(
            directory,
            List.of(),
            Map.of("LANG", "C"),
            "--prompt",
            "um farol à noite, aquarela",
            "--prompt",
            "ein Büro",
            "--size",
            "32x32");
    assertThat(command.err()).isEmpty();
    assertThat(command.code()).isZero();
    assertThat(directory.resolve("images/um-farol-a-noite-aquarela-01.png")).exists();
    assertThat(Files.readString(directory.resolve("images/index.html")))
        .contains("um farol à noite, aquarela")
        .contains("ein Büro");
    assertThat(Files.readString(directory.resolve("images/order.json"))).contains("à noite");
  }

  @Test
  void aWrongCommandEndsTheJvmWithTwo() throws Exception {
    Command command = Command.run(directory, List.of(), "--prompt", "a", "--count", "none");
    assertThat(command.code()).isEqualTo(2);
    assertThat(command.err()).hasSize(1);
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void anInterruptCancelsTheOrderAndSaysWhatIsThere() throws Exception {
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    Path images = Files.createDirectory(directory.resolve("images"));
    Process process =
        Command.start(
            directory,
            List.of(),
            Map.of(),
            out,
            err,
            "--provider",
            MoodyProvider.class.getName(),
            "--prompt",
            "a pond",
            "--prompt",
            "one that hangs",
            "--size",
            "32x32");
    Command.awaitPictures(images, 1);
    process.destroy(); // SIGTERM; the JVM treats Ctrl-C the same
    assertThat(process.waitFor()).isNotZero();
    assertThat(Command.lines(out)).contains("Contact sheet: images/index.html");
    assertThat(Command.lines(out)).anyMatch(line -> line.startsWith("Cancelled: 1 of 2 images"));
    try (Stream<Path> files = Files.list(directory.resolve("images"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a-pond-01.png", "index.html", "order.json");
    }
  }

  @Test
  @Tag("parts")
  void aRunThatWasKilledIsResumedAndLeavesNothingButThePictures() throws Exception {
    Path images = Files.createDirectory(directory.resolve("images"));
    Process process =
        Command.start(
            directory,
            List.of("-Dmoody.whole=3"),
            Map.of(),
            directory.resolve("out.txt"),
            directory.resolve("err.txt"),
            "--provider",
            MoodyProvider.class.getName(),
            "--prompt",
            "a pond",
            "--count",
            "20",
            "--size",
            "64x64");
    Command.awaitPictures(images, 3);
    Command early = Command.run(directory, List.of(), "--resume");
    process.destroyForcibly(); // SIGKILL
    assertThat(process.waitFor()).isNotZero();
    assertThat(early.code()).isEqualTo(2);
    assertThat(early.err()).hasSize(1).first().asString().contains("still at work");
    List<String> before = Command.pictures(images);

    Command command = Command.run(directory, List.of(), "--resume");

    assertThat(command.err()).isEmpty();
    assertThat(command.code()).isZero();
    assertThat(before).hasSize(3);
    assertThat(Command.pictures(images)).hasSize(20).containsAll(before);
    try (Stream<Path> files = Files.list(images)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(22)
          .contains("index.html", "order.json")
          .noneMatch(name -> name.startsWith("."));
    }
    for (String name : Command.pictures(images)) {
      isWhole(images.resolve(name));
    }
    assertThat(Files.readString(images.resolve("order.json"))).contains("\"imagesReady\" : 20");
  }

  @Test
  void resumingWhereNothingWasLeftIsRefused() throws Exception {
    Command command = Command.run(directory, List.of(), "--resume");

    assertThat(command.code()).isEqualTo(2);
    assertThat(command.err()).hasSize(1).first().asString().contains("--resume", "images", "--out");
    assertThat(directory.resolve("images")).doesNotExist();
  }

  private static void isWhole(Path png) throws IOException {
    try (InputStream in = Files.newInputStream(png)) {
      in.skipNBytes(Files.size(png) - PNG_END.length);
      assertThat(in.readAllBytes()).isEqualTo(PNG_END);
    }
  }
}
