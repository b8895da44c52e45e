package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StateStore} keeps. Implement it in a test class; close what you opened after
 * each test.
 */
public interface StateStoreContract {

  /** A new, empty store; the same for the whole of one test. Called once a test. */
  StateStore stateStore();

  @Test
  default void aDocumentThatWasNeverWrittenIsAbsent() {
    StateStore store = stateStore();
    store.write("gate", 0, "open");
    assertThat(store.read("gat")).isEmpty();
    assertThat(store.read("Gate")).isEmpty();
  }

  @Test
  default void whatWasWrittenIsRead() {
    StateStore store = stateStore();
    String text = "{\"gate\": \"caf\u00e9 \u0131\u0130 \ud83c\udf05\"}\n";
    Optional<Long> version = store.write("gate", 0, text);
    assertThat(version).hasValueSatisfying(number -> assertThat(number).isPositive());
    assertThat(store.read("gate")).contains(new StateDocument("gate", version.orElseThrow(), text));
  }

  @Test
  default void aWriterThatHasSeenTheLatestVersionReplacesIt() {
    StateStore store = stateStore();
    long first = store.write("gate", 0, "one").orElseThrow();
    long second = store.write("gate", first, "two").orElseThrow();
    assertThat(second).isGreaterThan(first);
    assertThat(store.read("gate")).contains(new StateDocument("gate", second, "two"));
  }

  @Test
  default void aWriterThatHasSeenAnOlderVersionWritesNothing() {
    StateStore store = stateStore();
    long first = store.write("gate", 0, "one").orElseThrow();
    long second = store.write("gate", first, "two").orElseThrow();
    assertThat(store.write("gate", first, "late")).isEmpty();
    assertThat(store.write("gate", second + 1, "early")).isEmpty();
    assertThat(store.read("gate")).contains(new StateDocument("gate", second, "two"));
  }

  @Test
  default void aWriterThatHasSeenNothingOnlyMakesWhatIsNew() {
    StateStore store = stateStore();
    store.write("gate", 0, "one");
    assertThat(store.write("gate", 0, "again")).isEmpty();
    assertThat(store.write("other", 7, "never made")).isEmpty();
    assertThat(store.read("gate")).map(StateDocument::text).contains("one");
    assertThat(store.read("other")).isEmpty();
  }

  @Test
  default void aRemovedDocumentIsAbsentAndCanBeMadeAnew() {
    StateStore store = stateStore();
    long version = store.write("gate", 0, "one").orElseThrow();
    assertThat(store.delete("gate", version)).isTrue();
    assertThat(store.read("gate")).isEmpty();
    assertThat(store.list("")).isEmpty();
    assertThat(store.write("gate", version, "as if it were there")).isEmpty();
    assertThat(store.write("gate", 0, "anew")).isPresent();
  }

  @Test
  default void versionsGrowAcrossARemoval() {
    StateStore store = stateStore();
    long first = store.write("gate", 0, "one").orElseThrow();
    long second = store.write("gate", first, "two").orElseThrow();
    store.delete("gate", second);
    assertThat(store.write("gate", 0, "three"))
        .hasValueSatisfying(third -> assertThat(third).isGreaterThan(second));
  }

  @Test
  default void onlyTheLatestVersionIsRemoved() {
    StateStore store = stateStore();
    long first = store.write("gate", 0, "one").orElseThrow();
    long second = store.write("gate", first, "two").orElseThrow();
    assertThat(store.delete("gate", first)).isFalse();
    assertThat(store.delete("gate", 0)).isFalse();
    assertThat(store.delete("other", 0)).isFalse();
    assertThat(store.read("gate")).contains(new StateDocument("gate", second, "two"));
  }

  @Test
  default void documentsAreListedByPrefixInTheOrderOfTheirNames() {
    StateStore store = stateStore();
    List<String> names = List.of("pin/b", "budget", "pin/a", "pin_%", "pin/", "Pin/c", "pinx");
    names.forEach(name -> store.write(name, 0, "of " + name));
    assertThat(store.list("pin/"))
        .map(StateDocument::name)
        .containsExactly("pin/", "pin/a", "pin/b");
    assertThat(store.list("pin_")).map(StateDocument::text).containsExactly("of pin_%");
    assertThat(store.list(""))
        .map(StateDocument::name)
        .containsExactlyElementsOf(names.stream().sorted().toList());
    assertThat(store.list("q")).isEmpty();
  }

  @Test
  default void theLargestDocumentFitsAndALargerOneIsRefused() {
    StateStore store = stateStore();
    String name = "n".repeat(200);
    String text = "t".repeat(64 * 1024);
    assertThat(store.write(name, 0, text)).isPresent();
    assertThat(store.read(name)).map(StateDocument::text).contains(text);
    Refusals.assertRefused(ErrorCode.TOO_LARGE, () -> store.write("big", 0, text + "t"));
    Refusals.assertRefused(ErrorCode.INVALID_REQUEST, () -> store.write(name + "n", 0, "t"));
    Refusals.assertRefused(ErrorCode.INVALID_REQUEST, () -> store.write("", 0, "t"));
    assertThat(store.list("")).hasSize(1);
  }

  @Test
  default void writersWhoRaceLoseNoUpdate() throws Exception {
    StateStore store = stateStore();
    AtomicInteger refused = new AtomicInteger();
    Crowd.of(4)
        .each(
            worker -> {
              for (int done = 0; done < 25; ) {
                Optional<StateDocument> seen = store.read("count");
                int count = seen.map(document -> Integer.parseInt(document.text())).orElse(0);
                long version = seen.map(StateDocument::version).orElse(0L);
                if (store.write("count", version, Integer.toString(count + 1)).isPresent()) {
                  done++;
                } else {
                  refused.incrementAndGet();
                }
              }
            });
    assertThat(store.read("count"))
        .as("100 writes went through, %s were told to look again", refused)
        .map(StateDocument::text)
        .contains("100");
  }

  @Test
  default void theClockNeverGoesBack() {
    StateStore store = stateStore();
    Instant earlier = store.now();
    for (int look = 0; look < 10; look++) {
      Instant later = store.now();
      assertThat(later).isAfterOrEqualTo(earlier);
      earlier = later;
    }
  }
}
