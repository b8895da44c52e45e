package org.imageorders.examples.quickstart;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageResult;
import org.imageorders.OrderId;

/**
 * Places the orders of a plan and brings their pictures to the gallery as they come. {@link
 * #cancel} may be called by any thread; everything else belongs to the one that made it.
 */
final class Run {

  /** So many at a time: the second fills the engine while the last images of the first are made. */
  private static final int ORDERS_AT_A_TIME = 2;

  private final ImageOrders orders;
  private final Gallery gallery;
  private final Progress progress;
  private final InstantSource clock;
  private final Mailbox mailbox = new Mailbox();
  private final Map<OrderId, Work> placed = new LinkedHashMap<>();
  private boolean cancelled;

  Run(ImageOrders orders, Gallery gallery, Progress progress, InstantSource clock) {
    this.orders = orders;
    this.gallery = gallery;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Makes every picture of a plan, or as many as can be made until it is cancelled.
   *
   * @throws IOException if a picture could not be written; the orders stay as they are then
   */
  Report make(Plan plan) throws IOException, InterruptedException {
    Instant began = clock.instant();
    Deque<Plan.Part> waiting = new ArrayDeque<>(plan.orders());
    while (true) {
      place(waiting);
      if (open() == 0) {
        break;
      }
      for (ImageOrder order : mailbox.take()) {
        receive(order);
      }
      progress.show(tally(plan));
    }
    List<ImageOrder> ended = new ArrayList<>();
    List<Map<Integer, Picture>> pictures = new ArrayList<>();
    for (Work work : placed.values()) {
      ended.add(work.order);
      pictures.add(work.pictures);
    }
    Report.Times times = new Report.Times(began, clock.instant());
    return new Report(plan, ended, pictures, times, isCancelled());
  }

  /** Asks for no more pictures. {@link #make} then ends with those that are there. */
  synchronized void cancel() {
    cancelled = true;
    for (Work work : placed.values()) {
      if (!work.order.isEnded()) {
        orders.cancel(work.order.id());
      }
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized long open() {
    return placed.values().stream().filter(work -> !work.order.isEnded()).count();
  }

  private synchronized void place(Deque<Plan.Part> waiting) throws IOException {
    while (!waiting.isEmpty() && !cancelled && open() < ORDERS_AT_A_TIME) {
      Plan.Part part = waiting.element();
      ImageOrder order;
      try {
        order = orders.place(part.request());
      } catch (ImageOrderException e) {
        if (e.code().equals(ErrorCode.OVERLOADED) && open() > 0) {
          return; // the backlog is full; there is room when the order before has ended
        }
        throw e;
      }
      waiting.remove();
      placed.put(order.id(), new Work(part, order));
      progress.placed(order);
      if (order.isEnded()) { // before this run was resumed
        receive(order);
        continue;
      }
      var unused =
          orders
              .watch(order.id(), mailbox::put)
              .whenComplete(
                  (ended, failure) -> {
                    if (failure != null) {
                      mailbox.fail(failure);
                    }
                  });
    }
  }

  private void receive(ImageOrder order) throws IOException {
    Work work;
    synchronized (this) {
      work = placed.get(order.id());
      if (work == null) {
        return;
      }
      work.order = order;
    }
    Map<Reason, List<Plan.Slot>> failed = new LinkedHashMap<>();
    for (ImageResult result : order.images()) {
      if (work.isSettled(result.index())) {
        continue;
      }
      Plan.Slot slot = work.part.slots().get(result.index());
      GeneratedImage image = result.readyImage();
      Failure failure = result.failed();
      ImageId preview = result.latestPreview();
      if (image != null) {
        String file = gallery.keep(orders, image.id(), slot);
        Picture picture = Picture.of(order, result, image, file);
        work.pictures.put(result.index(), picture);
        progress.ready(picture);
      } else if (failure != null) {
        work.failures.put(result.index(), failure);
        if (!failure.code().equals(ErrorCode.CANCELLED)) {
          failed
              .computeIfAbsent(new Reason(slot.prompt(), failure), first -> new ArrayList<>())
              .add(slot);
        }
      } else if (preview != null && !preview.equals(work.previews.put(result.index(), preview))) {
        String file = gallery.show(orders, preview, slot);
        if (!file.isEmpty()) {
          progress.preview(slot, file);
        }
      }
    }
    failed.forEach((reason, slots) -> progress.failed(slots, reason.failure()));
  }

  /** Why pictures of a prompt failed. */
  private record Reason(String prompt, Failure failure) {}

  private synchronized Progress.Tally tally(Plan plan) {
    int ready = 0;
    int failed = 0;
    for (Work work : placed.values()) {
      ready += work.pictures.size();
      failed += work.failures.size();
    }
    return new Progress.Tally(ready, failed, plan.images());
  }

  private static final class Work {
    final Plan.Part part;
    final Map<Integer, Picture> pictures = new TreeMap<>();
    final Map<Integer, Failure> failures = new TreeMap<>();
    final Map<Integer, ImageId> previews = new TreeMap<>();
    ImageOrder order;

    Work(Plan.Part part, ImageOrder order) {
      this.part = part;
      this.order = order;
    }

    boolean isSettled(int index) {
      return pictures.containsKey(index) || failures.containsKey(index);
    }
  }
}
