package org.imageorders.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.imageorders.Attempt;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageResult;
import org.imageorders.ImageSize;
import org.imageorders.OrderCost;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderStatus;
import org.imageorders.Waiting;
import org.jspecify.annotations.Nullable;

/** The JSON form of an order as it stands. */
public final class OrderJson {

  private OrderJson() {}

  public static ObjectNode write(ImageOrder order) {
    ObjectNode node =
        Json.object()
            .put("id", order.id().value())
            .put("version", order.version())
            .put("status", order.status().name());
    node.set("request", RequestJson.write(order.request()));
    node.set("images", array(order.images(), OrderJson::result));
    node.set("attempts", array(order.attempts(), OrderJson::attempt));
    node.set("cost", cost(order.cost()));
    order.waiting().ifPresent(value -> node.set("waiting", waiting(value)));
    order.failure().ifPresent(value -> node.set("failure", failure(value)));
    Json.put(node, "acceptedAt", order.acceptedAt());
    order.startedAt().ifPresent(value -> Json.put(node, "startedAt", value));
    order.endedAt().ifPresent(value -> Json.put(node, "endedAt", value));
    return node;
  }

  public static ImageOrder read(Fields fields) {
    return fields.within(
        () ->
            ImageOrder.builder(fields.requiredParsed("id", OrderId::new))
                .version(fields.requiredNumber("version"))
                .status(status(fields.requiredText("status")))
                .request(RequestJson.readKept(fields.requiredObject("request")))
                .images(list(fields.objects("images"), OrderJson::readResult))
                .attempts(list(fields.objects("attempts"), OrderJson::readAttempt))
                .cost(readCost(fields.requiredObject("cost")))
                .waiting(fields.object("waiting").map(OrderJson::readWaiting).orElse(null))
                .failure(fields.failure("failure").orElse(null))
                .acceptedAt(fields.requiredInstant("acceptedAt"))
                .startedAt(fields.instant("startedAt").orElse(null))
                .endedAt(fields.instant("endedAt").orElse(null))
                .build());
  }

  public static OrderStatus status(String name) {
    return Names.known(OrderStatus.class, name).orElse(OrderStatus.UNRECOGNIZED);
  }

  public static Attempt.Outcome outcome(String name) {
    return Names.known(Attempt.Outcome.class, name).orElse(Attempt.Outcome.UNRECOGNIZED);
  }

  public static ObjectNode write(OrderPage page) {
    ObjectNode node = Json.object();
    node.set("orders", array(page.orders(), OrderJson::write));
    page.next().ifPresent(value -> node.put("next", value));
    return node;
  }

  public static OrderPage readPage(Fields fields) {
    return new OrderPage(
        list(fields.objects("orders"), OrderJson::read), fields.text("next").orElse(null));
  }

  public static ObjectNode failure(Failure failure) {
    return Json.object().put("code", failure.code().name()).put("message", failure.message());
  }

  public static ObjectNode result(ImageResult result) {
    ObjectNode node = Json.object().put("index", result.index()).put("spec", result.spec());
    result.image().ifPresent(value -> node.set("image", image(value)));
    result.failure().ifPresent(value -> node.set("failure", failure(value)));
    result.preview().ifPresent(value -> Json.put(node, "preview", value));
    return node;
  }

  public static ImageResult readResult(Fields fields) {
    return new ImageResult(
        fields.requiredInteger("index"),
        fields.requiredInteger("spec"),
        readImage(fields),
        fields.failure("failure").orElse(null),
        fields.parsed("preview", ImageId::new).orElse(null));
  }

  private static ObjectNode image(GeneratedImage image) {
    ObjectNode node =
        Json.object()
            .put("id", image.id().value())
            .put("mediaType", image.mediaType())
            .put("size", image.size().toString())
            .put("bytes", image.bytes())
            .put("sha256", image.sha256())
            .put("provider", image.provider());
    image.model().ifPresent(value -> node.put("model", value));
    image.revisedPrompt().ifPresent(value -> node.put("revisedPrompt", value));
    if (image.contentCredentials()) {
      node.put("contentCredentials", true);
    }
    Json.put(node, "createdAt", image.createdAt());
    return node;
  }

