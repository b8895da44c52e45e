package org.imageorders.engine;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.Money;
import org.imageorders.store.Allowance;
import org.jspecify.annotations.Nullable;

/**
 * What a customer may spend a day and a month. Counted is what the ledger has for calls begun in
 * the period, as soon as they begin, and the estimates of what waits; so it is exact as far as
 * providers report what they charge. An order that could exceed it is refused when it is placed; a
 * call that is repeated, or dearer than its estimate, can exceed it a little.
 *
 * <p>Immutable.
 */
public final class Budget {

  /** Any sum. */
  public static final Budget UNLIMITED = new Budget(null, null, ZoneOffset.UTC);

  private final @Nullable Money perDay;
  private final @Nullable Money perMonth;
  private final ZoneId zone;

  private Budget(@Nullable Money perDay, @Nullable Money perMonth, ZoneId zone) {
    this.perDay = perDay;
    this.perMonth = perMonth;
    this.zone = zone;
  }

  /** So much a day, in UTC. */
  public static Budget daily(Money most) {
    return UNLIMITED.perDay(most);
  }

  /** So much a month, in UTC. */
  public static Budget monthly(Money most) {
    return UNLIMITED.perMonth(most);
  }

  /** The same budget, with so much a day. */
  public Budget perDay(Money most) {
    return new Budget(most, perMonth, zone);
  }

  /** The same budget, with so much a month. */
  public Budget perMonth(Money most) {
    return new Budget(perDay, most, zone);
  }

  /** The same budget, its days and months beginning at midnight there. */
  public Budget in(ZoneId where) {
    return new Budget(perDay, perMonth, where);
  }

  /** The most of a day. */
  public Optional<Money> perDay() {
    return Optional.ofNullable(perDay);
  }

  /** The most of a month. */
  public Optional<Money> perMonth() {
    return Optional.ofNullable(perMonth);
  }

  /**
   * A stretch of time, and what may be spent in it.
   *
   * @param name as in "a day"
   * @param renewsAt when the next begins
   */
  record Period(String name, Allowance allowance, Instant renewsAt) {}

  /** The periods that an instant is in. */
  List<Period> at(Instant now) {
    LocalDate day = now.atZone(zone).toLocalDate();
    LocalDate month = day.withDayOfMonth(1);
    return Stream.of(
            period("day", perDay, day, day.plusDays(1)),
            period("month", perMonth, month, month.plusMonths(1)))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Period> period(
      String name, @Nullable Money most, LocalDate from, LocalDate next) {
    return Optional.ofNullable(most)
        .map(money -> new Period(name, new Allowance(start(from), money), start(next)));
  }

  private Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
