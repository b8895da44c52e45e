package org.imageorders.lambda.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Stage;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.transport.RemoteImageOrders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** What certainly did not run, and what may have. */
class CertaintyTest {

  private static final OrderRequest REQUEST =
      OrderRequest.builder("ann").idempotencyKey("cart").prompt("a lighthouse").build();

  private FakeLambda lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = new FakeLambda();
  }

  @AfterEach
  void stop() {
    lambda.close();
  }

  @Test
  void whatLambdaRefusesBeforeTheFunctionRunsIsCertain() {
    assertDoubt(false, 400, "RequestExpired", "ThrottlingException");
    assertDoubt(false, 403, "AccessDeniedException", "UnrecognizedClientException");
    assertDoubt(false, 403, "ExpiredTokenException", "InvalidSignatureException");
    assertDoubt(false, 404, "ResourceNotFoundException");
    assertDoubt(false, 409, "ResourceConflictException");
    assertDoubt(false, 413, "RequestTooLargeException");
    assertDoubt(false, 429, "TooManyRequestsException");
  }

  @Test
  void whatLambdaAnswersOtherwiseIsInDoubt() {
    assertDoubt(true, 400, "RequestAbortedException");
    assertDoubt(true, 408, "RequestTimeoutException");
    assertDoubt(true, 500, "ServiceException");
    assertDoubt(true, 502, "EC2ThrottledException");
    assertDoubt(true, 503, "AccessDeniedException");
  }

  @Test
  void aRefusalThatIsNotLambdasIsInDoubt() {
    for (int status : List.of(400, 401, 403, 404, 413, 429)) {
      assertDoubt(true, status, "");
    }
  }

  private void assertDoubt(boolean doubtful, int status, String... types) {
    for (String type : types) {
      lambda.refuse(status, type);
      assertThat(isDoubtful()).as("%s %s", status, type).isEqualTo(doubtful);
    }
  }

  @Test
  void aFunctionThatFailedIsInDoubt() {
    lambda.functionError = "Unhandled";
    assertThat(isDoubtful()).isTrue();
  }

  @Test
  void aConnectionThatIsCutBeforeTheAnswerLeavesDoubt() {
    lambda.hangsUp = true;
    assertThat(isDoubtful()).isTrue();
    assertThat(lambda.invocations).hasValue(1);
  }

  @Test
  void aRequestThatFoundNothingListeningWasNotSent() {
    lambda.close();
    assertThat(isDoubtful()).isFalse();
  }

  @Test
  void aRequestWithoutCredentialsWasNotSent() {
    try (LambdaClient client =
        lambda
            .client()
            .credentialsProvider(
                () -> {
                  throw SdkClientException.create("no credentials found");
                })
            .build()) {
      assertThat(isDoubtful(client)).isFalse();
    }
    assertThat(lambda.invocations).hasValue(0);
  }

  @Test
  void aHostThatIsNotKnownWasSentNothingAndATimeoutLeavesDoubt() {
    assertThat(isDoubtful(new UnknownHostException("lambda.example"))).isFalse();
    assertThat(isDoubtful(new SocketTimeoutException("Read timed out"))).isTrue();
  }

  @Test
  void aThrottleThatEndsARepeatOfTheClientsOwnLeavesDoubtAboutWhatCameBefore() {
    try (LambdaClient client = lambda.client().build()) {
      LambdaClient repeating =
          through(
              (method, request) -> {
                lambda.refuse(500, "ServiceException");
                assertThatThrownBy(() -> invoke(client, method, request))
                    .isInstanceOf(LambdaException.class);
                lambda.refuse(429, "TooManyRequestsException");
                return invoke(client, method, request);
              });
      assertThat(isDoubtful(repeating)).isTrue();
    }
    assertThat(lambda.invocations).hasValue(2);
  }

  @Test
  void aClientThatAsksNoPlugInsLeavesDoubtForItMayHaveRepeated() {
    try (LambdaClient client = lambda.client().build()) {
      LambdaClient deaf =
          through(
              (method, request) ->
                  invoke(
                      client,
                      method,
                      request.toBuilder().overrideConfiguration(change -> {}).build()));
      lambda.refuse(403, "AccessDeniedException");
      assertThat(isDoubtful(deaf)).isTrue();
      lambda.hangsUp = true;
      assertThat(isDoubtful(deaf)).isTrue();
    }
  }

  @Test
  void anOrderThatAThrottledFunctionDidNotGetFallsBackToLegacy() {
    lambda.refuse(429, "TooManyRequestsException");
    try (LambdaClient client = lambda.client().build();
        LambdaTransport transport = LambdaTransport.builder(client, "orders").build();
        RemoteImageOrders candidate = RemoteImageOrders.builder(transport).tries(1).build();
        EmbeddedImageOrders legacy =
            EmbeddedImageOrders.builder(OfflineProvider.builder().build()).build();
        Migration migration =
            Migration.between(legacy, candidate)
                .stateStore(new MemoryStateStore())
                .initialStage(Stage.ALL_NEW)
                .keysRepeatedWithin(Duration.ZERO)
                .build()) {
      OrderId id = migration.place(REQUEST).id();
      assertThat(legacy.get(id).id()).isEqualTo(id);
    }
  }

  private boolean isDoubtful() {
    try (LambdaClient client = lambda.client().build()) {
      return isDoubtful(client);
    }
  }

  private boolean isDoubtful(IOException failure) {
    try (LambdaClient client = lambda.client().httpClient(failing(failure)).build()) {
      return isDoubtful(client);
    }
  }

  private static boolean isDoubtful(LambdaClient client) {
    try (LambdaTransport transport = LambdaTransport.builder(client, "orders").build();
        RemoteImageOrders orders = RemoteImageOrders.builder(transport).tries(1).build()) {
      throw new AssertionError("placed: " + orders.place(REQUEST));
    } catch (ImageOrderException e) {
      return e.isDoubtful();
    }
  }

  private static SdkHttpClient failing(IOException failure) {
    return new SdkHttpClient() {
      @Override
      public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
          @Override
          public HttpExecuteResponse call() throws IOException {
            throw failure;
          }

          @Override
          public void abort() {}
        };
      }

      @Override
      public void close() {}
    };
  }

  private interface Invoking {
    Object invoke(Method method, InvokeRequest request) throws Throwable;
  }

  private static LambdaClient through(Invoking invoking) {
    return (LambdaClient)
        Proxy.newProxyInstance(
            LambdaClient.class.getClassLoader(),
            new Class<?>[] {LambdaClient.class},
            (proxy, method, arguments) -> invoking.invoke(method, (InvokeRequest) arguments[0]));
  }

  private static Object invoke(LambdaClient client, Method method, InvokeRequest request)
      throws Throwable {
    try {
      return method.invoke(client, request);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
