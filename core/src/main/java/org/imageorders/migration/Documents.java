package org.imageorders.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;

/**
 * What a migration keeps in the state store: JSON objects, named {@code migration/NAME/KIND/KEY}.
 *
 * <p>Whatever keeps one from being read or written is {@link ErrorCode#UNAVAILABLE}: what is not
 * known is not guessed.
 */
final class Documents {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StateStore store;
  private final String migration;

  Documents(StateStore store, String migration) {
    this.store = store;
    this.migration = migration;
  }

  /** A document as it was read. */
  record Document(long version, ObjectNode content) {}

  String migration() {
    return migration;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  Optional<Document> read(String name) {
    return known("read", name, () -> store.read(full(name)).map(Documents::parse));
  }

  /** Writes a document over the version seen; empty if someone else was first. */
  Optional<Long> write(String name, long seenVersion, ObjectNode content) {
    return known("written", name, () -> store.write(full(name), seenVersion, content.toString()));
  }

  boolean delete(String name, long seenVersion) {
    return known("removed", name, () -> store.delete(full(name), seenVersion));
  }

  List<Document> list(String prefix) {
    return known(
        "listed", prefix, () -> store.list(full(prefix)).stream().map(Documents::parse).toList());
  }

  /** What time it is by the store's clock. */
  Instant now() {
    return known("dated", "now", store::now);
  }

  /** How a document that nobody can make sense of is refused. */
  ImageOrderException unknown(String what, String name, Object why) {
    return new ImageOrderException(
        ErrorCode.UNAVAILABLE,
        "migration '"
            + migration
            + "' refuses to guess: its document '"
            + name
            + "' could not be "
            + what
            + " ("
            + why
            + "); try again",
        why instanceof Throwable cause ? cause : null);
  }

  private <T> T known(String what, String name, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw unknown(what, name, e);
    }
  }

  private String full(String name) {
    return "migration/" + migration + "/" + name;
  }

  private static Document parse(StateDocument document) {
    try {
      return new Document(document.version(), (ObjectNode) JSON.readTree(document.text()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it is no JSON object", e);
    }
  }
}
