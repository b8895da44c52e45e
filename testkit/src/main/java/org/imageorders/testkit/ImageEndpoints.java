package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.Money;
import org.imageorders.testkit.http.Content;
import org.imageorders.testkit.http.Exchange;

/** The paths of an image API, and what happens to a call on its way through them. */
final class ImageEndpoints {

  private static final Pattern CALL =
      Pattern.compile("(?:/v1|/openai/v1|/openai/deployments/([^/]+))/images/(generations|edits)");
  private static final String PICTURES = "/pictures/";

  private final FakeImageApi.Builder settings;
  private final FaultQueue faults;
  private final FaultQueue downloadFaults;
  private final CallLog log;
  private final RateLimits limits;
  private final Map<String, Content> pictures = new ConcurrentHashMap<>();
  private final AtomicLong releases = new AtomicLong();

  ImageEndpoints(
      FakeImageApi.Builder settings, FaultQueue faults, FaultQueue downloadFaults, CallLog log) {
    this.settings = settings;
    this.faults = faults;
    this.downloadFaults = downloadFaults;
    this.log = log;
    this.limits = new RateLimits(settings.limits, settings.refusedCount, settings.clock);
  }

  /** Lets the calls that stall now go on. */
  void release() {
    releases.incrementAndGet();
  }

  void handle(Exchange exchange) throws IOException {
    Matcher call = CALL.matcher(exchange.path());
    if (call.matches() && exchange.method().equals("POST")) {
      handleCall(exchange, Optional.ofNullable(call.group(1)), call.group(2).equals("edits"));
    } else if (exchange.path().startsWith(PICTURES) && exchange.method().equals("GET")) {
      download(exchange);
    } else {
      refuse(exchange, notFound(exchange), Map.of());
    }
  }

  private static ErrorBody notFound(Exchange exchange) {
    String message = "Invalid URL (" + exchange.method() + " " + exchange.path() + ")";
    return ErrorBody.of(404, "invalid_request_error", null, null, message);
  }

  private void handleCall(Exchange exchange, Optional<String> deployment, boolean edit)
      throws IOException {
    ApiCall call =
        log.begin(
            number -> {
              Fault fault =
                  faults.next(exchange.header("X-Client-Request-Id").orElse("call-" + number));
              return new ApiCall(
                  number, settings.clock.instant(), exchange, fault, settings.nothing());
            });
    boolean whole = false;
    try {
      whole = serve(exchange, call, deployment, edit);
    } catch (IOException e) {
      call.leave(System.nanoTime());
      throw e;
    } finally {
      log.ended(call, whole);
    }
  }

  private boolean serve(Exchange exchange, ApiCall call, Optional<String> deployment, boolean edit)
      throws IOException {
    Fault fault = call.fault();
    if (fault.kind == Fault.Kind.RESET_BEFORE_BODY) {
      exchange.resetAtOnce();
      return false;
    }
    try {
      authorize(exchange);
      if (deployment.isPresent() && exchange.query("api-version").isEmpty()) {
        throw new ApiRefusal(notFound(exchange), Map.of());
      }
      ImageParameters parameters = ImageParameters.read(exchange, edit);
      call.asked(parameters.asText(), parameters.files());
      if (fault.kind == Fault.Kind.STATUS && !fault.draws()) {
        return fail(exchange, call, Map.of());
      }
      ImageRequest request = new ImageRequest(parameters, settings, deployment.orElse(null));
      ImageAnswer answer = new ImageAnswer(request, settings, fault, settings.clock.instant());
      Map<String, String> told =
          limits.admit(request.model, request.images, answer.tokens().total());
      return answer(exchange, call, request, answer, headers(call, told));
    } catch (ApiRefusal e) {
      call.told(e.body().status());
      log.decided(call);
      refuse(exchange, e.body(), headers(call, e.headers()));
      return true;
    }
  }

