package org.imageorders.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An endpoint over fake orders, and requests to it. */
final class Door implements AutoCloseable {

  final Map<String, FakeOrders> tenants = new ConcurrentHashMap<>();
  final ExecutorService threads = Executors.newCachedThreadPool();
  final OrderEndpoint endpoint;

  /** A response whose body has been read. */
  record Answer(int status, TransportHeaders headers, String body) {
    String header(String name) {
      return headers.first(name).orElse("");
    }
  }

  Door() {
    this(builder -> builder);
  }

  Door(UnaryOperator<OrderEndpoint.Builder> settings) {
    endpoint = settings.apply(OrderEndpoint.builder(this::orders, threads)).build();
  }

  FakeOrders orders(String tenant) {
    return tenants.computeIfAbsent(tenant, FakeOrders::new);
  }

  FakeOrders orders() {
    return orders("default");
  }

  Answer get(String target) throws Exception {
    return send(TransportRequest.of("GET", target));
  }

  Answer post(String target, String json) throws Exception {
    return send(json(target, json));
  }

  Answer place(String key, String json) throws Exception {
    return send(json("/v1/orders", json).with("Idempotency-Key", key));
  }

  static TransportRequest json(String target, String json) {
    return TransportRequest.of("POST", target)
        .with("Content-Type", "application/json; charset=utf-8")
        .with(TransportBody.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  Answer send(TransportRequest request) throws Exception {
    return read(endpoint.handle(Caller.of("default"), request).get(60, TimeUnit.SECONDS));
  }

  static Answer read(TransportResponse response) throws IOException {
    try (response) {
      String body = new String(response.body().open().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(response.status(), response.headers(), body);
    }
  }

  InProcessTransport transport() {
    return InProcessTransport.to(endpoint, Caller.of("default"));
  }

  @Override
  public void close() {
    endpoint.close();
    threads.shutdownNow();
  }
}
