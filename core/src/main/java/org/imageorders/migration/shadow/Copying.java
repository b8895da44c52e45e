package org.imageorders.migration.shadow;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.UnknownOutcome;
import org.imageorders.migration.MigrationControl;
import org.imageorders.migration.Side;
import org.imageorders.migration.Stage;
import org.imageorders.migration.shadow.Copy.State;

/**
 * Copies the orders of the sample once they are completed: money is reserved, then the copy is
 * placed. Each step can be done again, by whoever comes next. Thread-safe.
 */
final class Copying {

  /** So many images' comparisons fit into a document. */
  static final int MOST_IMAGES = 100;

  /** So many pairs of the longest ids fit into a document. */
  private static final int MOST_SOURCES = 200;

  private final RunParts run;
  private final Finishing finishing;
  private final Purse purse;

  Copying(RunParts run, Finishing finishing, Purse purse) {
    this.run = run;
    this.finishing = finishing;
    this.purse = purse;
  }

  /**
   * The kill switch spares the candidate copies too. What was begun goes on, whatever the stage.
   */
  private boolean isCopying() {
    MigrationControl control = run.originals().control();
    Stage.Kind kind = control.stage().kind();
    return (kind == Stage.Kind.SHADOW || kind == Stage.Kind.LIVE) && !control.isKilled();
  }

  /** Deals with an event of the migration's feed. */
  void handle(OrderEvent event) {
    if (event.type() == OrderEvent.Type.ORDER_COMPLETED) {
      for (Twin twin : run.twins().sampled(event.order())) {
        copy(run.twins().key(twin, event.customer(), event.order()), event.order());
      }
    }
  }

  private void copy(CopyKey key, OrderId original) {
    Optional<Copy> copy = run.copies().find(key);
    if (copy.isEmpty()) {
      copy = begin(key, original);
    }
    while (copy.isPresent()) {
      copy = step(copy.get());
    }
  }

  private Optional<Copy> begin(CopyKey key, OrderId original) {
    boolean legacys = run.originals().control().sideOf(original).orElse(Side.LEGACY) == Side.LEGACY;
    if (!legacys || !isCopying()) {
      return Optional.empty();
    }
    Optional<ImageOrder> order = Lookup.find(run.originals(), original);
    if (order.isEmpty() || isTooLarge(order.get().request())) {
      return Optional.empty();
    }
    Money amount = purse.perImage().times(order.get().request().images());
    Optional<Limit> limit = run.accounts().refusal(key, amount);
    limit.ifPresent(reached -> run.accounts().pass(reached, amount));
    return limit.isPresent() ? Optional.empty() : run.copies().begin(key, original, amount);
  }

  /**
   * Does what is next for a copy. Returns it as it stands then; empty if there is no more to do.
   */
  private Optional<Copy> step(Copy copy) {
    return switch (copy.state()) {
      case RESERVING -> reserve(copy);
      case PASSED -> giveUp(copy);
      case RESERVED -> place(copy);
      case ENDED, COMPARED -> {
        finishing.finish(copy);
        yield Optional.empty();
      }
      case FILED -> Optional.empty();
    };
  }

  private Optional<Copy> reserve(Copy copy) {
    Optional<Limit> limit =
        run.accounts()
            .reserve(copy.key(), copy.amount(), () -> isStill(State.RESERVING, copy.key()));
    limit.ifPresent(reached -> run.accounts().pass(reached, copy.amount()));
    return run.copies().move(copy, copy.moved(limit.isPresent() ? State.PASSED : State.RESERVED));
  }

  private boolean isStill(State state, CopyKey key) {
    return run.copies().find(key).filter(copy -> copy.state() == state).isPresent();
  }

  /** Ends a copy that nobody has placed. */
  private Optional<Copy> giveUp(Copy copy) {
    run.accounts().release(copy.key());
    run.copies().remove(copy);
    return Optional.empty();
  }

  /** Gives up a copy for which money is still being reserved. */
  void abandon(Copy copy) {
    run.copies()
        .move(copy, copy.moved(State.PASSED))
        .filter(moved -> moved.state() == State.PASSED)
        .ifPresent(this::giveUp);
  }

  private Optional<Copy> place(Copy copy) {
    Optional<ImageOrder> original = Lookup.find(run.originals(), copy.original());
    if (original.isEmpty()) { // the customer was erased
      return finishing.stop(copy);
    }
    ImageOrders twin = run.twins().of(copy.key().twin());
    try {
      Optional<Map<ImageId, ImageId>> sources = copy.sources();
      if (sources.isEmpty()) {
        return run.copies().move(copy, copy.withSources(bring(original.get().request(), twin)));
      }
      twin.place(request(original.get().request(), copy, sources.get()));
      return Optional.empty();
    } catch (ImageOrderException e) {
      return refused(copy, twin, e);
    }
  }

  /** The twin says no: to this copy, if it certainly has none; else the copy waits. */
  private Optional<Copy> refused(Copy copy, ImageOrders twin, ImageOrderException e) {
    if (e.retryable()
        || e.code().equals(ErrorCode.UNAUTHENTICATED)
        || e.code().equals(ErrorCode.FORBIDDEN)) {
      throw Lookup.waiting(e);
    }
    if (Lookup.find(twin, copy.key().copy()).isPresent()) {
      return Optional.empty(); // its end will be told
    }
    boolean was = // an order of this key, which is no longer there to say what it cost
        e.code().equals(ErrorCode.GONE) || e.code().equals(ErrorCode.IDEMPOTENCY_CONFLICT);
    Money cost = was ? copy.amount() : Money.zero(copy.amount().currency());
    return finishing.end(copy, cost, Optional.of(e.code() + ": " + e.getMessage()));
  }

  private static OrderRequest request(
      OrderRequest original, Copy copy, Map<ImageId, ImageId> sources) {
    OrderRequest.Builder request =
        OrderRequest.builder(original.customer())
            .idempotencyKey(Twins.copysKey(copy.original()))
            .priority(1)
            .ceiling(copy.amount())
            .unknownOutcome(UnknownOutcome.FAIL);
    original.withSources(image -> sources.getOrDefault(image, image)).specs().stream()
        .map(spec -> spec.toBuilder().previews(0).build())
        .forEach(request::spec);
    return request.build();
  }

  private Map<ImageId, ImageId> bring(OrderRequest original, ImageOrders twin) {
    Map<ImageId, ImageId> sources = new LinkedHashMap<>();
    for (ImageId image : sources(original)) {
      try (ImageContent content = run.originals().open(image)) {
        sources.put(image, twin.upload(original.customer(), content.stream()));
      }
    }
    return sources;
  }

  private static Set<ImageId> sources(OrderRequest request) {
    Set<ImageId> sources = new LinkedHashSet<>();
    for (ImageSpec spec : request.specs()) {
      Stream.concat(spec.sourceImages().stream(), spec.mask().stream()).forEach(sources::add);
    }
    return sources;
  }

  private static boolean isTooLarge(OrderRequest request) {
    return request.images() > MOST_IMAGES || sources(request).size() > MOST_SOURCES;
  }
}
