package org.imageorders.migration.compare;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.BiPredicate;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;

/**
 * A difference that is known and accepted for a while. It ends by itself: what nobody extends
 * counts again.
 *
 * @param rung the rung that fails
 * @param condition of which pictures; asked only of those that fail there
 * @param why for whoever reads the dossier, such as {@code JPEG was agreed with the shop}
 * @param until the last day, in UTC, on which it holds
 */
public record IgnoreRule(
    Rung rung,
    BiPredicate<? super ComparedOrder, ? super Resemblance> condition,
    String why,
    LocalDate until) {

  /**
   * Takes a rule.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it does not say why
   */
  public IgnoreRule {
    if (why.isBlank()) {
      throw ImageOrderException.invalid("why", why, "say why the difference is accepted");
    }
  }

  /** A rule for every picture that fails at a rung. */
  public static IgnoreRule of(Rung rung, String why, LocalDate until) {
    return new IgnoreRule(rung, (order, image) -> true, why, until);
  }

  /** The same rule, of these pictures alone. */
  public IgnoreRule when(BiPredicate<? super ComparedOrder, ? super Resemblance> those) {
    return new IgnoreRule(rung, those, why, until);
  }

  boolean isExpired(Instant asOf) {
    return LocalDate.ofInstant(asOf, ZoneOffset.UTC).isAfter(until);
  }

  boolean covers(ComparedOrder order, Resemblance image) {
    return image.failed().filter(rung::equals).isPresent() && condition.test(order, image);
  }
}
