package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

  private Command openAi(String key, String... args) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of("--provider", "openai", "--base-url", api.baseUrl().toString()));
    line.addAll(List.of(args));
    return Command.run(
        directory, List.of(), Map.of("OPENAI_API_KEY", key), line.toArray(String[]::new));
  }

  private List<String> pictures() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("images"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".png"))
          .sorted()
          .toList();
    }
  }
}
