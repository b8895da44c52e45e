package org.imageorders.transport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;

/** {@code POST /v1/orders/wait}, as the client asks it. */
final class WaitQuestions {

  /**
   * What changed.
   *
   * @param orders those that have
   * @param failed those that cannot be waited for, and why
   * @param waited how long the other side waited, at most
   */
  record Changes(
      List<ImageOrder> orders, Map<OrderId, ImageOrderException> failed, Duration waited) {}

  // What stands between may drop a connection that is silent for longer.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Questions questions;

  WaitQuestions(Questions questions) {
    this.questions = questions;
  }

  /**
   * Asks once.
   *
   * @param wanted with a version: any newer one; without: the ended order
   */
  CompletableFuture<Changes> ask(Map<OrderId, Optional<Long>> wanted) {
    ObjectNode document = Json.object();
    ArrayNode pairs = document.putArray("orders");
    wanted.forEach(
        (id, version) -> {
          ObjectNode pair = pairs.addObject().put("id", id.value());
          version.ifPresent(seen -> pair.put("version", seen));
        });
    Duration wait = RemoteImageOrders.shorter(questions.traits().longestWait(), LONGEST_WAIT);
    byte[] bytes = Json.bytes(document.put("wait", wait.toString()));
    return questions.askOnce(Questions.post("/v1/orders/wait", bytes), wait, WaitQuestions::read);
  }

  static Changes read(Fields fields) {
    Map<OrderId, ImageOrderException> failed = new LinkedHashMap<>();
    ImageOrderException plain =
        new ImageOrderException(ErrorCode.INTERNAL, "refused without a reason");
    fields
        .objects("failed")
        .forEach(
            one -> failed.put(one.requiredParsed("id", OrderId::new), Problems.read(one, plain)));
    return new Changes(
        OrderJson.list(fields.objects("orders"), OrderJson::read),
        failed,
        fields.duration("waited").orElse(Duration.ZERO));
  }
}
