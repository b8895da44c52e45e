package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Documents.Document;
import org.imageorders.migration.SettingsDocument.Standing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator sets, kept in the document {@code settings} that all share, and read again when
 * it is a second old. While it cannot be read the last known settings stand; they decide about new
 * orders alone. Thread-safe.
 */
final class Settings {

  private static final Logger log = LoggerFactory.getLogger(Settings.class);
  private static final String NAME = "settings";
  private static final Duration LONGEST_TRUST = Duration.ofMillis(900);

  private final Documents documents;
  private final AuditLog audit;
  private final InstantSource clock;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile Known known;
  private volatile Instant lookedAt;

  /** Why the kill switch is on here, while the store has not yet taken it. */
  private final AtomicReference<@Nullable Reason> killedHere = new AtomicReference<>();

  /** Starts with what the store has; with these values, which then are what it has, if nothing. */
  Settings(Documents documents, InstantSource clock, String salt, Stage initialStage) {
    this.documents = documents;
    this.audit = new AuditLog(documents);
    this.clock = clock;
    this.lookedAt = clock.instant();
    Document first = documents.read(NAME).orElseGet(() -> create(salt, initialStage));
    this.known = parse(first);
    String began = SettingsDocument.salt(first.content());
    if (!began.equals(salt)) {
      throw ImageOrderException.invalid(
          "salt",
          salt,
          "use '"
              + began
              + "', with which this migration began: another one moves customers at random");
    }
  }

  /** The settings at one version. */
  private record Known(long version, Standing standing) {}

  /** What stands, as far as it is known; killed as soon as it is so here. */
  Standing standing() {
    boolean here = killedHere.get() != null;
    Standing stands = current().standing; // asked also when it is known, for that tells the store
    return stands.killed() || !here ? stands : stands.withKilled(true);
  }

  /** As the store has it now. */
  Stage latestStage() {
    return standing(read().content()).stage();
  }

  Instant now() {
    return documents.now();
  }

  String name() {
    return documents.migration();
  }

  boolean isFinished() {
    return standing().stage().kind() == Stage.Kind.FINISHED;
  }

  /** For how long, by the store's clock, every order has come through the migration. */
  Duration pinnedFor() {
    return Duration.between(standing().pinnedSince(), now());
  }

  /** When the migration was started first, by the store's clock. */
  Instant beganAt() {
    return SettingsDocument.began(read().content());
  }

  void enter(Stage to, Reason reason) {
    change(reason, standing -> true, standing -> standing.entering(to));
    log.atInfo().addKeyValue("stage", to).addKeyValue("who", reason.who()).log("stage entered");
  }

  /** False, and nothing changes, if another stage than this one stands. */
  boolean enter(Stage from, Stage to, Reason reason) {
    boolean entered =
        change(
            reason, standing -> standing.stage().equals(from), standing -> standing.entering(to));
    if (entered) {
      log.atInfo().addKeyValue("stage", to).addKeyValue("who", reason.who()).log("stage entered");
    }
    return entered;
  }

  /** Writes into the log what is done that changes no setting. */
  void note(Reason reason, String done) {
    boolean unused = change(reason, standing -> true, standing -> standing, ", " + done);
    log.atInfo().addKeyValue("who", reason.who()).log(done);
  }

  /** Kills here, at once; then for all. False if the store could not take it yet. */
  boolean kill(Reason reason) {
    killedHere.set(reason);
    log.atWarn()
        .addKeyValue("who", reason.who())
        .log("kill switch on: all new orders go to legacy");
    return tellKill(reason);
  }

  void revive(Reason reason) {
    refreshing.lock(); // or a refresh that has seen the switch on would tell it once more
    try {
      Reason untold = killedHere.get();
      if (untold != null) {
        change(untold, standing -> true, standing -> standing.withKilled(true));
      }
      change(reason, standing -> true, standing -> standing.withKilled(false));
      killedHere.compareAndSet(untold, null); // who has killed since then has not been told
    } finally {
      refreshing.unlock();
    }
    log.atInfo().addKeyValue("who", reason.who()).log("kill switch off");
  }

