package org.imageorders.migration.ramp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imageorders.migration.Share;
import org.jspecify.annotations.Nullable;

/**
 * What sample each step needs to pass, and how long that takes, for a candidate that is as good as
 * legacy was lately. In four of five cases no more is needed; one that is worse needs more.
 *
 * @param measured what of legacy it was reckoned with, in words
 * @param ordersPerHour of all customers, lately; 0 if there were none
 * @param steps in their order
 */
public record Plan(String measured, double ordersPerHour, List<PlannedStep> steps) {

  /** Copies the list. */
  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * What a step needs.
   *
   * @param share whose new orders go to the candidate
   * @param orders how many of the candidate's orders must have ended
   * @param decidedBy what needs so many; {@link Criterion#SAMPLE} for the minimum given
   * @param reachable whether that is within what is remembered; if not, only wider limits help
   * @param lasting how long that takes at the present rate; null if there is none
   */
  public record PlannedStep(
      Share share, int orders, Criterion decidedBy, boolean reachable, @Nullable Duration lasting) {

    /** How long that takes at the present rate; empty if there is none. */
    public Optional<Duration> time() {
      return Optional.ofNullable(lasting);
    }

    /** For example {@code step 1.00 % needs 436 orders, decided by failures: 12 days}. */
    @Override
    public String toString() {
      String needs =
          reachable
              ? String.format(Locale.ROOT, "needs %,d orders, decided by %s", orders, deciding())
              : String.format(
                  Locale.ROOT,
                  "cannot pass: %s would need more than %,d orders; widen the limits",
                  decidedBy,
                  orders);
      String time = lasting == null ? "no order lately to tell the time by" : Words.time(lasting);
      return "step " + share + " " + needs + ": " + time;
    }

    private String deciding() {
      return decidedBy == Criterion.SAMPLE ? "the minimum" : decidedBy.toString();
    }
  }

  /** One line for what was measured, and one for each step. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%s; %,.1f orders an hour", measured, ordersPerHour));
    steps.forEach(step -> lines.add(step.toString()));
    return lines;
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
