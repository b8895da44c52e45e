package org.imageorders.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.imageorders.Attempt;
import org.imageorders.Background;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageFormat;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageResult;
import org.imageorders.ImageSize;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderCost;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.Quality;
import org.imageorders.UnknownOutcome;
import org.imageorders.Waiting;
import org.imageorders.json.EventJson;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;
import org.imageorders.json.RequestJson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each field of the wire: absent when read, absent when unset, and an unknown one beside it. */
class WireFieldsTest {

  private static final OrderId ID = OrderId.of("default", "c", "k");
  private static final Instant AT = Instant.parse("2027-01-31T12:00:00.123456Z");
  private static final Failure FAILURE = new Failure(ErrorCode.CONTENT_REFUSED, "no");

  private static final OrderRequest FULL_REQUEST =
      OrderRequest.builder("c")
          .idempotencyKey("k")
          .spec(
              ImageSpec.builder("a lighthouse, \u00fc\ud83d\ude00")
                  .count(3)
                  .size(1536, 1024)
                  .quality(Quality.HIGH)
                  .format(ImageFormat.WEBP)
                  .compression(0)
                  .background(Background.OPAQUE)
                  .model("m-1")
                  .sourceImage(new ImageId("up-1"))
                  .mask(new ImageId("up-2"))
                  .previews(2)
                  .providerOption("text", "t")
                  .providerOption("whole", Long.MAX_VALUE)
                  .providerOption("real", 1.0)
                  .providerOption("flag", true)
                  .build())
          .priority(7)
          .deadline(Duration.ofMillis(90_500))
          .ceiling(Money.usd("0.053"))
          .unknownOutcome(UnknownOutcome.FAIL)
          .metadata("shop", "7")
          .build();

  private static final OrderRequest LEAST_REQUEST =
      OrderRequest.builder("c").idempotencyKey("k").prompt("a lighthouse").build();

  private static final ImageOrder FULL_ORDER =
      ImageOrder.builder(ID)
          .version(12)
          .request(FULL_REQUEST)
          .status(OrderStatus.GENERATING)
          .images(
              List.of(
                  new ImageResult(
                      0,
                      0,
                      GeneratedImage.builder(ImageId.of(ID, 0, 1, 0))
                          .mediaType("image/png")
                          .size(new ImageSize(64, 32))
                          .bytes(5_000_000_000L)
                          .sha256("ab".repeat(32))
                          .provider("p")
                          .model("m")
                          .revisedPrompt("rp")
                          .contentCredentials(true)
                          .createdAt(AT)
                          .build(),
                      FAILURE,
                      new ImageId("x.p1"))))
          .attempts(
              List.of(
                  Attempt.builder(0, 1, "p")
                      .model("m")
                      .outcome(Attempt.Outcome.REJECTED)
                      .images(2)
                      .cost(Money.usd("0.1"))
                      .failure(FAILURE)
                      .startedAt(AT)
                      .endedAt(AT)
                      .build()))
          .cost(new OrderCost(Money.usd("1"), Money.usd("2.5"), Money.usd("0")))
          .waiting(new Waiting(Waiting.Reason.RATE_LIMITED, 3, AT))
          .failure(FAILURE)
          .acceptedAt(AT)
          .startedAt(AT)
          .endedAt(AT)
          .build();

  private static final ImageOrder LEAST_ORDER =
      ImageOrder.builder(ID)
          .version(1)
          .request(LEAST_REQUEST)
          .images(List.of(ImageResult.pending(0, 0)))
          .attempts(
              List.of(
                  Attempt.builder(0, 1, "p")
                      .outcome(Attempt.Outcome.RUNNING)
                      .cost(Money.usd("0"))
                      .startedAt(AT)
                      .build()))
          .cost(new OrderCost(Money.usd("0"), Money.usd("0"), Money.usd("0")))
          .acceptedAt(AT)
          .build();

  private static final EventPage FULL_EVENTS =
      new EventPage(
          List.of(
              OrderEvent.builder("e1", OrderEvent.Type.IMAGE_READY, ID)
                  .customer("c")
                  .at(AT)
                  .index(4)
                  .image(new ImageId("x"))
                  .failure(FAILURE)
                  .build()),
          "cursor");

  private static final EventPage LEAST_EVENTS =
      new EventPage(
          List.of(
              OrderEvent.builder("e1", OrderEvent.Type.ORDER_ACCEPTED, ID)
                  .customer("c")
                  .at(AT)
                  .build()),
          "cursor");

