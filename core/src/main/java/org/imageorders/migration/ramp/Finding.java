package org.imageorders.migration.ramp;

import java.util.Map;

/**
 * What one criterion says.
 *
 * @param criterion which
 * @param verdict its own verdict
 * @param words the numbers in a sentence, for people
 * @param numbers the same numbers by name, such as {@code candidate} to {@code 12 of 240}
 */
public record Finding(
    Criterion criterion, Verdict verdict, String words, Map<String, String> numbers) {

  /** Copies the numbers. */
  public Finding {
    numbers = Map.copyOf(numbers);
  }

  /** For example {@code FAIL failures: 12 of 240 ...}. */
  @Override
  public String toString() {
    return verdict + " " + criterion + ": " + words;
  }
}
