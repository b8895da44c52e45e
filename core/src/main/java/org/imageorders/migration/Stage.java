package org.imageorders.migration;

import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * How far a migration has come. It decides about new orders alone; one that has its side keeps it.
 *
 * @param kind the step
 * @param share the share of customers whose new orders go to the candidate: none before {@link
 *     Kind#LIVE}, all after it
 */
public record Stage(Kind kind, Share share) {

  /** The steps, in the order in which a migration takes them; it can go back from each. */
  public enum Kind {
    /** All new orders go to legacy, whatever lists and targeting say. */
    LEGACY_ONLY,

    /** Likewise; and a parallel run, if there is one, draws copies with the candidate. */
    SHADOW,

    /** Lists decide, then the targeting, which is told the share. */
    LIVE,

    /** All new orders go to the candidate, whatever lists and targeting say. */
    ALL_NEW,

    /**
     * Likewise; and legacy is called no more: nothing is looked up, listed or read there. Its
     * orders are gone as long as this stands, and a key that it took before there was a migration
     * is not known any more.
     */
    FINISHED
  }

  /** All new orders go to legacy. */
  public static final Stage LEGACY_ONLY = new Stage(Kind.LEGACY_ONLY, Share.NONE);

  /** All new orders go to legacy, and a sample of them is drawn by the candidate too. */
  public static final Stage SHADOW = new Stage(Kind.SHADOW, Share.NONE);

  /** All new orders go to the candidate; legacy is kept to go back to. */
  public static final Stage ALL_NEW = new Stage(Kind.ALL_NEW, Share.ALL);

  /** Legacy is called no more and can be removed. */
  public static final Stage FINISHED = new Stage(Kind.FINISHED, Share.ALL);

  /**
   * Takes a stage.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the share is not the kind's
   */
  public Stage {
    if (kind != Kind.LIVE && !share.equals(shareOf(kind))) {
      throw ImageOrderException.invalid(
          "share", share, "use " + shareOf(kind) + " with " + kind + ", or Stage.live(share)");
    }
  }

  /** New orders of this share of customers go to the candidate, the others to legacy. */
  public static Stage live(Share share) {
    return new Stage(Kind.LIVE, share);
  }

  private static Share shareOf(Kind kind) {
    return kind.compareTo(Kind.LIVE) < 0 ? Share.NONE : Share.ALL;
  }

  /** As people read it, such as {@code live 12.50 %}. */
  @Override
  public String toString() {
    return switch (kind) {
      case LEGACY_ONLY -> "legacy only";
      case SHADOW -> "shadow";
      case LIVE -> "live " + share;
      case ALL_NEW -> "all new";
      case FINISHED -> "finished";
    };
  }
}
