package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * Fails once a migration should have been removed: for a build, or a check that runs every day.
 *
 * <pre>{@code
 * ExitGate.of(migration.control())
 *     .unusedFor(Duration.ofDays(30))
 *     .outlives(LocalDate.of(2027, 6, 30))
 *     .check();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ExitGate {

  private final MigrationControl control;
  private final @Nullable Duration unused;
  private final @Nullable LocalDate date;

  private ExitGate(MigrationControl control, @Nullable Duration unused, @Nullable LocalDate date) {
    this.control = control;
    this.unused = unused;
    this.date = date;
  }

  /** A gate that does not fail yet. */
  public static ExitGate of(MigrationControl control) {
    return new ExitGate(control, null, null);
  }

  /**
   * The same gate, failing also once nothing was asked about an order or a picture of legacy's for
   * so long.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if that is less than an hour:
   *     legacy's last call is known to the minute
   */
  public ExitGate unusedFor(Duration time) {
    if (time.compareTo(Duration.ofHours(1)) < 0) {
      throw ImageOrderException.invalid("unusedFor", time, "use an hour or more");
    }
    return new ExitGate(control, time, date);
  }

  /** The same gate, failing also once this day is over (UTC). */
  public ExitGate outlives(LocalDate lastDay) {
    return new ExitGate(control, unused, lastDay);
  }

  /**
   * Looks, by the state store's clock.
   *
   * @throws AssertionError if the migration should have been removed; the message says why and what
   *     to do
   * @throws ImageOrderException {@link ErrorCode#UNAVAILABLE} if the state store does not answer;
   *     {@link ErrorCode#INVALID_REQUEST} if nothing was said that it could fail on
   */
  public void check() {
    if (unused == null && date == null) {
      throw ImageOrderException.invalid("gate", "empty", "say unusedFor, outlives or both");
    }
    Instant now = control.now();
    String name = "migration '" + control.name() + "' ";
    if (date != null && LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(date)) {
      throw new AssertionError(
          name
              + "has outlived "
              + date
              + " and is at '"
              + control.stage()
              + "': finish it and remove it, or give it a later date and say why");
    }
    Instant last = control.legacyLastNeededAt();
    if (unused != null && Duration.between(last, now).compareTo(unused) >= 0) {
      throw new AssertionError(
          name
              + "has not needed legacy since "
              + last
              + ", for "
              + Duration.between(last, now).toDays()
              + " days: enter FINISHED, then use the candidate in the migration's place and remove"
              + " legacy");
    }
  }
}
