package org.imageorders.lambda.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;

/** Lambda's endpoint, which answers what it is told to. */
final class FakeLambda implements AutoCloseable {

  final AtomicInteger invocations = new AtomicInteger();
  volatile int status = 200;
  volatile String errorType = "";
  volatile String functionError = "";
  volatile String retryAfter = "";
  volatile String answer = "{\"statusCode\":204}";
  volatile String path = "";
  volatile String event = "";
  volatile boolean hangs;
  volatile boolean hangsUp;
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FakeLambda() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          invocations.incrementAndGet();
          path = exchange.getRequestURI().toString();
          event = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          try {
            if (hangs) {
              release.await();
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          if (!hangsUp) {
            set(exchange.getResponseHeaders(), "x-amzn-ErrorType", errorType);
            set(exchange.getResponseHeaders(), "X-Amz-Function-Error", functionError);
            set(exchange.getResponseHeaders(), "Retry-After", retryAfter);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
    server.start();
  }

  private static void set(Headers headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.set(name, value);
    }
  }

  /** A client that reaches it. */
  LambdaClientBuilder client() {
    return LambdaClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }

  /** Refuses an invocation in Lambda's form. */
  void refuse(int with, String type) {
    status = with;
    errorType = type;
    answer = "{}";
  }

  @Override
  public void close() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
