package org.imageorders.store.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.imageorders.json.Json;
import org.imageorders.json.OrderJson;

/** The rows of what became of images. A place without a row is pending, and has no preview. */
final class Images {

  private Images() {}

  /** What became of an image of an order. */
  record Kept(long orderSeq, ImageResult result) {}

  private static Kept read(Row row) throws SQLException {
    return new Kept(row.number("order_seq"), OrderJson.readResult(Json.parse(row.text("result"))));
  }

  /** Those of a task, by place. */
  static Map<Integer, ImageResult> ofTask(Session session, TaskRow task) throws SQLException {
    return byPlace(
        session.list(
            Sql.IMAGES_OF_TASK,
            Images::read,
            task.orderSeq(),
            task.firstImage(),
            task.firstImage() + task.images()));
  }

  /** The places of a task that are pending. */
  static List<Integer> missing(Session session, TaskRow task) throws SQLException {
    if (task.attempts() <= 1) {
      return task.places(); // nobody has drawn any yet
    }
    Map<Integer, ImageResult> known = ofTask(session, task);
    return task.places().stream()
        .filter(place -> !known.containsKey(place) || known.get(place).isPending())
        .toList();
  }

  /** Those of some orders, by order and place. */
  static Map<Long, Map<Integer, ImageResult>> ofOrders(Session session, List<Long> orders)
      throws SQLException {
    Map<Long, List<Kept>> kept = new HashMap<>();
    String sql = Session.withRoom(Sql.IMAGES_OF_ORDERS, orders.size());
    for (Kept each : session.list(sql, Images::read, Session.filled(orders).toArray())) {
      kept.computeIfAbsent(each.orderSeq(), seq -> new ArrayList<>()).add(each);
    }
    Map<Long, Map<Integer, ImageResult>> images = new HashMap<>();
    kept.forEach((seq, ofOrder) -> images.put(seq, byPlace(ofOrder)));
    return images;
  }

  private static Map<Integer, ImageResult> byPlace(Collection<Kept> kept) {
    Map<Integer, ImageResult> images = new LinkedHashMap<>();
    kept.forEach(each -> images.put(each.result().index(), each.result()));
    return images;
  }

  /** Every place of an order. */
  static List<ImageResult> all(List<ImageSpec> specs, Map<Integer, ImageResult> known) {
    List<ImageResult> all = new ArrayList<>();
    for (int spec = 0; spec < specs.size(); spec++) {
      for (int image = 0; image < specs.get(spec).count(); image++) {
        ImageResult result = known.get(all.size());
        all.add(result == null ? ImageResult.pending(all.size(), spec) : result);
      }
    }
    return all;
  }

  static void save(Session session, Collection<Kept> changed) {
    session.write(
        Sql.SAVE_IMAGES,
        changed.stream()
            .map(
                kept ->
                    Rows.row(
                        kept.orderSeq(),
                        kept.result().index(),
                        Json.text(OrderJson.result(kept.result()))))
            .toList());
  }
}