  private static @Nullable GeneratedImage readImage(Fields result) {
    return result
        .object("image")
        .map(
            fields ->
                GeneratedImage.builder(fields.requiredParsed("id", ImageId::new))
                    .mediaType(fields.requiredText("mediaType"))
                    .size(fields.requiredParsed("size", ImageSize::parse))
                    .bytes(fields.requiredNumber("bytes"))
                    .sha256(fields.requiredText("sha256"))
                    .provider(fields.requiredText("provider"))
                    .model(fields.text("model").orElse(null))
                    .revisedPrompt(fields.text("revisedPrompt").orElse(null))
                    .contentCredentials(fields.bool("contentCredentials").orElse(false))
                    .createdAt(fields.requiredInstant("createdAt"))
                    .build())
        .orElse(null);
  }

  private static ObjectNode attempt(Attempt attempt) {
    ObjectNode node =
        Json.object()
            .put("task", attempt.task())
            .put("number", attempt.number())
            .put("provider", attempt.provider());
    attempt.model().ifPresent(value -> node.put("model", value));
    node.put("outcome", attempt.outcome().name()).put("images", attempt.images());
    node.set("cost", Json.money(attempt.cost()));
    attempt.failure().ifPresent(value -> node.set("failure", failure(value)));
    Json.put(node, "startedAt", attempt.startedAt());
    attempt.endedAt().ifPresent(value -> Json.put(node, "endedAt", value));
    return node;
  }

  private static Attempt readAttempt(Fields fields) {
    return Attempt.builder(
            fields.requiredInteger("task"),
            fields.requiredInteger("number"),
            fields.requiredText("provider"))
        .model(fields.text("model").orElse(null))
        .outcome(outcome(fields.requiredText("outcome")))
        .images(fields.requiredInteger("images"))
        .cost(fields.requiredMoney("cost"))
        .failure(fields.failure("failure").orElse(null))
        .startedAt(fields.requiredInstant("startedAt"))
        .endedAt(fields.instant("endedAt").orElse(null))
        .build();
  }

  private static ObjectNode cost(OrderCost cost) {
    ObjectNode node = Json.object();
    node.set("spent", Json.money(cost.spent()));
    node.set("reserved", Json.money(cost.reserved()));
    node.set("atRisk", Json.money(cost.atRisk()));
    return node;
  }

  private static OrderCost readCost(Fields fields) {
    return new OrderCost(
        fields.requiredMoney("spent"),
        fields.requiredMoney("reserved"),
        fields.requiredMoney("atRisk"));
  }

  private static ObjectNode waiting(Waiting waiting) {
    ObjectNode node =
        Json.object().put("reason", waiting.reason().name()).put("ahead", waiting.ahead());
    waiting.expectedReady().ifPresent(value -> Json.put(node, "expected", value));
    return node;
  }

  private static Waiting readWaiting(Fields fields) {
    return new Waiting(
        Names.known(Waiting.Reason.class, fields.requiredText("reason"))
            .orElse(Waiting.Reason.UNRECOGNIZED),
        fields.requiredInteger("ahead"),
        fields.instant("expected").orElse(null));
  }

  public static <T> ArrayNode array(List<T> values, Function<T, ObjectNode> write) {
    ArrayNode array = Json.array();
    values.forEach(value -> array.add(write.apply(value)));
    return array;
  }

  public static <T> List<T> list(List<Fields> objects, Function<Fields, T> read) {
    List<T> values = new ArrayList<>(objects.size());
    objects.forEach(fields -> values.add(read.apply(fields)));
    return values;
  }
}
