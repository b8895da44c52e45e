package org.imageorders.consume;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.imageorders.EventPage;
import org.imageorders.consume.ConsumerState.Document;
import org.imageorders.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which shares this instance has. Each instance keeps a document, {@code instance/ID}, that says
 * until when it lives; renewed each quarter of a lease, it lapses after half of one. Whoever finds
 * it lapsed removes it, and only then takes the shares: an instance whose document is gone has
 * none.
 */
final class Membership {

  private final ConsumerConfig config;
  private final ConsumerState state;
  private final Handling handling;
  private final Runnable gained;
  private final ReentrantLock ticking = new ReentrantLock();
  private final Map<Integer, Share> held = new ConcurrentHashMap<>();
  private volatile List<Share> published = List.of();
  private String id = newId();
  private long version;
  private @Nullable String start;
  private boolean closed;

  Membership(ConsumerConfig config, Handling handling, Runnable gained) {
    this.config = config;
    this.state = config.state();
    this.handling = handling;
    this.gained = gained;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private static String instance(String id) {
    return "instance/" + id;
  }

  /** The shares that this instance has, or is about to give away. */
  Collection<Share> shares() {
    return published;
  }

  /** Renews the lease, gives away and takes shares so that all instances have as many. */
  void tick() {
    ticking.lock();
    try {
      if (!closed) {
        renew();
        share(living());
        Instant now = state.now();
        held.values().forEach(share -> share.keepIfQuiet(now));
      }
    } finally {
      ticking.unlock();
    }
  }

  private void renew() {
    Instant before = config.clock().instant();
    Duration life = config.lease().dividedBy(2);
    if (version != 0 && !write(life)) { // someone found this instance lapsed
      held.values().forEach(Share::lose);
      id = newId();
      version = 0;
    }
    if (version == 0) {
      write(life);
    }
    handling.validUntil(before.plus(life));
  }

  private boolean write(Duration life) {
    Optional<Long> written =
        state.write(
            instance(id), version, Json.object().put("until", state.now().plus(life).toString()));
    version = written.orElse(version);
    return written.isPresent();
  }

  /** The instances that live; those that do not are removed. */
  private Set<String> living() {
    Instant now = state.now();
    Set<String> living = new HashSet<>(Set.of(id));
    for (Document instance : state.list("instance/")) {
      boolean lapsed = instance.fields().requiredInstant("until").isBefore(now);
      if (!lapsed || !state.delete("instance/" + instance.key(), instance.version())) {
        living.add(instance.key());
      }
    }
    return living;
  }

  private void share(Set<String> living) {
    Map<Integer, Document> documents = new HashMap<>();
    state
        .list("share/")
        .forEach(document -> documents.put(Integer.valueOf(document.key()), document));
    held.forEach((number, share) -> compare(share, documents.get(number)));
    held.values().removeIf(share -> share.isLost() && !share.isRunning());
    leaveOff();
    int most = (EventConsumer.SHARES + living.size() - 1) / living.size();
    List<Share> own =
        held.values().stream().filter(share -> !share.isLost() && !share.isLeaving()).toList();
    own.stream().limit(Math.max(0, own.size() - most)).forEach(Share::prepareToLeave);
    leaveOff();
    int room = most - own.size();
    int first = Math.floorMod(id.hashCode(), EventConsumer.SHARES); // others begin elsewhere
    for (int i = 0; i < EventConsumer.SHARES && room > 0; i++) {
      int number = (first + i) % EventConsumer.SHARES;
      if (!held.containsKey(number) && claim(number, documents.get(number), living)) {
        room--;
      }
    }
    published = List.copyOf(held.values()); // all at once, to be read together from now on
    gained.run();
  }

  private static void compare(Share share, @Nullable Document now) {
    if (now != null) {
      share.compare(now.version());
    }
  }

  private void leaveOff() {
    held.values().removeIf(share -> share.isLeaving() && !share.isRunning() && share.leave());
  }

  /** Takes a share that nobody has, or had who lives; also one that is given away meanwhile. */
  private boolean claim(int number, @Nullable Document found, Set<String> living) {
    ShareDocument kept = kept(found);
    String owner = kept.owner();
    if (owner != null && !owner.equals(id) && living.contains(owner)) {
      return false;
    }
    boolean orphaned = owner != null && !owner.equals(id);
    Document last = found;
    while (!take(number, kept, last, orphaned)) {
      last = state.read(ShareDocument.name(number)).orElse(null);
      kept = kept(last);
      if (kept.owner() != null) { // perhaps by who came after those that are known to live
        return false;
      }
      orphaned = false;
    }
    return true;
  }

  private ShareDocument kept(@Nullable Document found) {
    return found == null ? ShareDocument.startingAt(start()) : ShareDocument.parse(found.fields());
  }

  private boolean take(int number, ShareDocument kept, @Nullable Document seen, boolean orphaned) {
    ShareDocument mine = kept.ownedBy(id);
    Optional<Long> written =
        state.write(ShareDocument.name(number), seen == null ? 0 : seen.version(), mine.json());
    written.ifPresent(now -> held.put(number, new Share(number, state, mine, now, orphaned)));
    return written.isPresent();
  }

  /** Where the consumer began; decided once, by whichever instance comes first. */
  private String start() {
    if (start == null) {
      start =
          state
              .read("start")
              .map(found -> found.fields().requiredText("cursor"))
              .orElseGet(this::decideStart);
    }
    return start;
  }

  private String decideStart() {
    String cursor = cursor(config.startAt());
    return state.write("start", 0, Json.object().put("cursor", cursor)).isPresent()
        ? cursor
        : state.read("start").orElseThrow().fields().requiredText("cursor");
  }

  private String cursor(StartAt where) {
    String cursor = EventPage.START;
    if (where == StartAt.NOW) {
      EventPage page;
      do {
        page = config.orders().events(cursor, 1_000, Duration.ZERO);
        cursor = page.cursor();
      } while (!page.events().isEmpty());
    }
    return cursor;
  }

  /** Moves every share, whoever has it: their owners find out and take them up again. */
  void rewind(StartAt where) {
    String cursor = cursor(where);
    for (int number = 0; number < EventConsumer.SHARES; number++) {
      String name = ShareDocument.name(number);
      boolean moved = false;
      while (!moved) {
        Optional<Document> found = state.read(name);
        ShareDocument next =
            found
                .map(document -> ShareDocument.parse(document.fields()).movedTo(cursor))
                .orElseGet(() -> ShareDocument.startingAt(cursor));
        moved = state.write(name, found.map(Document::version).orElse(0L), next.json()).isPresent();
      }
    }
  }

  /** Takes no more shares. */
  void retire() {
    ticking.lock();
    try {
      closed = true;
    } finally {
      ticking.unlock();
    }
  }

  /** Gives away every share, and this instance's lease with them. */
  void leave() {
    ticking.lock();
    try {
      for (Share share : held.values()) {
        share.prepareToLeave();
        if (!share.isRunning()) {
          share.leave();
        }
      }
      held.clear();
      published = List.of();
      if (version != 0) {
        boolean removed = state.delete(instance(id), version);
        version = removed ? 0 : version;
      }
    } finally {
      ticking.unlock();
    }
  }
}
