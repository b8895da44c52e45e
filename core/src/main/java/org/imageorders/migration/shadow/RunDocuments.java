package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;

/**
 * What a parallel run keeps in the state store: JSON objects, named {@code shadow/NAME/KIND/KEY}.
 *
 * <p>Whatever keeps one from being read or written is {@link ErrorCode#UNAVAILABLE}, so that
 * whoever needs it tries again: what is not known is not guessed, for it is about money.
 */
final class RunDocuments {

  private final StateStore store;
  private final String prefix;

  RunDocuments(StateStore store, String run) {
    this.store = store;
    this.prefix = "shadow/" + run + "/";
  }

  /** A document as it was read. */
  record Document(String name, long version, Fields fields) {}

  Optional<Document> read(String name) {
    return known(name, () -> store.read(prefix + name).map(this::parse));
  }

  /** Writes a document over the version seen; empty if someone else was first. */
  Optional<Document> write(String name, long seenVersion, ObjectNode content) {
    return known(
        name,
        () ->
            store
                .write(prefix + name, seenVersion, Json.text(content))
                .map(version -> new Document(name, version, new Fields(content, ""))));
  }

  boolean delete(String name, long seenVersion) {
    return known(name, () -> store.delete(prefix + name, seenVersion));
  }

  List<Document> list(String kind) {
    return known(kind, () -> store.list(prefix + kind).stream().map(this::parse).toList());
  }

  Instant now() {
    return known("clock", store::now);
  }

  private Document parse(StateDocument found) {
    return new Document(
        found.name().substring(prefix.length()), found.version(), Json.parse(found.text()));
  }

  private <T> T known(String name, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE,
          "the parallel run waits for its document '" + prefix + name + "': " + e.getMessage(),
          e);
    }
  }
}
