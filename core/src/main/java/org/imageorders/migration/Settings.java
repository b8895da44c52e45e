package org.imageorders.migration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.Documents.Document;
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
  private static final String SALT = "salt";
  private static final String SHARE = "share";
  private static final String KILLED = "killed";
  private static final Duration LONGEST_TRUST = Duration.ofMillis(900);

  private final Documents documents;
  private final InstantSource clock;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile Known known;
  private volatile Instant lookedAt;

  /** Whether the kill switch is on here and the store has not yet taken it. */
  private volatile boolean killedHere;

  /** Starts with what the store has; with these values, which then are what it has, if nothing. */
  Settings(Documents documents, InstantSource clock, String salt, Share initialShare) {
    this.documents = documents;
    this.clock = clock;
    this.lookedAt = clock.instant();
    Document first = documents.read(NAME).orElseGet(() -> create(salt, initialShare));
    this.known = parse(first);
    if (!known.salt.equals(salt)) {
      throw ImageOrderException.invalid(
          SALT,
          salt,
          "use '"
              + known.salt
              + "', with which this migration began: another one moves customers at random");
    }
  }

  /** The settings at one version. */
  private record Known(long version, String salt, Share share, boolean killed) {}

  Share share() {
    return current().share;
  }

  boolean isKilled() {
    boolean here = killedHere;
    return current().killed || here; // asked also when it is known, for that tells the store
  }

  void setShare(Share share) {
    change(content -> content.put(SHARE, share.hundredths()));
    log.atInfo().addKeyValue("share", share).log("share of the candidate changed");
  }

  /** Kills here, at once; then for all. False if the store could not take it yet. */
  boolean kill() {
    killedHere = true;
    log.atWarn().log("kill switch on: all new orders go to legacy");
    return tellKill();
  }

  void revive() {
    refreshing.lock(); // or a refresh that has seen the switch on would tell it once more
    try {
      change(content -> content.put(KILLED, false));
      killedHere = false;
    } finally {
      refreshing.unlock();
    }
    log.atInfo().log("kill switch off");
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
    if (killedHere) {
      tellKill();
      return;
    }
    try {
      documents.read(NAME).map(Settings::parse).ifPresent(this::accept);
    } catch (ImageOrderException e) {
      log.atWarn().log("settings not read, the last known ones stand: {}", e.getMessage());
    }
  }

  private boolean tellKill() {
    try {
      change(content -> content.put(KILLED, true));
      killedHere = false;
      return true;
    } catch (ImageOrderException e) {
      log.atWarn().log("kill switch is on here, and not yet elsewhere: {}", e.getMessage());
      return false;
    }
  }

  /** Keeps what it does not know, so that an older version does not undo a newer one's settings. */
  private void change(Consumer<ObjectNode> edit) {
    while (true) {
      Document seen =
          documents.read(NAME).orElseThrow(() -> documents.unknown("read", NAME, "it was removed"));
      edit.accept(seen.content());
      Optional<Long> written = documents.write(NAME, seen.version(), seen.content());
      if (written.isPresent()) {
        accept(parse(new Document(written.get(), seen.content())));
        return;
      }
    }
  }

  private synchronized void accept(Known latest) {
    if (latest.version > known.version) {
      known = latest;
    }
  }

  private Document create(String salt, Share share) {
    ObjectNode content =
        Documents.object().put(SALT, salt).put(SHARE, share.hundredths()).put(KILLED, false);
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

  private static Known parse(Document document) {
    ObjectNode content = document.content();
    return new Known(
        document.version(),
        content.path(SALT).asText(),
        new Share(content.path(SHARE).asInt()),
        content.path(KILLED).asBoolean());
  }
}
