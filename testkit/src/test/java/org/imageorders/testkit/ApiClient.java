package org.imageorders.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A client of an image API that has no opinion. */
final class ApiClient {

  static final String KEY = "sk-of-a-test";

  private static final ObjectMapper JSON = new ObjectMapper();

  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final FakeImageApi api;
  private final String key;

  ApiClient(FakeImageApi api) {
    this(api, KEY);
  }

  ApiClient(FakeImageApi api, String key) {
    this.api = api;
    this.key = key;
  }

  HttpResponse<String> generate(String json) throws IOException, InterruptedException {
    return post("/v1/images/generations", "application/json", bytes(json));
  }

  HttpResponse<String> generateAs(String attempt, String json)
      throws IOException, InterruptedException {
    return send("/v1/images/generations", "application/json", attempt, bytes(json));
  }

  HttpResponse<String> edit(Form form) throws IOException, InterruptedException {
    return post("/v1/images/edits", "multipart/form-data; boundary=" + Form.BOUNDARY, form.bytes());
  }

  HttpResponse<String> post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(path, type, "attempt-1", body);
  }

  private HttpResponse<String> send(String path, String type, String attempt, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.origin().resolve(path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", type)
            .header("X-Client-Request-Id", attempt)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** The images of an answer in one piece. */
  static List<WholeImage> images(HttpResponse<String> response) throws IOException {
    return json(response).path("data").findValues("b64_json").stream()
        .map(text -> WholeImage.of(Base64.getDecoder().decode(text.textValue())))
        .toList();
  }

  /** The data of the events of a stream. */
  static List<JsonNode> events(HttpResponse<String> response) throws IOException {
    Stream<String> data =
        response.body().lines().filter(line -> line.startsWith("data: ")).map(l -> l.substring(6));
    List<JsonNode> events = new ArrayList<>();
    for (String text : data.toList()) {
      events.add(JSON.readTree(text));
    }
    return events;
  }

  /** A connection on which a request was sent byte by byte, and nothing read yet. */
  Socket raw(String json) throws IOException {
    return raw(json, json.length());
  }

  /** As {@link #raw(String)}, with a length that need not be that of the body. */
  Socket raw(String json, int toldLength) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.origin().getPort());
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /v1/images/generations HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer "
                + KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + toldLength
                + "\r\n\r\n"
                + json)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  /** A form with files. */
  static final class Form {
    static final String BOUNDARY = "form-1";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Form field(String name, String value) throws IOException {
      return part("name=\"" + name + "\"", "", value.getBytes(StandardCharsets.UTF_8));
    }

    Form file(String name, String fileName, String type, byte[] content) throws IOException {
      return part(
          "name=\"" + name + "\"; filename=\"" + fileName + "\"",
          "Content-Type: " + type + "\r\n",
          content);
    }

    private Form part(String disposition, String header, byte[] content) throws IOException {
      String head =
          "--"
              + BOUNDARY
              + "\r\nContent-Disposition: form-data; "
              + disposition
              + "\r\n"
              + header
              + "\r\n";
      bytes.write(head.getBytes(StandardCharsets.UTF_8));
      bytes.write(content);
      bytes.write("\r\n".getBytes(StandardCharsets.UTF_8));
      return this;
    }

    byte[] bytes() throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(bytes.toByteArray());
      whole.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
      return whole.toByteArray();
    }
  }
}
