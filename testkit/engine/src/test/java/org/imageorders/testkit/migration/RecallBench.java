package org.imageorders.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Reason;
import org.imageorders.migration.Recalled;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.imageorders.testkit.ScriptedProvider;

/** A candidate that draws nothing, a legacy, and migrations of several processes between them. */
final class RecallBench implements AutoCloseable {

  static final Reason REASON = Reason.of("ana", "it draws no more");
  static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");
  static final Duration LONGEST_PLACING = Duration.ofSeconds(30);

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private String cursor = EventPage.START;
  final StateStore state = new MemoryStateStore(() -> now);
  final EmbeddedImageOrders candidate = engine(0);
  final EmbeddedImageOrders legacy;

  /** With a legacy that works on so many tasks at a time. */
  RecallBench(int concurrency) {
    legacy = engine(concurrency);
  }

  private static EmbeddedImageOrders engine(int concurrency) {
    return EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
        .concurrency(concurrency)
        .drain(Duration.ZERO)
        .build();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** A process that hears from both sides. */
  Migration sound() {
    return migration(legacy, candidate, state);
  }

  /** A process that legacy refuses to take anything from. */
  Migration refused() {
    return migration(LossyLine.refusing(legacy, 1, refusal()), candidate, state);
  }

  static ImageOrderException refusal() {
    return ImageOrderException.invalid("size", "16x16", "order what this one can draw");
  }

  /** A process of which each call passes a relay. */
  Migration through(Relay relay) {
    return migration(
        Relay.to(ImageOrders.class, legacy, relay),
        Relay.to(ImageOrders.class, candidate, relay),
        Relay.to(StateStore.class, state, relay));
  }

  /** Lets somebody else act right before one of the calls is answered, after so many others. */
  static Relay meeting(int calls, Runnable other) {
    AtomicInteger left = new AtomicInteger(calls);
    return (method, call) -> {
      if (left.getAndDecrement() == 0) {
        other.run();
      }
      return call.answer();
    };
  }

  /** Pauses pass at once, and nothing takes too long. */
  private final Pauses pauses =
      new Pauses() {
        @Override
        public Pending after(Duration delay, Runnable action) {
          return () -> {};
        }

        @Override
        public void pause(Duration delay) {
          pass(delay);
        }
      };

  Migration migration(ImageOrders toLegacy) {
    return migration(toLegacy, candidate, state);
  }

  Migration migration(ImageOrders toLegacy, ImageOrders toCandidate, StateStore toState) {
    return Migration.between(toLegacy, toCandidate)
        .stateStore(toState)
        .initialStage(Stage.ALL_NEW)
        .longestPlacing(LONGEST_PLACING)
        .clock(() -> now)
        .pauses(pauses)
        .build();
  }

  static Recalled recall(Migration migration) {
    return migration.control().recall(Side.CANDIDATE, REASON);
  }

  static OrderRequest request(String key) {
    return request(key, ImageSpec.builder("answer").size(16, 16).build());
  }

  /** An order that is drawn from a picture, which the candidate keeps. */
  OrderRequest editing(String key) {
    ImageId source = sound().upload("ann", new ByteArrayInputStream(PNG));
    return request(key, ImageSpec.builder("answer").size(16, 16).sourceImage(source).build());
  }

  private static OrderRequest request(String key, ImageSpec spec) {
    return OrderRequest.builder("ann").idempotencyKey(key).spec(spec).build();
  }

  /** Whether an order of this side may still be drawn. */
  static boolean isOpen(ImageOrders side, OrderId id) {
    try {
      return !side.get(id).isEnded();
    } catch (ImageOrderException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
      return false;
    }
  }

  /** What the feed has told since this was asked last. */
  List<OrderEvent.Type> newTypes() {
    List<OrderEvent.Type> types = new ArrayList<>();
    EventPage page = sound().events(cursor, 100, Duration.ZERO);
    while (!page.events().isEmpty()) {
      page.events().forEach(event -> types.add(event.type()));
      page = sound().events(page.cursor(), 100, Duration.ZERO);
    }
    cursor = page.cursor();
    return types;
  }

  @Override
  public void close() {
    candidate.close();
    legacy.close();
  }
}
