package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private static ImageOrder hanging(Served served) {
    return served.remote().place(OrderRequest.builder("c").prompt("hang").build());
  }

  @Test
  void aThousandWhoWaitHoldFewThreads() throws Exception {
    Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
    try (Served served = new Served(settings -> settings.mostThreads(8))) {
      ImageOrder order = hanging(served);
      String wait =
          RawHttp.header(
              "GET /v1/orders/" + order.id(), "Prefer: wait=50", "If-None-Match: \"no-tag\"");
      String tag = tag(served, order);
      List<RawHttp> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < 1_000; i++) {
          waiting.add(served.raw().send(wait.replace("\"no-tag\"", tag)));
        }
        served.awaitWatches(1_000);
        // A later request is answered, so these wait and nothing behind them does.
        assertThat(served.remote().get(order.id()).isEnded()).isFalse();
        long threads =
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !ofOthers.contains(thread))
                .filter(thread -> thread.getName().matches("image-orders-(server|endpoint).*"))
                .count();
        assertThat(threads).isLessThanOrEqualTo(16);
        served.here().cancel(order.id());
        for (RawHttp raw : waiting) {
          assertThat(raw.readAnswer()).startsWith("HTTP/1.1 200").contains("CANCELLED");
        }
      } finally {
        for (RawHttp raw : waiting) {
          raw.close();
        }
      }
    }
  }

  private static String tag(Served served, ImageOrder order) throws Exception {
    String previous = "";
    while (true) {
      // The hanging order begins to be generated in its own time; after that nothing changes.
      try (TransportResponse response =
          served
              .transport()
              .exchange(TransportRequest.of("GET", "/v1/orders/" + order.id()))
              .get()) {
        String tag = response.headers().first("ETag").orElseThrow();
        if (tag.equals(previous) && text(response).contains("GENERATING")) {
          return tag;
        }
        previous = tag;
      }
    }
  }

  private static String text(TransportResponse response) throws IOException {
    try (InputStream in = response.body().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void changesComeAsEventsWhileTheyHappen() throws Exception {
    try (Served served = new Served()) {
      ImageOrder order = hanging(served);
      try (TransportResponse response =
          served
              .transport()
              .exchange(TransportRequest.of("GET", "/v1/orders/" + order.id() + "/events"))
              .get()) {
        assertThat(response.headers().first("Content-Type")).contains("text/event-stream");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(response.body().open(), StandardCharsets.UTF_8));
        assertThat(next(lines, "data:")).contains(order.id().value());
        served.here().cancel(order.id());
        assertThat(next(lines, "CANCELLED")).isNotNull();
        while (lines.readLine() != null) {
          // To the end, which the server makes because nothing more will happen.
        }
      }
    }
  }

  private static String next(BufferedReader lines, String wanted) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.contains(wanted)) {
      line = lines.readLine();
    }
    return line;
  }

  @Test
  void stoppingAnswersThoseWhoWaitAndRefusesOthers() throws Exception {
    try (Served served = new Served()) {
      ImageOrder order = hanging(served);
      RawHttp waiting = served.raw();
      waiting.send(
          RawHttp.header(
              "GET /v1/orders/" + order.id(),
              "Prefer: wait=50",
              "If-None-Match: " + tag(served, order)));
      CompletableFuture<TransportResponse> events =
          served
              .transport()
              .exchange(TransportRequest.of("GET", "/v1/orders/" + order.id() + "/events"));
      try (TransportResponse response = events.get()) {
        served.awaitWatches(2); // both have come as far as they can
        served.server().close();
        assertThat(waiting.readAnswer()).startsWith("HTTP/1.1 304");
        assertThat(text(response)).contains(order.id().value());
      }
      assertThatExceptionOfType(ConnectException.class).isThrownBy(served::raw);
      assertThatExceptionOfType(ImageOrderException.class)
          .isThrownBy(() -> served.remote().get(order.id()))
          .matches(e -> e.code().equals(ErrorCode.UNAVAILABLE), "unavailable");
    }
  }

  @Test
  void aRequestUnderWayEndsBeforeTheServerStops() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ImageOrders slow =
        Fakes.orders(
            arguments -> {
              begun.countDown();
              goOn.await();
              ((InputStream) arguments[1]).readAllBytes();
              return new ImageId("up-1");
            });
    try (OrderServer server = OrderServer.builder(tenant -> slow).start();
        RawHttp raw = new RawHttp(server)) {
      String body = "x".repeat(100_000);
      raw.send(
          RawHttp.header("POST /v1/uploads?customer=c", "Content-Length: " + body.length()) + body);
      begun.await();
      CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
      goOn.countDown();
      assertThat(raw.readAll()).startsWith("HTTP/1.1 201").contains("up-1");
      stopped.get();
    }
  }

  @Test
  void aServerThatGoesAwayWhileItAnswersIsNoticed() throws Exception {
    try (Served served = new Served(settings -> settings.drain(Duration.ZERO))) {
      ImageId id = served.here().upload("c", LargePng.of(30_000_000));
      try (TransportResponse response =
          served.transport().exchange(TransportRequest.of("GET", "/v1/images/" + id)).get()) {
        InputStream body = response.body().open();
        assertThat(body.readNBytes(1_000)).hasSize(1_000);
        served.server().close();
        assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
      }
    }
  }

  @Test
  void anUploadThatIsCancelledHalfwayLeavesNothing() throws Exception {
    try (Served served = new Served()) {
      CountDownLatch halfSent = new CountDownLatch(1);
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      InputStream stuck =
          new SequenceInputStream(
              LargePng.of(300_000),
              new InputStream() {
                @Override
                public int read() throws IOException {
                  halfSent.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    letGo.countDown();
                    throw new InterruptedIOException();
                  }
                  return -1;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                  return read();
                }
              });
      Thread uploading = new Thread(() -> served.remote().upload("c", stuck));
      uploading.setUncaughtExceptionHandler((thread, e) -> {});
      uploading.start();
      halfSent.await();
      uploading.interrupt();
      uploading.join();
      letGo.await();
      served.server().close();
    }
  }
}
