package org.imageorders.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;

/** The JSON form of the durable feed. */
public final class EventJson {

  private EventJson() {}

  /** A page, and how long at most was waited for it, which can be less than was asked. */
  public static ObjectNode write(EventPage page, Duration waited) {
    ObjectNode node = Json.object();
    node.set("events", OrderJson.array(page.events(), EventJson::write));
    return node.put("cursor", page.cursor()).put("waited", waited.toString());
  }

  public static EventPage readPage(Fields fields) {
    return new EventPage(
        OrderJson.list(fields.objects("events"), EventJson::read), fields.requiredText("cursor"));
  }

  public static ObjectNode write(OrderEvent event) {
    ObjectNode node =
        Json.object()
            .put("id", event.id())
            .put("type", event.type().name())
            .put("order", event.order().value())
            .put("customer", event.customer());
    Json.put(node, "at", event.at());
    event.index().ifPresent(value -> node.put("index", value));
    event.image().ifPresent(value -> Json.put(node, "image", value));
    event.failure().ifPresent(value -> node.set("failure", OrderJson.failure(value)));
    return node;
  }

  public static OrderEvent read(Fields fields) {
    return OrderEvent.builder(
            fields.requiredText("id"),
            Names.known(OrderEvent.Type.class, fields.requiredText("type"))
                .orElse(OrderEvent.Type.UNRECOGNIZED),
            fields.requiredParsed("order", OrderId::new))
        .customer(fields.requiredText("customer"))
        .at(fields.requiredInstant("at"))
        .index(fields.integer("index").orElse(null))
        .image(fields.parsed("image", ImageId::new).orElse(null))
        .failure(fields.failure("failure").orElse(null))
        .build();
  }
}
