package org.imageorders.migration;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * Who changes something about a migration, and why; it is kept with the change.
 *
 * @param who a person, or the name of a program
 * @param why in a sentence
 * @param evidence what was seen, by name, such as a failure rate; sorted by name
 */
public record Reason(String who, String why, Map<String, String> evidence) {

  /** A change and its reason are one small document. */
  private static final int LONGEST = 8_000;

  /**
   * Takes a reason and keeps a copy of the evidence.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if nobody or no why is named, or
   *     all texts together have more than 8,000 characters
   */
  public Reason {
    evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    require("who", who);
    require("why", why);
    int length = who.length() + why.length();
    for (Map.Entry<String, String> seen : evidence.entrySet()) {
      length += seen.getKey().length() + seen.getValue().length();
    }
    if (length > LONGEST) {
      throw ImageOrderException.invalid(
          "evidence", length + " characters", "use " + LONGEST + " at most, who and why included");
    }
  }

  /** A reason without evidence. */
  public static Reason of(String who, String why) {
    return new Reason(who, why, Map.of());
  }

  /** The same reason with one more thing that was seen. */
  public Reason with(String name, Object seen) {
    Map<String, String> more = new TreeMap<>(evidence);
    more.put(name, seen.toString());
    return new Reason(who, why, more);
  }

  private static void require(String field, String text) {
    if (text.isBlank()) {
      throw ImageOrderException.invalid(
          field, text, "say it: it is read when something went wrong");
    }
  }
}
