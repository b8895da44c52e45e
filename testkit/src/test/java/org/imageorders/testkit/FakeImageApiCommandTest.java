package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeImageApiCommandTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void theBaseUrlAndALineACallArePrinted() throws Exception {
    try (FakeImageApi api =
        FakeImageApiCommand.start(
            List.of("--images-per-minute", "1", "--latency", "1,2", "--image-bytes", "1000"),
            out)) {
      ApiClient client = new ApiClient(api);
      client.generate("{\"prompt\":\"a secret\"}");
      client.generate("{\"prompt\":\"a secret\"}");
      api.awaitIdle();

      assertThat(printed.toString(StandardCharsets.UTF_8))
          .startsWith("base URL: " + api.baseUrl())
          .contains("call 1 of attempt-1: /v1/images/generations, 200, 1 images, 0.05302 USD")
          .doesNotContain("secret");
      assertThat(api.received().get(1).status()).hasValue(429);
    }
  }

  @Test
  void aShareOfTheCallsGoesWrong() throws Exception {
    try (FakeImageApi api = FakeImageApiCommand.start(List.of("--fault-share", "100"), out)) {
      try (var socket = new ApiClient(api).raw("{\"prompt\":\"a lighthouse\"}")) {
        api.awaitCalls(1);
        assertThat(socket.isConnected()).isTrue();
      }

      assertThat(api.received().get(0).fault().name()).isNotEqualTo("none");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--port", "--port x", "--colour red", "--latency 5s", "--fault-share 101"})
  void aCommandThatIsWrongIsRefused(String command) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FakeImageApiCommand.start(List.of(command.split(" ", -1)), out))
        .withMessageContaining(command.split(" ", -1)[0]);
  }

  @Test
  void theHelpTellsEveryOption() {
    assertThat(FakeImageApiCommand.HELP)
        .contains(
            "--port",
            "--images-per-minute",
            "--latency",
            "--image-bytes",
            "--fault-share",
            "--help");
  }
}