  /** The fields that are always there; every other is optional. */
  private static final Map<String, Set<String>> REQUIRED =
      Map.of(
          "order",
              Set.of(
                  "id",
                  "version",
                  "status",
                  "request",
                  "cost",
                  "acceptedAt",
                  "request.customer",
                  "request.idempotencyKey",
                  "request.specs",
                  "request.specs[].prompt",
                  "request.ceiling.amount",
                  "request.ceiling.currency",
                  "images[].index",
                  "images[].spec",
                  "images[].image.id",
                  "images[].image.mediaType",
                  "images[].image.size",
                  "images[].image.bytes",
                  "images[].image.sha256",
                  "images[].image.provider",
                  "images[].image.createdAt",
                  "images[].failure.code",
                  "attempts[].task",
                  "attempts[].number",
                  "attempts[].provider",
                  "attempts[].outcome",
                  "attempts[].images",
                  "attempts[].cost",
                  "attempts[].cost.amount",
                  "attempts[].cost.currency",
                  "attempts[].failure.code",
                  "attempts[].startedAt",
                  "cost.spent",
                  "cost.spent.amount",
                  "cost.spent.currency",
                  "cost.reserved",
                  "cost.reserved.amount",
                  "cost.reserved.currency",
                  "cost.atRisk",
                  "cost.atRisk.amount",
                  "cost.atRisk.currency",
                  "waiting.reason",
                  "waiting.ahead",
                  "failure.code"),
          "events",
              Set.of(
                  "cursor",
                  "events[].id",
                  "events[].type",
                  "events[].order",
                  "events[].customer",
                  "events[].at",
                  "events[].failure.code"));

  /** What is written for an absent field all the same, because it says the same. */
  private static final Map<String, String> WRITTEN_WHEN_ABSENT =
      Map.of(
          "images",
          "[]",
          "attempts",
          "[]",
          "request.specs[].count",
          "1",
          "failure.message",
          "\"\"",
          "images[].failure.message",
          "\"\"",
          "attempts[].failure.message",
          "\"\"",
          "events",
          "[]",
          "events[].failure.message",
          "\"\"",
          "waited",
          "\"PT0S\"");

  /** What cannot stand alone: a mask needs a source image. */
  private static final Set<String> NEEDED_BY_ANOTHER = Set.of("request.specs[].sourceImages");

  private record Form(
      String name, ObjectNode full, ObjectNode least, Function<ObjectNode, ObjectNode> again) {}

  private static List<Form> forms() {
    return List.of(
        new Form(
            "order",
            OrderJson.write(FULL_ORDER),
            OrderJson.write(LEAST_ORDER),
            node -> OrderJson.write(OrderJson.read(new Fields(node, "")))),
        new Form(
            "events",
            EventJson.write(FULL_EVENTS, Duration.ZERO),
            EventJson.write(LEAST_EVENTS, Duration.ZERO),
            node -> EventJson.write(EventJson.readPage(new Fields(node, "")), Duration.ZERO)));
  }

  @TestFactory
  List<DynamicTest> eachFieldMayBeAbsentWhereItIsOptionalAndIsAskedForWhereNot() {
    return forms().stream()
        .flatMap(
            form ->
                fields(form.full())
                    .map(
                        path ->
                            DynamicTest.dynamicTest(
                                form.name() + ":" + path, () -> absent(form, path))))
        .toList();
  }

  private static void absent(Form form, String path) {
    ObjectNode without = form.full().deepCopy();
    ObjectNode parent = parent(without, path);
    String name = path.substring(path.lastIndexOf('.') + 1);
    parent.remove(name);
    if (REQUIRED.get(form.name()).contains(path)) {
      assertThatThrownBy(() -> form.again().apply(without))
          .isInstanceOfSatisfying(
              ImageOrderException.class, e -> assertThat(e.field().orElse("")).contains(name));
    } else if (NEEDED_BY_ANOTHER.contains(path)) {
      assertThatThrownBy(() -> form.again().apply(without)).isInstanceOf(ImageOrderException.class);
    } else {
      ObjectNode again = form.again().apply(without);
      if (WRITTEN_WHEN_ABSENT.containsKey(path)) {
        assertThat(parent(again, path).get(name)).hasToString(WRITTEN_WHEN_ABSENT.get(path));
        parent(again, path).remove(name);
      }
      assertThat(again).isEqualTo(without);
    }
  }

