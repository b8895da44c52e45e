package org.imageorders.testkit.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imageorders.Attempt;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ByteRange;
import org.imageorders.EventPage;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.store.ImageStore;
import org.imageorders.store.StoredImage;
import org.imageorders.testkit.ApiCall;

/** Looks at everything that is left, once nothing runs any more, and counts what is wrong. */
final class CrashCheck {

  private static final byte[] PNG_END = "IEND".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM_BYTES = 4; // that end a PNG's last chunk

  private final ImageOrders orders;
  private final ImageStore images;
  private final Map<String, List<ApiCall>> callsByAttempt;
  private final List<String> details = new ArrayList<>();

  CrashCheck(ImageOrders orders, ImageStore images, Collection<ApiCall> calls) {
    this.orders = orders;
    this.images = images;
    this.callsByAttempt =
        calls.stream().collect(Collectors.groupingBy(call -> call.attempt().orElse("none")));
  }

  /**
   * Counts.
   *
   * @param accepted the orders whose placement was answered
   */
  CrashCounts count(Set<OrderId> accepted) {
    List<ImageOrder> all = all();
    Map<OrderId, List<OrderEvent>> stories =
        feed().stream().collect(Collectors.groupingBy(OrderEvent::order));
    Map<String, Attempt> attempts = new HashMap<>();
    for (ImageOrder order : all) {
      order.attempts().forEach(attempt -> attempts.put(name(order, attempt), attempt));
    }
    return new CrashCounts(
        lost(accepted, all),
        doubled(all, stories),
        halfWritten(all),
        orphaned(all),
        eventsMissing(all, stories),
        count("call without attempt", callsByAttempt.keySet(), name -> !attempts.containsKey(name)),
        oddWithoutCall(all),
        List.copyOf(details));
  }

  private static String name(ImageOrder order, Attempt attempt) {
    return order.id() + "." + attempt.task() + "." + attempt.number();
  }

  private <T> int count(String what, Collection<T> among, Function<T, Boolean> isWrong) {
    List<T> wrong = among.stream().filter(isWrong::apply).toList();
    wrong.forEach(each -> details.add(what + ": " + each));
    return wrong.size();
  }

  private List<ImageOrder> all() {
    List<ImageOrder> all = new ArrayList<>();
    OrderQuery query = OrderQuery.builder().build();
    OrderPage page = orders.list(query);
    all.addAll(page.orders());
    while (page.next().isPresent()) {
      page = orders.list(query.stretch(page.cursor(), OrderQuery.LARGEST_PAGE));
      all.addAll(page.orders());
    }
    return all;
  }

  private List<OrderEvent> feed() {
    List<OrderEvent> events = new ArrayList<>();
    String cursor = EventPage.START;
    for (EventPage page = orders.events(cursor, 1_000, Duration.ZERO);
        !page.events().isEmpty();
        page = orders.events(cursor, 1_000, Duration.ZERO)) {
      events.addAll(page.events());
      cursor = page.cursor();
    }
    return events;
  }

  private int lost(Set<OrderId> accepted, List<ImageOrder> all) {
    Set<OrderId> there = all.stream().map(ImageOrder::id).collect(Collectors.toSet());
    return count("lost", accepted, id -> !there.contains(id))
        + count("not ended", all, order -> !order.isEnded());
  }

  private int doubled(List<ImageOrder> all, Map<OrderId, List<OrderEvent>> stories) {
    Set<String> keys = new HashSet<>();
    int doubled =
        count(
            "second order of a key",
            all,
            order ->
                !keys.add(order.request().customer() + " " + order.request().idempotencyKey()));
    for (ImageOrder order : all) {
      Set<Integer> places = new HashSet<>();
      doubled +=
          count(
              "image delivered twice",
              stories.getOrDefault(order.id(), List.of()).stream()
                  .filter(event -> event.type() == OrderEvent.Type.IMAGE_READY)
                  .toList(),
              event -> !places.add(event.index().orElseThrow()));
      Map<Integer, List<Attempt>> byTask =
          order.attempts().stream().collect(Collectors.groupingBy(Attempt::task));
      for (List<Attempt> attempts : byTask.values()) {
        doubled += repeated(order, attempts);
      }
    }
    return doubled;
  }

