package org.imageorders.testkit;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryStateStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each clause of the state store's contract rejects a store that breaks it. */
class StateStoreContractTest {

  private static class Forwarding implements StateStore {
    private final StateStore store = new MemoryStateStore();

    @Override
    public Optional<StateDocument> read(String name) {
      return store.read(name);
    }

    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      return store.write(name, seenVersion, text);
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      return store.delete(name, seenVersion);
    }

    @Override
    public List<StateDocument> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public Instant now() {
      return store.now();
    }
  }

  /** Writes whatever the writer has seen. */
  private static final class LastOneWins extends Forwarding {
    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      return super.write(name, version(name), text);
    }

    private long version(String name) {
      return read(name).map(StateDocument::version).orElse(0L);
    }
  }

  /** Removes whatever the remover has seen. */
  private static final class LastOneRemoves extends Forwarding {
    @Override
    public boolean delete(String name, long seenVersion) {
      return super.delete(name, read(name).map(StateDocument::version).orElse(0L));
    }
  }

  /** Versions of each name, counted from 1 again after a removal. */
  private static final class Recounting extends Forwarding {
    private final Map<String, Long> counts = new HashMap<>();

    @Override
    public Optional<Long> write(String name, long seenVersion, String text) {
      long counted = counts.getOrDefault(name, 0L);
      if (seenVersion != counted) {
        return Optional.empty();
      }
      super.write(name, super.read(name).map(StateDocument::version).orElse(0L), text);
      counts.put(name, counted + 1);
      return Optional.of(counted + 1);
    }

    @Override
    public boolean delete(String name, long seenVersion) {
      counts.remove(name);
      return super.delete(name, super.read(name).map(StateDocument::version).orElse(0L));
    }
  }

  @TestFactory
  Stream<DynamicTest> eachClauseRejectsAStoreThatBreaksIt() {
    return new ContractProof<StateStoreContract, Supplier<StateStore>>(
            StateStoreContract.class, MemoryStateStore::new, store -> store::get)
        .rejects(
            "aDocumentThatWasNeverWrittenIsAbsent",
            "ignores case",
            () ->
                new Forwarding() {
                  @Override
                  public Optional<StateDocument> read(String name) {
                    return super.read(name.toLowerCase(Locale.ROOT));
                  }
                })
        .rejects(
            "theClockNeverGoesBack",
            "goes by whichever machine it meets",
            () ->
                new Forwarding() {
                  private long skew;

                  @Override
                  public Instant now() {
                    skew = -60 - skew;
                    return super.now().plusSeconds(skew);
                  }
                })
        .rejects("whatWasWrittenIsRead", "trims", StateStoreContractTest::trimming)
        .rejects(
            "aWriterThatHasSeenTheLatestVersionReplacesIt",
            "keeps the first version",
            () ->
                new Forwarding() {
                  @Override
                  public Optional<Long> write(String name, long seenVersion, String text) {
                    return seenVersion == 0
                        ? super.write(name, 0, text)
                        : Optional.of(seenVersion + 1);
                  }
                })
        .rejects(
            "aWriterThatHasSeenAnOlderVersionWritesNothing", "does not compare", LastOneWins::new)
        .rejects(
            "aWriterThatHasSeenNothingOnlyMakesWhatIsNew", "does not compare", LastOneWins::new)
        .rejects(
            "aRemovedDocumentIsAbsentAndCanBeMadeAnew",
            "empties it",
            () ->
                new Forwarding() {
                  @Override
                  public boolean delete(String name, long seenVersion) {
                    return super.write(name, seenVersion, "").isPresent();
                  }
                })
        .rejects("versionsGrowAcrossARemoval", "counts anew", Recounting::new)
        .rejects("onlyTheLatestVersionIsRemoved", "does not compare", LastOneRemoves::new)
        .rejects(
            "documentsAreListedByPrefixInTheOrderOfTheirNames",
            "lists backwards",
            () ->
                new Forwarding() {
                  @Override
                  public List<StateDocument> list(String prefix) {
                    return super.list(prefix).stream()
                        .sorted(Comparator.comparing(StateDocument::name).reversed())
                        .toList();
                  }
                })
        .rejects(
            "theLargestDocumentFitsAndALargerOneIsRefused",
            "cuts it",
            () ->
                new Forwarding() {
                  @Override
                  public Optional<Long> write(String name, long seenVersion, String text) {
                    return super.write(
                        name, seenVersion, text.substring(0, Math.min(65_536, text.length())));
                  }
                })
        .rejects("writersWhoRaceLoseNoUpdate", "loses some", StateStoreContractTest::unheeding)
        .tests();
  }

  private static StateStore trimming() {
    return new Forwarding() {
      @Override
      public Optional<Long> write(String name, long seenVersion, String text) {
        return super.write(name, seenVersion, text.trim());
      }
    };
  }

  /** Says that a write went through which did not. */
  private static StateStore unheeding() {
    return new Forwarding() {
      private int writes;

      @Override
      public synchronized Optional<Long> write(String name, long seenVersion, String text) {
        // Every tenth goes nowhere, as if another writer had been there in between.
        return ++writes % 10 == 0
            ? Optional.of(seenVersion + 1)
            : super.write(name, seenVersion, text);
      }
    };
  }
}
