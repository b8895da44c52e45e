package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.List;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Migration;
import org.imageorders.migration.Share;
import org.imageorders.store.StateStore;
import org.jspecify.annotations.Nullable;

/** What a ramp was built with. */
record RampParts(
    String name,
    Migration migration,
    StateStore store,
    List<Step> steps,
    Limits limits,
    double falseAlarms,
    Duration coolDown,
    Duration baseline,
    @Nullable ComparedOrders pairs) {

  String document() {
    return "ramp/" + name;
  }

  double level() {
    return Judge.level(falseAlarms, steps.size());
  }

  /** The step of a share that another JVM entered. */
  Step step(Share share) {
    return steps.stream()
        .filter(step -> step.share().equals(share))
        .findFirst()
        .orElseThrow(
            () ->
                new ImageOrderException(
                    ErrorCode.UNAVAILABLE,
                    "ramp '"
                        + name
                        + "' is at "
                        + share
                        + ", a step that this JVM's does not have; build all with the same steps"));
  }
}
