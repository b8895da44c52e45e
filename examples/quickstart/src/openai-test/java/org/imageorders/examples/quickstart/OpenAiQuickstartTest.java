package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a JVM of its own, against a server that speaks as OpenAI's does. */
class OpenAiQuickstartTest {

  private static final String KEY = "sk-right";

  private final FakeImageApi api = FakeImageApi.builder().apiKey(KEY).start();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void picturesAreMadeFromWords() throws Exception {
    Command command = openAi(KEY, "--prompt", "a pond", "--count", "2", "--model", "gpt-image-1.5");

    assertThat(command.err()).isEmpty();
    assertThat(command.code()).isZero();
    assertThat(pictures()).containsExactly("a-pond-01.png", "a-pond-02.png");
    assertThat(api.calls()).as("calls for two pictures").isEqualTo(1);
    assertThat(api.received().get(0).fields()).containsEntry("model", "gpt-image-1.5");
  }

  @Test
  void picturesAreMadeFromPictures() throws Exception {
    Path first = directory.resolve("first.png");
    assertThat(openAi(KEY, "--prompt", "a pond").code()).isZero();
    Files.move(directory.resolve("images/a-pond-01.png"), first);

    Command command =
        openAi(KEY, "--prompt", "the pond at night", "--edit", "first.png", "--mask", "first.png");

    assertThat(command.err()).isEmpty();
    assertThat(pictures()).containsExactly("the-pond-at-night-01.png");
    ApiCall edit = api.received().get(1);
    assertThat(edit.path()).endsWith("/images/edits");
    assertThat(edit.uploads()).extracting(ApiCall.Upload::mediaType).containsOnly("image/png");
    assertThat(edit.uploads())
        .extracting(ApiCall.Upload::bytes)
        .containsOnly(Files.size(first));
  }

  @Test
  void previewsAreShownOnTheWay() throws Exception {
    Command command = openAi(KEY, "--prompt", "a pond", "--previews", "2");

    assertThat(command.code()).isZero();
    assertThat(pictures()).containsExactly("a-pond-01.png");
    assertThat(api.received().get(0).fields()).containsEntry("partial_images", "2");
  }

  @Test
  void aWrongKeyIsOneClearLineWithoutTheKey() throws Exception {
    Command command = openAi("sk-wrong-key", "--prompt", "a pond", "--count", "4");

    assertThat(command.code()).isEqualTo(1);
    assertThat(command.err()).hasSize(1);
    assertThat(command.err().get(0))
        .startsWith("failed: 'a pond', 4 pictures: PROVIDER_REFUSED: ")
        .contains("401")
        .doesNotContain("sk-wrong-key");
  }

  @Test
  void aUsedUpQuotaIsOneClearLineAndOneCall() throws Exception {
    api.next(Fault.quotaExceeded());
    Command command = openAi(KEY, "--prompt", "a pond");

    assertThat(command.code()).isEqualTo(1);
    assertThat(command.err()).hasSize(1);
    assertThat(command.err().get(0)).startsWith("failed: 'a pond', picture 1: QUOTA_EXHAUSTED: ");
    assertThat(api.calls()).isEqualTo(1);
  }

  @Test
  void aRefusedPromptIsOneClearLineWithTheReason() throws Exception {
    api.next(Fault.moderated("violence"));
    Command command = openAi(KEY, "--prompt", "a pond");

    assertThat(command.code()).isEqualTo(1);
    assertThat(command.err()).hasSize(1);
    assertThat(command.err().get(0))
        .startsWith("failed: 'a pond', picture 1: CONTENT_REFUSED: ")
        .contains("violence");
  }

  @Test
  void withoutAKeyTheCommandSaysWhereItBelongs() throws Exception {
    Command command =
        Command.run(directory, List.of(), Map.of(), "--provider", "openai", "--prompt", "a pond");

    assertThat(command.code()).isEqualTo(2);
    assertThat(command.err()).hasSize(1);
    assertThat(command.err().get(0)).contains("OPENAI_API_KEY");
  }

  @Test
  void aKeyInTheEnvironmentSwitchesNothingButIsHintedAt() throws Exception {
    Command command =
        Command.run(
            directory,
            List.of(),
            Map.of("OPENAI_API_KEY", KEY),
            "--prompt",
            "a pond",
            "--size",
            "32x32");

    assertThat(command.code()).isZero();
    assertThat(command.out()).last().asString().contains("--provider openai");
    assertThat(api.calls()).isZero();
  }

  @Test
  void whatWasKilledHalfWayIsFinishedWithoutPayingAgainForWhatIsThere() throws Exception {
    int drawing = Providers.calls(Providers.OPENAI);
    api.next(Collections.nCopies(10, Fault.none()).toArray(Fault[]::new));
    api.next(Collections.nCopies(drawing, Fault.stall()).toArray(Fault[]::new));
    Files.write(
        directory.resolve("prompts.txt"),
        IntStream.range(0, 40).mapToObj(i -> "pond number " + i).toList());
    Path images = Files.createDirectory(directory.resolve("images"));
    Process process =
        Command.start(
            directory,
            List.of(),
            Map.of("OPENAI_API_KEY", KEY),
            directory.resolve("out.txt"),
            directory.resolve("err.txt"),
            "--provider",
            "openai",
            "--base-url",
            api.baseUrl().toString(),
            "--prompts",
            "prompts.txt");
    Command.awaitPictures(images, 10);
    api.awaitCalls(10 + drawing);
    process.destroyForcibly(); // SIGKILL
    process.waitFor();
    Files.delete(directory.resolve("prompts.txt"));

    Command resumed = Command.run(directory, List.of(), Map.of("OPENAI_API_KEY", KEY), "--resume");

    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.code()).isZero();
    assertThat(pictures()).hasSize(40);
    assertThat(api.received().stream().mapToInt(ApiCall::imagesDrawn).sum())
        .as("images drawn for 40 pictures, of which some were being drawn at the kill")
        .isEqualTo(40 + drawing);
  }

  private Command openAi(String key, String... args) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("--provider", "openai", "--base-url", api.baseUrl().toString()));
    line.addAll(List.of(args));
    return Command.run(
        directory, List.of(), Map.of("OPENAI_API_KEY", key), line.toArray(String[]::new));
  }

  private List<String> pictures() throws IOException {
    return Command.pictures(directory.resolve("images"));
  }
}
