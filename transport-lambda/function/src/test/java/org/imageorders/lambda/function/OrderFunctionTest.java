package org.imageorders.lambda.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.lambda.payload.EventCaller;
import org.imageorders.lambda.payload.FunctionAnswer;
import org.imageorders.lambda.payload.FunctionEvent;
import org.imageorders.lambda.payload.PayloadLimits;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.transport.Caller;
import org.imageorders.transport.TransportBody;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderFunctionTest {

  private static final TransportRequest PLACE =
      TransportRequest.of("POST", "/v1/orders")
          .with("Content-Type", "application/json")
          .with("Idempotency-Key", "\"cart-1\"")
          .with(
              TransportBody.of(
                  "{\"customer\":\"ada\",\"specs\":[{\"prompt\":\"a lighthouse\"}]}"
                      .getBytes(StandardCharsets.UTF_8)));

  /** Nobody works on these orders, so that whoever waits waits as long as it may. */
  private final EmbeddedImageOrders orders =
      EmbeddedImageOrders.builder(OfflineProvider.create()).concurrency(0).build();

  private final OrderFunction function = OrderFunction.builder(orders::forTenant).build();

  @AfterEach
  void close() {
    function.close();
    orders.close();
  }

  private static Context context(int remainingMillis) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getRemainingTimeInMillis")) {
                return remainingMillis;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private static TransportResponse handle(OrderFunction function, byte[] event, int remaining)
      throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(new ByteArrayInputStream(event), answer, context(remaining));
    return FunctionAnswer.read(answer.toByteArray());
  }

  private TransportResponse handle(TransportRequest request, EventCaller caller) throws Exception {
    return handle(function, event(request, caller), 30_000);
  }

  private static byte[] event(TransportRequest request, EventCaller caller) throws Exception {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    new FunctionEvent(request, caller).write(event);
    return event.toByteArray();
  }

  private static String text(TransportResponse response) throws Exception {
    return new String(response.body().open().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void anOrderIsPlacedForTheTenantThatTheAuthorizerNames() throws Exception {
    TransportResponse placed = handle(PLACE, EventCaller.known(Map.of("tenant", "shop")));
    assertThat(placed.status()).isEqualTo(202);
    String location = placed.headers().first("Location").orElseThrow();
    TransportRequest get = TransportRequest.of("GET", location);
    assertThat(handle(get, EventCaller.direct("shop")).status()).isEqualTo(200);
    assertThat(handle(get, EventCaller.direct("default")).status()).isEqualTo(404);
  }

  @Test
  void anEventAcrossHttpThatNamesNoTenantIsRefused() throws Exception {
    TransportResponse refused = handle(PLACE, EventCaller.known(Map.of("user", "ada")));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers().first("Content-Type")).contains("application/problem+json");
    assertThat(text(refused)).contains("\"code\":\"UNAUTHENTICATED\"");
  }

  @Test
  void theCallersAreAskedOfWhoeverWasGivenForIt() throws Exception {
    try (OrderFunction own =
        OrderFunction.builder(orders::forTenant)
            .callers(caller -> Caller.of(caller.lambda("user").orElseThrow()))
            .build()) {
      byte[] event = event(PLACE, EventCaller.known(Map.of("user", "ada")));
      assertThat(handle(own, event, 30_000).status()).isEqualTo(202);
    }
  }

  @Test
  void whatIsNoEventIsAnsweredWithAProblem() throws Exception {
    byte[] event = "{\"source\":\"aws.events\"}".getBytes(StandardCharsets.UTF_8);
    TransportResponse refused = handle(function, event, 30_000);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(text(refused)).contains("payload format 2.0");
  }

  @Test
  void aBodyThatIsNoBase64IsTheCallersFault() throws Exception {
    String event =
        """
        {"rawPath":"/v1/orders","headers":{"content-type":"application/json"},"body":"!!!!",
         "isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}}}
        """;
    TransportResponse refused = handle(function, event.getBytes(StandardCharsets.UTF_8), 30_000);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(text(refused)).contains("\"code\":\"INVALID_REQUEST\"").contains("base64");
  }

  @Test
  void anEventThatIsTooLargeIsRefused() throws Exception {
    byte[] event = new byte[PayloadLimits.LARGEST_EVENT + 1];
    assertThat(handle(function, event, 30_000).status()).isEqualTo(413);
  }

  @Test
  void aWaitEndsBeforeTheInvocationDoes() throws Exception {
    try (OrderFunction careful =
        OrderFunction.builder(orders::forTenant).margin(Duration.ofSeconds(30)).build()) {
      byte[] event = event(PLACE.with("Prefer", "wait=20"), EventCaller.direct("default"));
      TransportResponse answer = handle(careful, event, 60_100);
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.headers().first("Preference-Applied")).contains("wait=0");
    }
  }

  @Test
  void whatTakesLongerThanTheInvocationIsAnsweredAsUnavailable() throws Exception {
    CompletableFuture<Void> never = new CompletableFuture<>();
    try (OrderFunction stuck =
        OrderFunction.builder(
                tenant -> {
                  never.join();
                  return orders.forTenant(tenant);
                })
            .build()) {
      byte[] event = event(PLACE, EventCaller.direct("default"));
      TransportResponse answer = handle(stuck, event, 600);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(text(answer)).contains("may have been carried out");
    } finally {
      never.complete(null);
    }
  }

  @Test
  void theDefaultsOfAnAuthorizerAreItsTenantOrAccount() {
    CallerResolver callers = CallerResolver.byAuthorizer();
    assertThat(resolve(callers, "{\"jwt\":{\"claims\":{\"tenant\":\"a\"}}}")).isEqualTo("a");
    assertThat(resolve(callers, "{\"lambda\":{\"tenant\":\"b\"}}")).isEqualTo("b");
    assertThat(resolve(callers, "{\"iam\":{\"accountId\":\"123\"}}")).isEqualTo("123");
    assertThat(resolve(callers, "null")).isEqualTo("default");
  }

  private static String resolve(CallerResolver callers, String authorizer) {
    String event =
        "{\"rawPath\":\"/\",\"requestContext\":{\"authorizer\":"
            + authorizer
            + ",\"http\":{\"method\":\"GET\"}}}";
    return callers
        .resolve(FunctionEvent.read(event.getBytes(StandardCharsets.UTF_8)).caller())
        .tenant();
  }
}
