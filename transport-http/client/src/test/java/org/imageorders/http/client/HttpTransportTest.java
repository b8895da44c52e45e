package org.imageorders.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.Test;

class HttpTransportTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static HttpTransport to(ScriptedService service) {
    return HttpTransport.builder(service.address()).build();
  }

  private static String text(TransportResponse response) throws IOException {
    try (response;
        InputStream in = response.body().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Throwable failure(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get();
      throw new AssertionError("did not fail");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void whereNobodyListensNothingWasSent() throws Exception {
    URI nobody;
    try (ScriptedService service = new ScriptedService(connection -> {})) {
      nobody = service.address();
    }
    HttpTransport transport = HttpTransport.builder(nobody).build();
    assertThat(failure(transport.exchange(TransportRequest.of("POST", "/v1/orders"))))
        .isInstanceOf(NotSentException.class);
    transport.close();
    assertThat(failure(transport.exchange(TransportRequest.of("POST", "/v1/orders"))))
        .isInstanceOf(NotSentException.class);
  }

  @Test
  void whatWentOutAndWasNotAnsweredMayHaveArrived() throws Exception {
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  String unused = connection.readRequest();
                });
        HttpTransport transport = to(service)) {
      assertThat(failure(transport.exchange(TransportRequest.of("POST", "/v1/orders"))))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(NotSentException.class);
    }
  }

  @Test
  void aRequestArrivesAsItIsAndItsAnswerToo() throws Exception {
    LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  requests.add(connection.readRequest());
                  connection.send(
                      "HTTP/1.1 422 So\r\nX-One: 1\r\nX-One: 2\r\nETag: \"t\"\r\n"
                          + "Connection: close\r\nContent-Length: 4\r\n\r\nbody");
                });
        HttpTransport transport =
            HttpTransport.builder(URI.create(service.address() + "/images/"))
                .bearerToken(() -> "abc.def")
                .build()) {
      TransportResponse response =
          transport
              .exchange(
                  TransportRequest.of("POST", "/v1/orders?a=%20b&c=%C3%A9")
                      .with("Content-Type", "application/json")
                      .with("Idempotency-Key", "\"k\"")
                      .with(TransportBody.of("{}".getBytes(StandardCharsets.UTF_8))))
              .get();
      assertThat(requests.take())
          .startsWith("POST /images/v1/orders?a=%20b&c=%C3%A9 HTTP/1.1\n")
          .contains("Content-Type: application/json\n")
          .contains("Idempotency-Key: \"k\"\n")
          .contains("Authorization: Bearer abc.def\n")
          .contains("Accept-Encoding: identity\n")
          .contains("Content-Length: 2\n")
          .endsWith("\n\n{}");
      assertThat(response.status()).isEqualTo(422);
      assertThat(response.headers().all("x-one")).containsExactly("1", "2");
      assertThat(response.headers().first("etag")).contains("\"t\"");
      assertThat(response.headers().asMap()).doesNotContainKeys("Content-Length", "Connection");
      assertThat(response.body().length()).isEqualTo(4);
      assertThat(text(response)).isEqualTo("body");
    }
  }

  @Test
  void anAnswerToHeadTellsALengthAndHasNoBytes() throws Exception {
    try (ScriptedService service =
            ScriptedService.answering("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
        HttpTransport transport = to(service)) {
      for (int i = 0; i < 2; i++) {
        TransportResponse response = transport.exchange(TransportRequest.of("HEAD", "/")).get();
        assertThat(response.headers().first("Content-Length")).contains("12345");
        assertThat(text(response)).isEmpty();
      }
      assertThat(service.connections()).isEqualTo(1);
    }
  }

  @Test
  void bothBodiesStream() throws Exception {
    CountDownLatch firstArrived = new CountDownLatch(1);
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  connection.readHeader();
                  connection.in().readNBytes(70_000);
                  firstArrived.countDown();
                  connection.in().readNBytes(130_000);
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                  assertThat(connection.readHeader()).isEmpty();
                });
        HttpTransport transport = to(service)) {
      InputStream waiting =
          new InputStream() {
            private int read;

            @Override
            public int read() throws IOException {
              throw new IOException("not byte by byte");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              if (read >= 100_000) {
                try {
                  firstArrived.await();
                } catch (InterruptedException e) {
                  throw new InterruptedIOException();
                }
              }
              int count = Math.min(length, 200_000 - read);
              read += count;
              return count == 0 ? -1 : count;
            }
          };
      TransportRequest request =
          TransportRequest.of("POST", "/").with(TransportBody.once(waiting, 200_000));
      try (TransportResponse response = transport.exchange(request).get()) {
        assertThat(response.body().open().readNBytes(5))
            .isEqualTo("first".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void nothingIsSentTwice() throws Exception {
    for (String method : List.of("GET", "POST")) {
      AtomicInteger requests = new AtomicInteger();
      try (ScriptedService service =
              new ScriptedService(
                  connection -> {
                    for (int i = 0; i < 2; i++) {
                      if (!connection.readRequest().isEmpty() && requests.incrementAndGet() == 1) {
                        connection.send(OK);
                      }
                    }
                    connection.reset();
                  });
          HttpTransport transport = to(service)) {
        assertThat(text(transport.exchange(TransportRequest.of(method, "/")).get()))
            .isEqualTo("ok");
        // The second goes over the same connection, which is then broken off.
        assertThat(failure(transport.exchange(TransportRequest.of(method, "/"))))
            .isInstanceOf(IOException.class);
        assertThat(requests).hasValue(2);
        assertThat(service.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void anInvitationToTryAgainAtOnceIsAnAnswer() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  while (!connection.readRequest().isEmpty()) {
                    requests.incrementAndGet();
                    connection.send(
                        "HTTP/1.1 503 So\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        HttpTransport transport = to(service);
        TransportResponse response = transport.exchange(TransportRequest.of("GET", "/")).get()) {
      assertThat(response.status()).isEqualTo(503);
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void redirectsAndDemandsForCredentialsAreAnswers() throws Exception {
    for (String answer :
        List.of(
            "HTTP/1.1 307 So\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 401 So\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 408 So\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 503 So\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")) {
      AtomicInteger asked = new AtomicInteger();
      OkHttpClient own =
          new OkHttpClient.Builder()
              .authenticator(
                  (route, response) -> {
                    asked.incrementAndGet();
                    return null;
                  })
              .build();
      try (ScriptedService service = ScriptedService.answering(answer);
          HttpTransport transport = HttpTransport.builder(service.address()).client(own).build();
          TransportResponse response = transport.exchange(TransportRequest.of("GET", "/")).get()) {
        assertThat(answer).contains(" " + response.status() + " ");
        assertThat(asked).hasValue(0);
      }
    }
  }

  @Test
  void cancellingBreaksTheExchangeOffWhileItWaits() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  connection.readRequest();
                  asked.countDown();
                  connection.awaitEnd();
                  ended.countDown();
                });
        HttpTransport transport = to(service)) {
      CompletableFuture<TransportResponse> answer =
          transport.exchange(TransportRequest.of("GET", "/"));
      asked.await();
      answer.cancel(true);
      ended.await();
    }
  }

  @Test
  void cancellingStopsReadingARequestsBody() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    InputStream stuck =
        new InputStream() {
          @Override
          public int read() throws IOException {
            reading.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw new InterruptedIOException();
            }
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  connection.awaitEnd();
                  ended.countDown();
                });
        HttpTransport transport = to(service)) {
      CompletableFuture<TransportResponse> answer =
          transport.exchange(
              TransportRequest.of("POST", "/")
                  .with(TransportBody.once(stuck, TransportBody.UNKNOWN_LENGTH)));
      reading.await();
      answer.cancel(true);
      interrupted.await();
      ended.await();
    }
  }

  @Test
  void closingAnAnswerEarlyBreaksTheExchangeOff() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  connection.readRequest();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                  connection.awaitEnd();
                  ended.countDown();
                });
        HttpTransport transport = to(service)) {
      TransportResponse response = transport.exchange(TransportRequest.of("GET", "/")).get();
      assertThat(response.body().length()).isEqualTo(TransportBody.UNKNOWN_LENGTH);
      assertThat(response.body().open().readNBytes(7))
          .isEqualTo("data: 1".getBytes(StandardCharsets.UTF_8));
      response.close();
      ended.await();
    }
  }

  @Test
  void closingTheTransportEndsWhatIsUnderWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedService service =
        new ScriptedService(
            connection -> {
              if (connection.readRequest().contains("/stream")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
              } else {
                asked.countDown();
              }
              connection.awaitEnd();
            })) {
      HttpTransport transport = to(service);
      TransportResponse response = transport.exchange(TransportRequest.of("GET", "/stream")).get();
      CompletableFuture<TransportResponse> waiting =
          transport.exchange(TransportRequest.of("GET", "/wait"));
      asked.await();
      transport.close();
      assertThat(failure(waiting)).isInstanceOf(IOException.class);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> response.body().open().readAllBytes());
      assertThat(failure(transport.exchange(TransportRequest.of("GET", "/"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void anAnswerThatBreaksOffFailsWhereItIsRead() throws Exception {
    try (ScriptedService service =
            new ScriptedService(
                connection -> {
                  connection.readRequest();
                  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
                });
        HttpTransport transport = to(service);
        TransportResponse response = transport.exchange(TransportRequest.of("GET", "/")).get()) {
      InputStream body = response.body().open();
      assertThat(body.readNBytes(5)).hasSize(5);
      assertThatExceptionOfType(IOException.class).isThrownBy(body::read);
    }
  }

  @Test
  void messagesThatAreTooLargeAreRefused() throws Exception {
    int most = 64 * 1024;
    for (String header : List.of("Content-Length: 70000\r\n\r\n", "Connection: close\r\n\r\n")) {
      try (ScriptedService service =
              new ScriptedService(
                  connection -> {
                    if (connection.readRequest().startsWith("POST")) {
                      connection.awaitEnd();
                    }
                    connection.send("HTTP/1.1 200 OK\r\n" + header + "x".repeat(70_000));
                  });
          HttpTransport transport =
              HttpTransport.builder(service.address())
                  .largestRequest(most)
                  .largestResponse(most)
                  .build()) {
        assertThatThrownBy(() -> text(transport.exchange(TransportRequest.of("GET", "/")).get()))
            .hasMessageContaining("larger than the 65536 bytes");
        TransportBody large = TransportBody.of(new byte[most + 1]);
        assertThat(failure(transport.exchange(TransportRequest.of("POST", "/").with(large))))
            .isInstanceOf(ImageOrderException.class)
            .hasMessageContaining("65537");
        TransportBody unknown = TransportBody.once(large.open(), TransportBody.UNKNOWN_LENGTH);
        assertThat(failure(transport.exchange(TransportRequest.of("POST", "/").with(unknown))))
            .hasMessageContaining("larger");
      }
    }
  }

  @Test
  void aServiceThatSaysNothingIsGivenUp() throws Exception {
    try (ScriptedService service = new ScriptedService(ScriptedService.Connection::awaitEnd);
        HttpTransport transport =
            HttpTransport.builder(service.address()).silence(Duration.ofMillis(500)).build()) {
      assertThat(transport.traits().longestWait()).isEqualTo(Duration.ofMillis(400));
      assertThat(failure(transport.exchange(TransportRequest.of("GET", "/"))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    for (String address :
        List.of("ftp://x", "/path", "http://u:p@x", "http://x?q=1", "http://x#f", "mailto:a@b")) {
      assertThatExceptionOfType(ImageOrderException.class)
          .isThrownBy(() -> HttpTransport.builder(URI.create(address)))
          .withMessageNotContaining("u:p");
    }
  }

  @Test
  void theOkHttpUnderTestIsTheOneThatIsMeant() throws Exception {
    String wanted = System.getProperty("okhttp.wanted", "4.12.");
    // By reflection, for a constant would be compiled in.
    assertThat((String) Class.forName("okhttp3.OkHttp").getField("VERSION").get(null))
        .startsWith(wanted);
  }
}