  /** Every change so far, oldest first. */
  List<AuditEntry> audit() {
    // In this order: whatever follows the newest entry meanwhile has it copied first.
    Optional<AuditEntry> newest = SettingsDocument.last(read().content());
    SortedMap<Long, AuditEntry> all = audit.all();
    newest.ifPresent(entry -> all.put(entry.number(), entry));
    return List.copyOf(all.values());
  }

  private Known current() {
    if (isStale()) {
      refreshing.lock();
      try {
        if (isStale()) {
          refresh();
        }
      } finally {
        refreshing.unlock();
      }
    }
    return known;
  }

  private boolean isStale() {
    Duration age = Duration.between(lookedAt, clock.instant());
    return age.isNegative() || age.compareTo(LONGEST_TRUST) > 0;
  }

  private void refresh() {
    lookedAt = clock.instant();
    Reason untold = killedHere.get();
    if (untold != null) {
      tellKill(untold);
      return;
    }
    try {
      documents.read(NAME).map(this::parse).ifPresent(this::accept);
    } catch (ImageOrderException e) {
      log.atWarn().log("settings not read, the last known ones stand: {}", e.getMessage());
    }
  }

  private boolean tellKill(Reason reason) {
    try {
      change(reason, standing -> true, standing -> standing.withKilled(true));
      killedHere.compareAndSet(reason, null);
      return true;
    } catch (ImageOrderException e) {
      log.atWarn().log("kill switch is on here, and not yet elsewhere: {}", e.getMessage());
      return false;
    }
  }

  /**
   * Changes what stands, with the change's entry in the same write. What stands already is left as
   * it is, without an entry.
   *
   * @return false if what stands is not wanted any more
   */
  private boolean change(Reason reason, Predicate<Standing> wanted, UnaryOperator<Standing> edit) {
    return change(reason, wanted, edit, "");
  }

  private boolean change(
      Reason reason, Predicate<Standing> wanted, UnaryOperator<Standing> edit, String note) {
    while (true) {
      Document seen = read();
      Standing before = standing(seen.content());
      if (!wanted.test(before)) {
        accept(new Known(seen.version(), before));
        return false;
      }
      Standing after = edit.apply(before);
      if (after.equals(before) && note.isEmpty()) {
        accept(new Known(seen.version(), before));
        return true;
      }
      Optional<AuditEntry> last = SettingsDocument.last(seen.content());
      last.ifPresent(audit::keep);
      AuditEntry entry =
          new AuditEntry(
              last.map(AuditEntry::number).orElse(0L) + 1,
              documents.now(),
              reason,
              before.toString(),
              after + note);
      Optional<Known> written = write(seen.version(), seen.content(), after, entry);
      if (written.isPresent()) {
        accept(written.get());
        return true;
      }
    }
  }

  private Optional<Known> write(
      long seenVersion, ObjectNode content, Standing after, AuditEntry entry) {
    SettingsDocument.put(content, after, entry);
    Standing stands = standing(content);
    return documents.write(NAME, seenVersion, content).map(version -> new Known(version, stands));
  }

  private synchronized void accept(Known latest) {
    if (latest.version > known.version) {
      known = latest;
    }
  }

  private Document read() {
    return documents
        .read(NAME)
        .orElseThrow(() -> documents.unknown("read", NAME, "it was removed"));
  }

  private Document create(String salt, Stage stage) {
    ObjectNode content = SettingsDocument.first(salt, stage, documents.now());
    return documents
        .write(NAME, 0, content)
        .map(version -> new Document(version, content))
        .or(() -> documents.read(NAME))
        .orElseThrow(
            () ->
                new ImageOrderException(
                    ErrorCode.UNAVAILABLE,
                    "the migration's settings were being removed; try again"));
  }

  private Known parse(Document document) {
    return new Known(document.version(), standing(document.content()));
  }

  private Standing standing(ObjectNode content) {
    try {
      return SettingsDocument.standing(content);
    } catch (RuntimeException e) {
      throw documents.unknown("read", NAME, e);
    }
  }
}
