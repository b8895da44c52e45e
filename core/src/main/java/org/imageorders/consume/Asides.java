package org.imageorders.consume;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.consume.ConsumerState.Document;
import org.imageorders.json.EventJson;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Orders whose events are set aside. Each has a head, {@code aside/ORDER}, and a document for each
 * event, {@code aside-event/ORDER/NUMBER}. It counts while its share's document names the order:
 * that one is fenced, so what an instance wrote that had lost the share counts for nothing.
 */
final class Asides {

  private static final int MOST_REPLAYS = 10;

  private final ConsumerConfig config;
  private final ConsumerState state;

  Asides(ConsumerConfig config) {
    this.config = config;
    this.state = config.state();
  }

  /**
   * An order's head.
   *
   * @param first the number of the event that is next
   * @param end the number after the last
   */
  private record Head(
      int first,
      int end,
      String error,
      int tries,
      Instant since,
      List<Replay> replays,
      @Nullable String replayer,
      @Nullable Instant replayerUntil) {

    Head spanning(int newFirst, int newEnd) {
      return new Head(newFirst, newEnd, error, tries, since, replays, replayer, replayerUntil);
    }

    Head replayedBy(@Nullable String who, @Nullable Instant until) {
      return new Head(first, end, error, tries, since, replays, who, until);
    }

    Head failed(Replay replay, String newError) {
      List<Replay> all = new ArrayList<>(replays);
      all.add(replay);
      List<Replay> latest = all.subList(Math.max(0, all.size() - MOST_REPLAYS), all.size());
      return new Head(first, end, newError, tries, since, List.copyOf(latest), null, null);
    }

    ObjectNode json() {
      ObjectNode node =
          Json.object().put("first", first).put("end", end).put("error", error).put("tries", tries);
      Json.put(node, "since", since);
      Json.put(node, "replayer", replayer);
      Json.put(node, "replayerUntil", replayerUntil);
      ArrayNode past = node.putArray("replays");
      for (Replay replay : replays) {
        ObjectNode one = past.addObject().put("handled", replay.handled());
        Json.put(one, "at", replay.at());
        Json.put(one, "error", replay.error());
      }
      return node;
    }

    static Head parse(Fields fields) {
      return new Head(
          fields.requiredInteger("first"),
          fields.requiredInteger("end"),
          fields.requiredText("error"),
          fields.requiredInteger("tries"),
          fields.requiredInstant("since"),
          fields.objects("replays").stream().map(Head::replay).toList(),
          fields.text("replayer").orElse(null),
          fields.instant("replayerUntil").orElse(null));
    }

    private static Replay replay(Fields fields) {
      return new Replay(
          fields.requiredInstant("at"),
          fields.requiredInteger("handled"),
          fields.text("error").orElse(null));
    }
  }

  private static String head(OrderId order) {
    return "aside/" + order;
  }

  private static String event(OrderId order, int number) {
    return "aside-event/" + order + "/" + String.format(Locale.ROOT, "%06d", number);
  }

  /**
   * Sets an order aside, beginning with this event. Called for an order that is not.
   *
   * @param owned whether the share is still this instance's. It is asked after what is to be
   *     written over was looked at: so what the next owner sets aside is never written over
   * @return false if the share was lost
   */
  boolean begin(OrderEvent event, String error, int tries, BooleanSupplier owned) {
    String first = event(event.order(), 0);
    String name = head(event.order());
    Head head = new Head(0, 1, error, tries, state.now(), List.of(), null, null);
    while (true) {
      long seenFirst = version(first);
      long seenHead = version(name);
      if (!owned.getAsBoolean()) {
        return false;
      }
      if (state.write(first, seenFirst, EventJson.write(event)).isPresent()
          && state.write(name, seenHead, head.json()).isPresent()) {
        return true;
      }
    }
  }

  private long version(String name) {
    return state.read(name).map(Document::version).orElse(0L);
  }

  /** Puts an event behind those of its order; false if the order is not set aside any more. */
  boolean append(OrderEvent event) {
    OrderId order = event.order();
    return changed(
            order,
            head -> {
              int last = head.end() - 1;
              if (find(order, last).map(OrderEvent::id).filter(event.id()::equals).isPresent()) {
                return head; // its share did not come to write down that it was here already
              }
              overwrite(event(order, head.end()), EventJson.write(event));
              return head.spanning(head.first(), head.end() + 1);
            })
        .isPresent();
  }

  private void overwrite(String name, ObjectNode content) {
    long seen = version(name);
    while (state.write(name, seen, content).isEmpty()) {
      seen = version(name);
    }
  }

