package org.imageorders.testkit.crash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went wrong, counted after everything has come to rest. Immutable. Where all is well, each
 * count is zero.
 *
 * @param lost accepted orders that are not there, or have not ended
 * @param doubled what was done once too often: orders beyond one for each idempotency key; images
 *     beyond one for each place of an order, as the events tell; and, for each task, calls that the
 *     provider drew for beyond one, and one more if an attempt of the task stands as {@code
 *     UNKNOWN} or was recovered from that: the single repeat that an order allows by default
 * @param halfWritten images in the image store that are not whole, and images that an order names
 *     but the image store does not have with the same length and SHA-256
 * @param orphaned what nobody owns any more: images in the image store that no order names, and
 *     attempts that still run though their order has ended
 * @param eventsMissing events that the feed lacks, tells twice, or tells out of order, for each
 *     order: accepted, started if anything was attempted, one for each image, and the end
 * @param callsWithoutAttempt calls that the provider received and no order's attempts tell of
 * @param attemptsOddWithoutCall attempts that the provider received no call of, and that stand
 *     neither as {@code UNKNOWN} nor as {@code NOT_SUBMITTED}, nor were they recovered
 * @param details a line for each, some of them at least
 */
public record CrashCounts(
    int lost,
    int doubled,
    int halfWritten,
    int orphaned,
    int eventsMissing,
    int callsWithoutAttempt,
    int attemptsOddWithoutCall,
    List<String> details) {

  /** The counts by the names that they are printed under. */
  public Map<String, Integer> byName() {
    Map<String, Integer> named = new LinkedHashMap<>();
    named.put("lost", lost);
    named.put("doubled", doubled);
    named.put("half-written", halfWritten);
    named.put("orphaned", orphaned);
    named.put("events-missing", eventsMissing);
    named.put("calls-without-attempt", callsWithoutAttempt);
    named.put("attempts-without-call", attemptsOddWithoutCall);
    return named;
  }

  /** What a count of {@link #byName} counts, in a word. */
  public static String unit(String name) {
    return switch (name) {
      case "half-written", "orphaned" -> "images";
      case "events-missing" -> "events";
      case "calls-without-attempt" -> "calls";
      case "attempts-without-call" -> "attempts";
      default -> "orders";
    };
  }
}
