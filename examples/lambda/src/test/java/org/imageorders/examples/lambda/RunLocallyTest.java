package org.imageorders.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.lambda.fixture.LocalLambda;
import org.junit.jupiter.api.Test;

class RunLocallyTest {

  @Test
  void thePrintedCommandOrdersAPictureThatCanBeRead() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (LocalLambda lambda = RunLocally.start()) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      RunLocally.print(lambda, new PrintStream(printed, true, StandardCharsets.UTF_8));
      String text = printed.toString(StandardCharsets.UTF_8);
      assertThat(text).contains("curl -s " + lambda.functionUrl() + "/v1/orders");
      Matcher document = Pattern.compile("-d '(.*)'").matcher(text);
      assertThat(document.find()).isTrue();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(lambda.functionUrl() + "/v1/orders"))
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "\"cart-1\"")
              .header("Prefer", "wait=20")
              .POST(HttpRequest.BodyPublishers.ofString(document.group(1)))
              .build();
      HttpResponse<String> order;
      do { // until the picture is there
        order = client.send(request, BodyHandlers.ofString());
      } while (order.statusCode() == 202);
      assertThat(order.statusCode()).as(order.body()).isEqualTo(201);
      Matcher image = Pattern.compile("\"([^\"]+\\.[0-9.]+)\"").matcher(order.body());
      assertThat(image.find()).as(order.body()).isTrue();
      HttpResponse<byte[]> picture =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(lambda.functionUrl() + "/v1/images/" + image.group(1)))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(picture.statusCode()).isEqualTo(200);
      assertThat(picture.body()).startsWith(0x89, 'P', 'N', 'G');
    }
  }
}
