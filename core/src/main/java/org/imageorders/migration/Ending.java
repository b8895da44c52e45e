package org.imageorders.migration;

import java.time.Duration;
import java.time.Instant;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.Pauses;

/** Takes leave of legacy. */
final class Ending {

  /** By then every JVM knows the stage. */
  private static final Duration UNTIL_ALL_FOLLOW = Duration.ofSeconds(1);

  private final Settings settings;
  private final Sides sides;
  private final Recalls recalls;
  private final Pauses pauses;
  private final Duration longestPlacing;

  Ending(Settings settings, Sides sides, Recalls recalls, Pauses pauses, Duration longestPlacing) {
    this.settings = settings;
    this.sides = sides;
    this.recalls = recalls;
    this.pauses = pauses;
    this.longestPlacing = longestPlacing;
  }

  /** When legacy was last needed, or else when the migration began. */
  Instant legacyLastNeededAt() {
    return sides.legacyLastNeeded().orElseGet(settings::beganAt);
  }

  /**
   * Enters {@link Stage#FINISHED} if another stage stands and legacy has nothing to do. Another JVM
   * may not know it for a second and begin to place with legacy, or move an order there; once none
   * of that can be under way any more, this looks again, and goes back if it has to.
   */
  boolean finish(Stage from, Reason reason) {
    ImageOrders legacy = sides.lookInto(Side.LEGACY);
    requireNothingLeft(legacy);
    if (!settings.enter(from, Stage.FINISHED, reason)) {
      return false;
    }
    try {
      pauses.pause(UNTIL_ALL_FOLLOW.plus(longestPlacing));
      requireNothingLeft(legacy);
      requireStillFinished();
      return true;
    } catch (InterruptedException e) {
      ImageOrderException interrupted =
          goBack(
              from,
              new ImageOrderException(
                  ErrorCode.UNAVAILABLE,
                  "interrupted before all JVMs had followed; enter it again",
                  e));
      Thread.currentThread().interrupt(); // not before: a store may serve no interrupted thread
      throw interrupted;
    } catch (ImageOrderException e) {
      throw goBack(from, e);
    }
  }

  private void requireStillFinished() {
    Stage stands = settings.latestStage();
    if (!stands.equals(Stage.FINISHED)) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "'" + stands + "' was entered meanwhile; the audit log says why");
    }
  }

  private ImageOrderException goBack(Stage to, ImageOrderException why) {
    try {
      boolean unused =
          settings.enter(
              Stage.FINISHED,
              to,
              Reason.of("migration", "not finished after all: " + why.getMessage()));
    } catch (ImageOrderException e) {
      why.addSuppressed(e);
    }
    return why;
  }

  private void requireNothingLeft(ImageOrders legacy) {
    int left = recalls.leftUnderWay();
    if (left > 0) {
      throw ImageOrderException.invalid(
          "stage", Stage.FINISHED, left + " recalled orders are between the sides; recall again");
    }
    long open = 0;
    OrderPage page = legacy.list(Recalls.OPEN);
    while (page.cursor() != null) {
      open += page.orders().size();
      page = legacy.list(Recalls.OPEN.stretch(page.cursor(), OrderQuery.LARGEST_PAGE));
    }
    open += page.orders().size();
    if (open > 0) {
      throw ImageOrderException.invalid(
          "stage",
          Stage.FINISHED,
          "legacy has " + open + " orders that have not ended; wait for them, or recall them");
    }
  }
}
