package org.imageorders.examples.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.imageorders.Failure;
import org.imageorders.ImageOrder;
import org.imageorders.Money;

/**
 * What became of a run.
 *
 * @param orders as they ended, in the order of the plan; fewer than planned if the run was
 *     cancelled
 * @param pictures those that are there, by their order and their place in it
 * @param times when it began and ended
 */
record Report(
    Plan plan,
    List<ImageOrder> orders,
    List<Map<Integer, Picture>> pictures,
    Times times,
    boolean cancelled) {

  /** When a run began and ended. */
  record Times(Instant began, Instant ended) {
    Duration taken() {
      return Duration.between(began, ended);
    }
  }

  /** A picture that will not be there. */
  record Missing(String prompt, Failure failure) {}

  /** The pictures in the order asked for. */
  List<Picture> ready() {
    return pictures.stream().flatMap(byPlace -> byPlace.values().stream()).toList();
  }

  /**
   * The pictures that failed, in the order asked for; those of a cancelled run that were never
   * begun are not among them.
   */
  List<Missing> failed() {
    return orders.stream()
        .flatMap(
            order ->
                order.images().stream()
                    .filter(result -> result.failure().isPresent())
                    .map(
                        result ->
                            new Missing(
                                order.request().specs().get(result.spec()).prompt(),
                                result.failure().orElseThrow())))
        .toList();
  }

  boolean isComplete() {
    return ready().size() == plan.images();
  }

  /** What the calls cost, those of unknown fate left out. */
  List<Money> spent() {
    return orders.stream().map(order -> order.cost().spent()).toList();
  }

  /** What calls of unknown fate may have cost. */
  List<Money> atRisk() {
    return orders.stream()
        .map(order -> order.cost().atRisk())
        .filter(cost -> !cost.isZero())
        .toList();
  }

  long bytes() {
    return ready().stream().mapToLong(picture -> picture.image().bytes()).sum();
  }

  /**
   * Where a run's files are.
   *
   * @param order the name of order.json
   * @param sheet the name of index.html
   */
  record Files(Path directory, String order, String sheet) {}
}