  @TestFactory
  List<DynamicTest> anUnknownFieldInAnyObjectIsIgnored() {
    return forms().stream()
        .flatMap(
            form ->
                fields(form.full())
                    .map(
                        path ->
                            DynamicTest.dynamicTest(
                                form.name() + ":" + path, () -> unknown(form, path))))
        .toList();
  }

  private static void unknown(Form form, String path) {
    ObjectNode more = form.full().deepCopy();
    parent(more, path).putObject("ofANewerVersion").put("deep", 1);
    assertThat(form.again().apply(more)).isEqualTo(form.full());
  }

  @Test
  void whatIsUnsetIsNotWritten() {
    for (Form form : forms()) {
      Set<String> optional = new TreeSet<>(paths(form.least()));
      optional.removeAll(REQUIRED.get(form.name()));
      optional.removeAll(WRITTEN_WHEN_ABSENT.keySet());
      assertThat(optional).as(form.name()).isEmpty();
      assertThat(form.again().apply(form.least())).isEqualTo(form.least());
    }
  }

  @Test
  void everyRequiredFieldIsInTheFullDocument() {
    for (Form form : forms()) {
      assertThat(paths(form.full())).as(form.name()).containsAll(REQUIRED.get(form.name()));
    }
  }

  @Test
  void aRequestHasTheSameFingerprintOnBothSides() throws IOException {
    for (OrderRequest request : List.of(FULL_REQUEST, LEAST_REQUEST)) {
      byte[] bytes = Json.bytes(RequestJson.write(request));
      OrderRequest read =
          RequestJson.readOrdered(
              Json.read(new ByteArrayInputStream(bytes), bytes.length), Optional.empty());
      assertThat(read.fingerprint()).isEqualTo(request.fingerprint());
    }
    assertThat(FULL_REQUEST.fingerprint()).isNotEqualTo(LEAST_REQUEST.fingerprint());
  }

  @Test
  void valuesOfANewerVersionSurvive() {
    ObjectNode order = OrderJson.write(FULL_ORDER);
    order.put("status", "DRYING");
    parent(order, "attempts[].outcome").put("outcome", "PAINTED_OVER");
    parent(order, "waiting.reason").put("reason", "NO_PAINT");
    parent(order, "failure.code").put("code", "PAINT_DRIED_UP");
    parent(order, "request.unknownOutcome").put("unknownOutcome", "ASK_SOMEBODY");
    ImageOrder read = OrderJson.read(new Fields(order, ""));
    assertThat(read.status()).isEqualTo(OrderStatus.UNRECOGNIZED);
    assertThat(read.attempts().get(0).outcome()).isEqualTo(Attempt.Outcome.UNRECOGNIZED);
    assertThat(read.waiting()).map(Waiting::reason).contains(Waiting.Reason.UNRECOGNIZED);
    assertThat(read.failure()).map(Failure::code).contains(ErrorCode.of("PAINT_DRIED_UP"));
    assertThat(read.request().unknownOutcome()).isEmpty();
    ObjectNode events = EventJson.write(FULL_EVENTS, Duration.ZERO);
    parent(events, "events[].type").put("type", "ORDER_FRAMED");
    assertThat(EventJson.readPage(new Fields(events, "")).events().get(0).type())
        .isEqualTo(OrderEvent.Type.UNRECOGNIZED);
  }

  /** The paths of fields of ours, without the caller's own names. */
  private static Stream<String> fields(JsonNode node) {
    return paths(node).stream()
        .filter(path -> !path.contains("metadata.") && !path.contains("providerOptions."));
  }

  private static Set<String> paths(JsonNode node) {
    Set<String> paths = new TreeSet<>();
    collect(node, "", paths);
    return paths;
  }

  private static void collect(JsonNode node, String path, Set<String> paths) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                paths.add(inner);
                collect(field.getValue(), inner, paths);
              });
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      collect(array.get(0), path + "[]", paths);
    }
  }

  private static ObjectNode parent(JsonNode root, String path) {
    JsonNode node = root;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      boolean array = names[i].endsWith("[]");
      node = node.get(array ? names[i].substring(0, names[i].length() - 2) : names[i]);
      node = array ? node.get(0) : node;
    }
    return (ObjectNode) node;
  }
}