  private boolean answer(
      Exchange exchange,
      ApiCall call,
      ImageRequest request,
      ImageAnswer answer,
      Map<String, String> headers)
      throws IOException {
    BooleanSupplier released = nextRelease();
    Money each = settings.pricePerImage;
    call.drew(
        answer.images(), each == null ? answer.tokens().price() : each.times(answer.images()));
    log.decided(call);
    Duration latency = settings.latency.of(settings.seed ^ call.number());
    if (call.fault().kind == Fault.Kind.STATUS) {
      exchange.pause(latency, () -> false);
      return fail(exchange, call, headers);
    }
    Delivery delivery = new Delivery(exchange, call.fault(), released, () -> call.told(200));
    if (request.stream) {
      Duration step = latency.dividedBy(Math.max(1, answer.eventCount()));
      headers.put("Content-Type", "text/event-stream; charset=utf-8");
      return delivery.send(
          headers, halfway -> answer.events(out -> exchange.pause(step, () -> false), halfway));
    }
    exchange.pause(latency, () -> false);
    headers.put("Content-Type", "application/json");
    return delivery.send(
        headers,
        halfway ->
            answer.object(
                (index, picture) -> link(exchange, call, index, request.format, picture), halfway));
  }

  private String link(Exchange exchange, ApiCall call, int index, String format, Content picture) {
    String name = call.number() + "-" + index + "." + format;
    pictures.put(name, picture);
    return "http://" + exchange.header("Host").orElse("localhost") + PICTURES + name;
  }

  private boolean fail(Exchange exchange, ApiCall call, Map<String, String> more)
      throws IOException {
    Fault fault = call.fault();
    call.told(fault.status);
    log.decided(call);
    drain(exchange);
    exchange.send(fault.status, faultHeaders(fault, headers(call, more)), bytes(fault.body));
    return true;
  }

  private static Map<String, String> faultHeaders(Fault fault, Map<String, String> headers) {
    headers.put("Content-Type", fault.contentType);
    if (fault.link != null) {
      headers.put("Location", fault.link.toString());
    }
    if (fault.retryAfter != null) {
      headers.putAll(RateLimits.retryAfter(fault.retryAfter));
    }
    return headers;
  }

  private void download(Exchange exchange) throws IOException {
    drain(exchange);
    String name = exchange.path().substring(PICTURES.length());
    Content picture = pictures.get(name);
    if (picture == null) {
      refuse(exchange, notFound(exchange), Map.of());
      return;
    }
    Fault fault = downloadFaults.next(name);
    if (fault.kind == Fault.Kind.STATUS) {
      exchange.send(fault.status, faultHeaders(fault, new TreeMap<>()), bytes(fault.body));
      return;
    }
    String type = "image/" + name.substring(name.lastIndexOf('.') + 1);
    new Delivery(exchange, fault, nextRelease(), () -> {})
        .send(
            Map.of("Content-Type", type),
            halfway ->
                halfway == Halfway.NOTHING
                    ? picture
                    : out -> picture.writeTo(new Halfway(out, picture.length(), halfway)));
  }

  private void authorize(Exchange exchange) throws ApiRefusal {
    String key =
        exchange
            .header("api-key")
            .or(() -> exchange.header("Authorization").filter(text -> text.startsWith("Bearer ")))
            .map(text -> text.startsWith("Bearer ") ? text.substring(7) : text)
            .orElse("");
    boolean right = settings.apiKey == null ? !key.isBlank() : key.equals(settings.apiKey);
    if (!right) {
      throw new ApiRefusal(ErrorBody.ofStatus(401), Map.of());
    }
  }

  private static void refuse(Exchange exchange, ErrorBody error, Map<String, String> headers)
      throws IOException {
    drain(exchange);
    Map<String, String> all = new TreeMap<>(headers);
    all.put("Content-Type", "application/json");
    exchange.send(error.status(), all, bytes(error.json()));
  }

  private static Map<String, String> headers(ApiCall call, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("x-request-id", "req_" + call.number());
    headers.put("openai-version", "2020-10-01");
    return headers;
  }

  private BooleanSupplier nextRelease() {
    long now = releases.get();
    return () -> releases.get() > now;
  }

  private static void drain(Exchange exchange) throws IOException {
    exchange.body().transferTo(OutputStream.nullOutputStream());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
