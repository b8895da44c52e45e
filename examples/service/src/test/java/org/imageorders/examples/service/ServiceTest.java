package org.imageorders.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imageorders.ImageOrderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

  private static final String TOKEN = "a-token-for-a-test";

  @Test
  void whatItPrintsFirstIsAnOrderThatItTakes(@TempDir Path directory) throws Exception {
    Arguments arguments =
        Arguments.parse(List.of("--port=0", "--token", TOKEN, "--out", directory.toString()));
    try (Service service = Service.start(arguments)) {
      String told = Service.firstOrder(service.address(), TOKEN);
      assertThat(told).contains(service.address().toString()).doesNotContain(TOKEN);
      HttpResponse<String> answer = send(told, TOKEN);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      try (Stream<Path> kept = Files.walk(directory)) {
        assertThat(kept.filter(Files::isRegularFile)).isNotEmpty();
      }
      assertThat(send(told, "another-token-altogether").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aSignalStopsIt() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Service.class.getName(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    StringBuilder told = new StringBuilder();
    try (BufferedReader lines = child.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("Ctrl-C")) {
        told.append(line).append('\n');
        line = lines.readLine();
      }
      assertThat(send(told.toString(), "none").statusCode()).isEqualTo(201);
      child.destroy();
      assertThat(child.waitFor()).isEqualTo(File.separatorChar == '/' ? 143 : 1);
    } finally {
      child.destroyForcibly();
    }
  }

  /** Sends what the first of the printed commands says, again while the picture is not there. */
  private static HttpResponse<String> send(String told, String token) throws Exception {
    Matcher address = Pattern.compile("http://\\S+/v1/orders").matcher(told);
    Matcher document = Pattern.compile("-d '(.*)'").matcher(told);
    Matcher field = Pattern.compile("-H '([^:']+): ([^']+)'").matcher(told);
    assertThat(address.find() && document.find()).isTrue();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.group()))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(document.group(1)));
    while (field.find()) {
      request.header(field.group(1), field.group(2));
    }
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> answer;
    do {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } while (answer.statusCode() == 202);
    return answer;
  }

  @Test
  void aWrongCommandIsRefusedWithTheMend() {
    for (List<String> line :
        List.of(List.of("--port", "70000"), List.of("--port"), List.of("--what", "x"))) {
      assertThatExceptionOfType(ImageOrderException.class)
          .isThrownBy(() -> Arguments.parse(line))
          .withMessageContaining("is refused");
    }
  }
}
