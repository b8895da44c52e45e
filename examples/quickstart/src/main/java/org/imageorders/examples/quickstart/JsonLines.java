package org.imageorders.examples.quickstart;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.Money;

/**
 * Progress for programs: one JSON object a line, told apart by {@code event}. Pure ASCII, so that
 * it means the same in every locale.
 */
final class JsonLines implements Progress {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .build();

  private final PrintStream out;
  private int done;

  JsonLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void placed(ImageOrder order) {
    print(event("placed").put("order", order.id().value()).put("images", order.images().size()));
  }

  @Override
  public void ready(Picture picture) {
    print(
        event("ready")
            .put("prompt", picture.prompt())
            .put("file", picture.file())
            .put("width", picture.image().size().width())
            .put("height", picture.image().size().height())
            .put("bytes", picture.image().bytes())
            .put("sha256", picture.image().sha256())
            .put("milliseconds", picture.time().toMillis())
            .put("cost", picture.cost().amount())
            .put("currency", picture.cost().currency().getCurrencyCode()));
  }

  @Override
  public void failed(List<Plan.Slot> slots, Failure failure) {
    for (Plan.Slot slot : slots) {
      print(
          event("failed")
              .put("prompt", slot.prompt())
              .put("picture", slot.number())
              .put("code", failure.code().name())
              .put("message", failure.message()));
    }
  }

  @Override
  public void preview(Plan.Slot slot, String file) {
    print(
        event("preview")
            .put("prompt", slot.prompt())
            .put("picture", slot.number())
            .put("file", file));
  }

  @Override
  public void show(Tally tally) {
    if (tally.done() > done) {
      done = tally.done();
      print(
          event("progress")
              .put("ready", tally.ready())
              .put("failed", tally.failed())
              .put("images", tally.wanted()));
    }
  }

  @Override
  public void ended(Report report, Report.Files files) {
    ObjectNode event =
        event("ended")
            .put("ready", report.ready().size())
            .put("failed", report.failed().size())
            .put("images", report.plan().images())
            .put("cancelled", report.cancelled())
            .put("milliseconds", report.times().taken().toMillis())
            .put("directory", files.directory().toString())
            .put("orders", files.order())
            .put("sheet", files.sheet());
    ObjectNode cost = event.putObject("cost");
    for (Money money : report.spent()) {
      String currency = money.currency().getCurrencyCode();
      cost.put(
          currency,
          cost.has(currency)
              ? cost.get(currency).decimalValue().add(money.amount())
              : money.amount());
    }
    print(event);
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  private void print(ObjectNode event) {
    try {
      out.println(JSON.writeValueAsString(event));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