  private Optional<OrderEvent> find(OrderId order, int number) {
    return state.read(event(order, number)).map(found -> EventJson.read(found.fields()));
  }

  /** Changes a head; empty if there is none. */
  private Optional<Head> changed(OrderId order, UnaryOperator<Head> change) {
    while (true) {
      Optional<Document> found = state.read(head(order));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Head next = change.apply(Head.parse(found.get().fields()));
      if (state.write(head(order), found.get().version(), next.json()).isPresent()) {
        return Optional.of(next);
      }
    }
  }

  List<SetAside> list() {
    Set<String> counting =
        state.list("share/").stream()
            .flatMap(share -> ShareDocument.parse(share.fields()).aside().stream())
            .collect(Collectors.toSet());
    return state.list("aside/").stream()
        .filter(found -> counting.contains(found.key()))
        .flatMap(found -> read(new OrderId(found.key()), Head.parse(found.fields())).stream())
        .toList();
  }

  private Optional<SetAside> read(OrderId order, Head head) {
    return find(order, head.first())
        .map(
            next ->
                new SetAside(
                    order,
                    next,
                    head.end() - head.first(),
                    head.error(),
                    head.tries(),
                    head.since(),
                    head.replays()));
  }

  /** Forgets an order's events that are set aside. */
  void discard(OrderId order) {
    require(order);
    boolean none = false;
    while (!none) {
      none =
          changed(
                  order,
                  head -> {
                    requireIdle(order, head);
                    return head.spanning(head.end(), head.end());
                  })
              .map(head -> end(order, head))
              .orElse(true);
    }
  }

  /**
   * Ends an order's being set aside, of which no event is left. The head goes last: once it is
   * gone, the order may be set aside anew, and what is written then must stay.
   *
   * @return false if one came meanwhile
   */
  private boolean end(OrderId order, Head head) {
    IntStream.range(0, head.end())
        .mapToObj(number -> event(order, number))
        .forEach(name -> state.read(name).ifPresent(found -> state.delete(name, found.version())));
    Optional<Document> last = state.read(head(order));
    return last.isEmpty()
        || (Head.parse(last.get().fields()).end() == head.end()
            && state.delete(head(order), last.get().version()));
  }

  /** Handles an order's events, in order, until one fails or none is left. */
  Replay replay(OrderId order, Function<OrderEvent, @Nullable Throwable> handler) {
    String replayer = UUID.randomUUID().toString();
    int handled = 0;
    while (true) {
      require(order);
      Head head = held(order, replayer);
      if (head.first() == head.end()) {
        if (end(order, head)) {
          return new Replay(state.now(), handled, null);
        }
        continue;
      }
      OrderEvent next =
          find(order, head.first())
              .orElseThrow(() -> new IllegalStateException("a head has its events"));
      Throwable failure = handler.apply(next);
      if (failure != null) {
        String error = Problems.text(failure);
        Replay replay = new Replay(state.now(), handled, error);
        Optional<Head> told =
            changed(order, now -> isHeldBy(now, replayer) ? now.failed(replay, error) : now);
        return told.isPresent() ? replay : new Replay(replay.at(), handled, error);
      }
      handled++;
      changed(
          order, now -> isHeldBy(now, replayer) ? now.spanning(now.first() + 1, now.end()) : now);
    }
  }

  private static boolean isHeldBy(Head head, String replayer) {
    return replayer.equals(head.replayer());
  }

  private Head held(OrderId order, String replayer) {
    Instant until = state.now().plus(config.handlerTimeout().multipliedBy(2));
    return changed(
            order,
            head -> {
              if (!isHeldBy(head, replayer)) {
                requireIdle(order, head);
              }
              return head.replayedBy(replayer, until);
            })
        .orElseThrow(() -> absent(order));
  }

  private void requireIdle(OrderId order, Head head) {
    Instant until = head.replayerUntil();
    if (until != null && until.isAfter(state.now())) {
      throw new ImageOrderException(
              ErrorCode.UNAVAILABLE, "order " + order + " is being replayed; look again later")
          .withRetryAfter(Duration.between(state.now(), until));
    }
  }

  private void require(OrderId order) {
    boolean counts =
        state
            .read(ShareDocument.name(ShareDocument.shareOf(order)))
            .map(share -> ShareDocument.parse(share.fields()).aside().contains(order.value()))
            .orElse(false);
    if (!counts || state.read(head(order)).isEmpty()) {
      throw absent(order);
    }
  }

  private ImageOrderException absent(OrderId order) {
    return new ImageOrderException(
        ErrorCode.NOT_FOUND,
        "consumer '" + config.name() + "' has set aside no events of order " + order);
  }
}
