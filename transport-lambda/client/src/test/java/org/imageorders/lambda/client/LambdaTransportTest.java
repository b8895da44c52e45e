package org.imageorders.lambda.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.lambda.payload.PayloadLimits;
import org.imageorders.transport.RemoteImageOrders;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;

class LambdaTransportTest {

  private static final TransportRequest GET = TransportRequest.of("GET", "/v1/orders");

  private final AtomicInteger invocations = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private LambdaClient client;
  private LambdaTransport transport;
  private volatile int status = 200;
  private volatile String errorType = "";
  private volatile String functionError = "";
  private volatile String retryAfter = "";
  private volatile String answer = "{\"statusCode\":204}";
  private volatile String path = "";
  private volatile String event = "";
  private volatile boolean hangs;

  @BeforeEach
  void start() throws IOException {
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
          set(exchange.getResponseHeaders(), "x-amzn-ErrorType", errorType);
          set(exchange.getResponseHeaders(), "X-Amz-Function-Error", functionError);
          set(exchange.getResponseHeaders(), "Retry-After", retryAfter);
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    client =
        LambdaClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
    transport = LambdaTransport.builder(client, "orders").qualifier("live").tenant("shop").build();
  }

  private static void set(Headers headers, String name, String value) {
    if (!value.isEmpty()) {
      headers.set(name, value);
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    transport.close();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private TransportResponse exchanged(TransportRequest request) throws Exception {
    return transport.exchange(request).get();
  }

  private Throwable failed(TransportRequest request) {
    try {
      return new AssertionError("answered: " + exchanged(request));
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void aRequestIsAnInvocationOfTheFunctionForTheTenant() throws Exception {
    assertThat(exchanged(GET).status()).isEqualTo(204);
    assertThat(path).isEqualTo("/2015-03-31/functions/orders/invocations?Qualifier=live");
    assertThat(event)
        .contains("\"rawPath\":\"/v1/orders\"")
        .contains("\"authorizer\":{\"lambda\":{\"tenant\":\"shop\"}}");
  }

  @Test
  void aFunctionThatFailsHasAnUnknownOutcome() {
    functionError = "Unhandled";
    answer = "{\"errorType\":\"Sandbox.Timedout\"}";
    assertThat(failed(GET)).isInstanceOf(IOException.class).hasMessageContaining("Timedout");
  }

  @Test
  void anAnswerThatIsNoneHasAnUnknownOutcome() {
    answer = "\"text\"";
    assertThat(failed(GET)).isInstanceOf(IOException.class);
  }

  @Test
  void aThrottledInvocationIsUnavailableAndNotRepeatedHere() throws Exception {
    status = 429;
    errorType = "TooManyRequestsException";
    retryAfter = "3";
    answer = "{\"Reason\":\"ConcurrentInvocationLimitExceeded\"}";
    TransportResponse refused = exchanged(GET);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().first("Retry-After")).contains("3");
    assertThat(refused.body().open().readAllBytes())
        .asString()
        .contains("\"code\":\"UNAVAILABLE\"")
        .contains("ConcurrentInvocationLimitExceeded");
    assertThat(invocations).hasValue(1);
  }

  @Test
  void aFaultOfLambdaHasAnUnknownOutcomeAndIsNotRepeatedHere() {
    status = 500;
    errorType = "ServiceException";
    answer = "{}";
    assertThat(failed(GET)).isInstanceOf(IOException.class);
    assertThat(invocations).hasValue(1);
  }

  @Test
  void aMissingFunctionIsNoMissingOrder() {
    status = 404;
    errorType = "ResourceNotFoundException";
    answer = "{\"Message\":\"Function not found\"}";
    try (RemoteImageOrders orders = RemoteImageOrders.builder(transport).build()) {
      assertThatThrownBy(() -> orders.get(new OrderId("0".repeat(40))))
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  @Test
  void whoMayNotInvokeIsForbidden() {
    status = 403;
    errorType = "AccessDeniedException";
    answer = "{}";
    assertThat(failed(GET))
        .isInstanceOfSatisfying(
            ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  @Test
  void aRequestThatDoesNotFitIsRefusedBeforeItIsSent() {
    byte[] bytes = new byte[PayloadLimits.LARGEST_BODY + 1];
    for (TransportBody body :
        List.of(
            TransportBody.of(bytes),
            TransportBody.once(new ByteArrayInputStream(bytes), TransportBody.UNKNOWN_LENGTH))) {
      assertThat(failed(GET.with(body)))
          .isInstanceOfSatisfying(
              ImageOrderException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }
    assertThat(invocations).hasValue(0);
  }

  @Test
  void nothingListeningIsAnUnknownOutcome() {
    server.stop(0);
    assertThat(failed(GET)).isInstanceOf(IOException.class);
  }

  @Test
  void aClassThatIsMissingFailsTheExchangeAtOnce() {
    LambdaClient broken =
        (LambdaClient)
            Proxy.newProxyInstance(
                LambdaClient.class.getClassLoader(),
                new Class<?>[] {LambdaClient.class},
                (proxy, method, arguments) -> {
                  throw new NoClassDefFoundError("software/amazon/awssdk/Part");
                });
    try (LambdaTransport halfThere = LambdaTransport.builder(broken, "orders").build()) {
      assertThatThrownBy(() -> halfThere.exchange(GET).get())
          .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
  }

  @Test
  void closingFailsWhatIsUnderWayAndWhatComes() {
    hangs = true;
    CompletableFuture<TransportResponse> exchange = transport.exchange(GET);
    transport.close();
    assertThatThrownBy(exchange::get).hasCauseInstanceOf(IOException.class);
    assertThat(failed(GET)).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }
}
