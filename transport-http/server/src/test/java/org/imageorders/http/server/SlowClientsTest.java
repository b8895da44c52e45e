package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ByteRange;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrders;
import org.imageorders.OrderQuery;
import org.junit.jupiter.api.Test;

class SlowClientsTest {

  private static final String LONG_UPLOAD =
      RawHttp.header("POST /v1/uploads?customer=c", "Content-Length: 1000000");
  private static final String SHORT_ORDER =
      RawHttp.header("POST /v1/orders", "Content-Type: application/json", "Content-Length: 1000");

  @Test
  void aHeaderThatDoesNotEndClosesTheConnection() throws Exception {
    try (Served served = new Served(settings -> settings.headerTimeout(Duration.ofMillis(200)));
        RawHttp raw = served.raw()) {
      assertThat(raw.send("GET / HTTP/1.1\r\nHost: h").readAll()).isEmpty();
    }
  }

  @Test
  void aSecondHeaderThatDoesNotEndClosesTheConnection() throws Exception {
    try (Served served = new Served(settings -> settings.idleTimeout(Duration.ofSeconds(3)));
        RawHttp raw = served.raw()) {
      raw.send(RawHttp.header("GET /nothing"));
      assertThat(raw.readAnswer()).startsWith("HTTP/1.1 404");
      assertThat(raw.send("GET / HTTP/1.1\r\nHost: h").readAll()).isEmpty();
    }
  }

  @Test
  void aBodyThatStopsIsAnswered408() throws Exception {
    try (Served served = new Served(settings -> settings.idleTimeout(Duration.ofSeconds(3)))) {
      for (String header : List.of(LONG_UPLOAD, SHORT_ORDER)) {
        try (RawHttp raw = served.raw()) {
          assertThat(raw.send(header + "{").readAll())
              .startsWith("HTTP/1.1 408 ")
              .contains("application/problem+json");
        }
      }
    }
  }

  @Test
  void aBodyThatTricklesIsAnswered408() throws Exception {
    AtomicLong seconds = new AtomicLong();
    try (Served served =
        new Served(settings -> settings.clock(() -> Instant.ofEpochSecond(seconds.getAndAdd(4))))) {
      try (RawHttp raw = served.raw()) {
        raw.send(LONG_UPLOAD);
        Thread writer =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < 1_000_000; i++) {
                      raw.send("x");
                    }
                  } catch (IOException e) {
                    // Closed, as it should be.
                  }
                });
        writer.start();
        String answer = raw.readAll();
        raw.socket().close();
        writer.join();
        assertThat(answer).startsWith("HTTP/1.1 408 ");
      }
    }
  }

  @Test
  void aShortBodyThatTricklesIsAnswered408() throws Exception {
    try (Served served =
            new Served(
                settings -> settings.grace(Duration.ofMillis(1)).leastBytesPerSecond(10_000));
        RawHttp raw = served.raw()) {
      assertThat(raw.send(SHORT_ORDER + "{").readAll()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void slowReadersAndSlowWritersOfShortBodiesHoldNoThread() throws Exception {
    try (Served served = new Served(settings -> settings.mostThreads(8))) {
      ImageId id = served.here().upload("c", LargePng.of(8_000_000));
      List<RawHttp> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 30; i++) {
          slow.add(served.raw().send(RawHttp.header("GET /v1/images/" + id)));
          slow.add(served.raw().send(SHORT_ORDER + "{"));
        }
        for (int i = 0; i < 20; i++) {
          assertThat(served.remote().list(OrderQuery.ofCustomer("c")).orders()).isEmpty();
        }
      } finally {
        for (RawHttp raw : slow) {
          raw.close();
        }
      }
    }
  }

  @Test
  void anAnswerThatNobodyTakesIsCutOff() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (OrderServer server =
            OrderServer.builder(tenant -> endless(closed))
                .idleTimeout(Duration.ofSeconds(1))
                .drain(Duration.ZERO)
                .start();
        RawHttp raw = new RawHttp(server)) {
      raw.send("GET /v1/images/up-1 HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(raw.socket().getInputStream().read()).isEqualTo('H');
      closed.await();
    }
  }

  /** Orders with one image, which does not end. */
  private static ImageOrders endless(CountDownLatch closed) {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return length;
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    long total = 1L << 40;
    ImageContent content =
        new ImageContent("image/png", null, new ByteRange(0, total), total, zeros);
    return Fakes.orders(arguments -> content);
  }
}
