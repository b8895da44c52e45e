package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * The document {@code settings} as JSON. What this version does not know in it is kept, so that an
 * older version does not undo a newer one's settings.
 */
final class SettingsDocument {

  private static final String SALT = "salt";
  private static final String BEGAN_AT = "beganAt";
  private static final String STAGE = "stage";
  private static final String SHARE = "share";
  private static final String KILLED = "killed";
  private static final String ENTERED_AT = "enteredAt";
  private static final String ENTERED_BY = "enteredBy";
  private static final String PINNED_SINCE = "pinnedSince";
  private static final String LAST = "last";

  private SettingsDocument() {}

  /**
   * Since when a stage has stood, and the number of the change that entered it; 0 for the first.
   */
  record Entered(long by, Instant at) {}

  /**
   * What stands.
   *
   * @param pinnedSince when {@link Stage#LEGACY_ONLY} was last left, or else the migration began:
   *     since then nobody has placed an order with legacy directly
   */
  record Standing(Stage stage, boolean killed, Entered entered, Instant pinnedSince) {

    Standing withKilled(boolean now) {
      return new Standing(stage, now, entered, pinnedSince);
    }

    /** The same if it stands already; when it was entered is filled in as it is written. */
    Standing entering(Stage to) {
      return new Standing(to, killed, entered, pinnedSince);
    }

    /** As the audit log has it. */
    @Override
    public String toString() {
      return stage + (killed ? ", killed" : "");
    }
  }

  static ObjectNode first(String salt, Stage stage, Instant now) {
    ObjectNode content = Documents.object().put(SALT, salt).put(BEGAN_AT, now.toString());
    put(content, new Standing(stage, false, new Entered(0, now), now));
    return content;
  }

  /** Puts what stands from now on, and the entry of the change that made it so. */
  static void put(ObjectNode content, Standing after, AuditEntry entry) {
    Stage before = standing(content).stage();
    boolean entered = !before.equals(after.stage());
    Entered when = entered ? new Entered(entry.number(), entry.at()) : after.entered();
    boolean leaves = entered && before.equals(Stage.LEGACY_ONLY);
    Instant pinned = leaves ? entry.at() : after.pinnedSince();
    put(content, new Standing(after.stage(), after.killed(), when, pinned));
    content.set(LAST, AuditLog.json(entry));
  }

  private static void put(ObjectNode content, Standing standing) {
    content
        .put(STAGE, standing.stage().kind().name())
        .put(SHARE, standing.stage().share().hundredths())
        .put(KILLED, standing.killed())
        .put(ENTERED_AT, standing.entered().at().toString())
        .put(ENTERED_BY, standing.entered().by())
        .put(PINNED_SINCE, standing.pinnedSince().toString());
  }

  static String salt(ObjectNode content) {
    return content.path(SALT).asText();
  }

  static Instant began(ObjectNode content) {
    return Instant.parse(content.path(BEGAN_AT).asText());
  }

  /** Throws whatever comes of a stage that this version does not know. */
  static Standing standing(ObjectNode content) {
    return new Standing(
        new Stage(
            Stage.Kind.valueOf(content.path(STAGE).asText()),
            new Share(content.path(SHARE).asInt())),
        content.path(KILLED).asBoolean(),
        new Entered(
            content.path(ENTERED_BY).asLong(), Instant.parse(content.path(ENTERED_AT).asText())),
        Instant.parse(content.path(PINNED_SINCE).asText()));
  }

  static Optional<AuditEntry> last(ObjectNode content) {
    return content.has(LAST) ? Optional.of(AuditLog.parse(content.get(LAST))) : Optional.empty();
  }
}
