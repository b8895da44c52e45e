package org.imageorders.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.store.Allowance;
import org.imageorders.store.NewOrder;
import org.imageorders.store.NewTask;
import org.imageorders.store.Placement;
import org.jspecify.annotations.Nullable;

/** Accepts orders: checks what the provider can draw, splits them into calls, and keeps them. */
final class Placing {

  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final EngineConfig config;
  private final Forecast forecast;
  private final String tenant;

  Placing(EngineConfig config, Forecast forecast, String tenant) {
    this.config = config;
    this.forecast = forecast;
    this.tenant = tenant;
  }

  ImageOrder place(OrderRequest request) {
    OrderId id = OrderId.of(tenant, request.customer(), request.idempotencyKey());
    List<NewTask> tasks = tasks(request);
    // If this fails, nothing is used yet.
    List<Budget.Period> periods =
        config.budgets.of(tenant, request.customer()).at(config.state.now());
    List<Runnable> takeBack = new ArrayList<>();
    ImageOrderException objection = objection(request, tasks, takeBack);
    // What was accepted once is found again, even if it could not be accepted today.
    int room = objection == null ? config.mostOpenTasks : 0;
    List<Allowance> allowances =
        objection == null ? periods.stream().map(Budget.Period::allowance).toList() : List.of();
    Placement placement =
        config.orders.place(new NewOrder(tenant, id, request, tasks, allowances), room);
    if (placement.kind() != Placement.Kind.PLACED && placement.kind() != Placement.Kind.EXISTING) {
      takeBack.forEach(Runnable::run);
    }
    return switch (placement.kind()) {
      case PLACED -> placed(placement.order());
      case EXISTING -> kept(placement.order());
      case CONFLICT ->
          throw refused(
              new ImageOrderException(
                      ErrorCode.IDEMPOTENCY_CONFLICT,
                      "idempotencyKey '"
                          + request.idempotencyKey()
                          + "' is refused: it was used for a different request; use a new key for a new order")
                  .withField("idempotencyKey"));
      case GONE ->
          throw refused(new ImageOrderException(ErrorCode.GONE, "order " + id + " was removed"));
      case OVER_BUDGET -> throw refused(overBudget(request, periods, placement.exceeded()));
      case OVERLOADED -> throw refused(objection != null ? objection : overloaded(tasks.get(0)));
    };
  }

  private ImageOrder placed(@Nullable ImageOrder order) {
    config.listener.onPlaced(kept(order));
    return kept(order);
  }

  private static ImageOrder kept(@Nullable ImageOrder order) {
    if (order == null) {
      throw new IllegalStateException("the store placed an order and did not return it");
    }
    return order;
  }

  private ImageOrderException refused(ImageOrderException e) {
    config.listener.onRefused(e.code());
    return e;
  }

  private ImageOrderException overBudget(
      OrderRequest request, List<Budget.Period> periods, @Nullable Allowance exceeded) {
    Budget.Period period =
        periods.stream()
            .filter(known -> known.allowance().equals(exceeded))
            .findFirst()
            .orElseThrow();
    return new ImageOrderException(
            ErrorCode.BUDGET_EXCEEDED,
            "the order is refused: with it customer '"
                + request.customer()
                + "' could spend more than "
                + period.allowance().most()
                + " a "
                + period.name()
                + ", which is renewed at "
                + period.renewsAt()
                + "; order fewer images, or wait")
        .withRetryAfter(Duration.between(config.state.now(), period.renewsAt()));
  }

  private ImageOrderException overloaded(NewTask next) {
    Duration backlog =
        forecast.timeFor(next.queue(), config.mostOpenTasks / 10).orElse(SHORTEST_RETRY);
    Duration retry = backlog.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : backlog;
    return new ImageOrderException(
            ErrorCode.OVERLOADED,
            "the order is refused: "
                + config.mostOpenTasks
                + " calls are waiting, the configured limit; try again later")
        .withRetryAfter(retry.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : retry);
  }

  private List<NewTask> tasks(OrderRequest request) {
    List<NewTask> tasks = new ArrayList<>();
    int mostImages = config.mostImages();
    int firstImage = 0;
    for (int place = 0; place < request.specs().size(); place++) {
      ImageSpec spec = request.specs().get(place);
      String queue = Gates.queueOf(spec);
      Money estimate = estimate(spec);
      for (int made = 0; made < spec.count(); ) {
        int images = Math.min(mostImages, spec.count() - made);
        tasks.add(new NewTask(queue, place, firstImage + made, images, estimate));
        made += images;
      }
      firstImage += spec.count();
    }
    return tasks;
  }

  /** The most that an image should cost, whichever provider of the chain draws it. */
  private Money estimate(ImageSpec spec) {
    return config.chain.stream()
        .filter(link -> link.equals(config.first()) || link.draws(spec))
        .map(link -> link.traits().pricing().estimate(spec, 1))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private @Nullable ImageOrderException objection(
      OrderRequest request, List<NewTask> tasks, List<Runnable> takeBack) {
    try {
      request.specs().forEach(config.first().traits()::check);
      check(request, tasks);
      useImages(request, takeBack);
      return null;
    } catch (ImageOrderException e) {
      return e;
    }
  }

  private void check(OrderRequest request, List<NewTask> tasks) {
    if (tasks.size() > config.mostOpenTasks) {
      throw ImageOrderException.invalid(
          "specs",
          tasks.size() + " calls",
          "order fewer images: " + config.mostOpenTasks + " calls are the configured limit");
    }
    Duration longestCall = config.longestCall();
    request
        .deadline()
        .filter(deadline -> deadline.compareTo(longestCall) <= 0)
        .ifPresent(
            deadline -> {
              throw ImageOrderException.invalid(
                  "deadline",
                  deadline,
                  "use more than " + longestCall + ": a single call can take that long");
            });
    if (request.ceiling().isPresent()) {
      Money ceiling = request.ceiling().get();
      Money estimate =
          tasks.stream()
              .map(task -> task.estimatePerImage().times(task.images()))
              .reduce(Money.zero(ceiling.currency()), Money::plus);
      if (estimate.compareTo(ceiling) > 0) {
        throw new ImageOrderException(
                ErrorCode.CEILING_EXCEEDED,
                "ceiling '"
                    + ceiling
                    + "' is refused: the images could cost "
                    + estimate
                    + "; raise it or order fewer")
            .withField("ceiling");
      }
    }
  }

  private void useImages(OrderRequest request, List<Runnable> takeBack) {
    TenantImages images = new TenantImages(config, tenant);
    for (ImageSpec spec : request.specs()) {
      Stream.concat(spec.sourceImages().stream(), spec.mask().stream())
          .filter(id -> !images.use(id, takeBack::add))
          .forEach(Placing::refuseAbsent);
    }
  }

  private static void refuseAbsent(ImageId id) {
    throw ImageOrderException.invalid(
        "sourceImages", id, "upload it again: there is no such image, or no longer");
  }
}