  /** How many calls drew for a task beyond those that may. */
  private int repeated(ImageOrder order, List<Attempt> attempts) {
    long drawn =
        attempts.stream()
            .flatMap(each -> callsByAttempt.getOrDefault(name(order, each), List.of()).stream())
            .filter(call -> call.imagesDrawn() > 0)
            .count();
    int last = attempts.stream().mapToInt(Attempt::number).max().orElse(0);
    boolean mayRepeat =
        attempts.stream()
            .anyMatch(
                each ->
                    each.outcome() == Outcome.UNKNOWN
                        || (each.outcome() == Outcome.SUCCEEDED && each.number() < last));
    int more = (int) Math.max(0, drawn - (mayRepeat ? 2 : 1));
    if (more > 0) {
      details.add(drawn + " calls drew for a task: " + attempts);
    }
    return more;
  }

  private int halfWritten(List<ImageOrder> all) {
    int wrong = count("not whole", images.list(""), id -> !isWhole(id));
    for (ImageOrder order : all) {
      wrong += count("not as its order says", order.readyImages(), this::isOdd);
    }
    return wrong;
  }

  private boolean isOdd(GeneratedImage image) {
    Optional<StoredImage> stored = images.stat(image.id());
    return stored.isEmpty()
        || stored.get().bytes() != image.bytes()
        || !stored.get().sha256().equals(image.sha256());
  }

  private boolean isWhole(ImageId id) {
    try (InputStream in = images.open(id, ByteRange.ALL)) {
      byte[] bytes = in.readAllBytes();
      int end = bytes.length - CHECKSUM_BYTES;
      return end > PNG_END.length
          && Arrays.equals(PNG_END, Arrays.copyOfRange(bytes, end - PNG_END.length, end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ImageOrderException e) {
      return false;
    }
  }

  private int orphaned(List<ImageOrder> all) {
    Set<ImageId> named =
        all.stream()
            .flatMap(order -> order.readyImages().stream())
            .map(GeneratedImage::id)
            .collect(Collectors.toSet());
    int orphaned = count("image of no order", images.list(""), id -> !named.contains(id));
    for (ImageOrder order : all) {
      if (order.isEnded()) {
        orphaned +=
            count(
                "runs though its order ended, " + order.id(),
                order.attempts(),
                attempt -> attempt.outcome() == Outcome.RUNNING);
      }
    }
    return orphaned;
  }

  private int eventsMissing(List<ImageOrder> all, Map<OrderId, List<OrderEvent>> stories) {
    int missing = 0;
    for (ImageOrder order : all) {
      List<String> told =
          stories.getOrDefault(order.id(), List.of()).stream().map(CrashCheck::word).toList();
      List<String> expected = expected(order);
      if (!fits(told, expected)) {
        details.add("story of " + order.id() + ": " + told + ", expected " + expected);
        Set<String> distinct = new HashSet<>(told);
        int absent = (int) expected.stream().filter(word -> !distinct.contains(word)).count();
        missing += Math.max(1, absent + Math.max(0, told.size() - expected.size()));
      }
    }
    return missing;
  }

  private static String word(OrderEvent event) {
    return event.type() + event.index().map(index -> " " + index).orElse("");
  }

  private static List<String> expected(ImageOrder order) {
    List<String> story = new ArrayList<>(List.of(OrderEvent.Type.ORDER_ACCEPTED.name()));
    if (order.startedAt().isPresent()) {
      story.add(OrderEvent.Type.ORDER_STARTED.name());
    }
    for (ImageResult image : order.images()) {
      if (!image.isPending()) {
        OrderEvent.Type type =
            image.image().isPresent() ? OrderEvent.Type.IMAGE_READY : OrderEvent.Type.IMAGE_FAILED;
        story.add(type + " " + image.index());
      }
    }
    if (order.isEnded()) {
      story.add("ORDER_" + order.status());
    }
    return story;
  }

  /** Whether the images alone are told in another order. */
  private static boolean fits(List<String> told, List<String> expected) {
    return told.stream().sorted().toList().equals(expected.stream().sorted().toList())
        && told.indexOf(OrderEvent.Type.ORDER_ACCEPTED.name()) == 0
        && told.indexOf(OrderEvent.Type.ORDER_STARTED.name()) <= 1
        && told.get(told.size() - 1).equals(expected.get(expected.size() - 1));
  }

  private int oddWithoutCall(List<ImageOrder> all) {
    int odd = 0;
    for (ImageOrder order : all) {
      odd +=
          count(
              "attempt without a call, " + order.id(),
              order.attempts(),
              attempt ->
                  attempt.outcome() != Outcome.UNKNOWN
                      && attempt.outcome() != Outcome.NOT_SUBMITTED
                      && !callsByAttempt.containsKey(name(order, attempt)));
    }
    return odd;
  }
}
