package org.imageorders.lambda.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.lambda.payload.PayloadLimits;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.RemoteImageOrders;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;

class LambdaTransportTest {

  private static final TransportRequest GET = TransportRequest.of("GET", "/v1/orders");

  private FakeLambda lambda;
  private LambdaClient client;
  private LambdaTransport transport;

  @BeforeEach
  void start() throws IOException {
    lambda = new FakeLambda();
    client = lambda.client().build();
    transport = LambdaTransport.builder(client, "orders").qualifier("live").tenant("shop").build();
  }

  @AfterEach
  void stop() {
    lambda.close();
    transport.close();
    client.close();
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
    assertThat(lambda.path).isEqualTo("/2015-03-31/functions/orders/invocations?Qualifier=live");
    assertThat(lambda.event)
        .contains("\"rawPath\":\"/v1/orders\"")
        .contains("\"authorizer\":{\"lambda\":{\"tenant\":\"shop\"}}");
  }

  @Test
  void aFunctionThatFailsHasAnUnknownOutcome() {
    lambda.functionError = "Unhandled";
    lambda.answer = "{\"errorType\":\"Sandbox.Timedout\"}";
    assertThat(failed(GET)).isInstanceOf(IOException.class).hasMessageContaining("Timedout");
  }

  @Test
  void anAnswerThatIsNoneHasAnUnknownOutcome() {
    lambda.answer = "\"text\"";
    assertThat(failed(GET)).isInstanceOf(IOException.class);
  }

  @Test
  void aThrottledInvocationIsUnavailableAndNotRepeatedHere() throws Exception {
    lambda.status = 429;
    lambda.errorType = "TooManyRequestsException";
    lambda.retryAfter = "3";
    lambda.answer = "{\"Reason\":\"ConcurrentInvocationLimitExceeded\"}";
    TransportResponse refused = exchanged(GET);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().first("Retry-After")).contains("3");
    assertThat(refused.body().open().readAllBytes())
        .asString()
        .contains("\"code\":\"UNAVAILABLE\"")
        .contains("ConcurrentInvocationLimitExceeded");
    assertThat(lambda.invocations).hasValue(1);
  }

  @Test
  void aFaultOfLambdaHasAnUnknownOutcomeAndIsNotRepeatedHere() {
    lambda.status = 500;
    lambda.errorType = "ServiceException";
    lambda.answer = "{}";
    assertThat(failed(GET)).isInstanceOf(IOException.class);
    assertThat(lambda.invocations).hasValue(1);
  }

  @Test
  void aMissingFunctionIsNoMissingOrder() {
    lambda.status = 404;
    lambda.errorType = "ResourceNotFoundException";
    lambda.answer = "{\"Message\":\"Function not found\"}";
    try (RemoteImageOrders orders = RemoteImageOrders.builder(transport).build()) {
      assertThatThrownBy(() -> orders.get(new OrderId("0".repeat(40))))
          .isInstanceOfSatisfying(
              ImageOrderException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
  }

  @Test
  void whoMayNotInvokeIsForbidden() {
    lambda.status = 403;
    lambda.errorType = "AccessDeniedException";
    lambda.answer = "{}";
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
    assertThat(lambda.invocations).hasValue(0);
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
    lambda.hangs = true;
    CompletableFuture<TransportResponse> exchange = transport.exchange(GET);
    transport.close();
    assertThatThrownBy(exchange::get).hasCauseInstanceOf(IOException.class);
    assertThat(failed(GET)).isInstanceOf(NotSentException.class).hasMessageContaining("closed");
  }
}
