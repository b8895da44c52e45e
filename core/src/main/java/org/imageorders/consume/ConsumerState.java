package org.imageorders.consume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StateStore;

/**
 * What a consumer keeps in the state store: JSON objects, named {@code consumer/NAME/KIND/KEY}, and
 * {@code consumer/NAME/start}.
 */
final class ConsumerState {

  private final StateStore store;
  private final String prefix;

  ConsumerState(StateStore store, String consumer) {
    this.store = store;
    this.prefix = "consumer/" + consumer + "/";
  }

  /**
   * A document as it was read.
   *
   * @param key its name behind the consumer's own and the prefix that it was listed by
   */
  record Document(String key, long version, Fields fields) {}

  Optional<Document> read(String name) {
    return store.read(prefix + name).map(found -> parse(found, name));
  }

  Optional<Long> write(String name, long seenVersion, ObjectNode content) {
    return store.write(prefix + name, seenVersion, Json.text(content));
  }

  boolean delete(String name, long seenVersion) {
    return store.delete(prefix + name, seenVersion);
  }

  List<Document> list(String kind) {
    return store.list(prefix + kind).stream().map(found -> parse(found, kind)).toList();
  }

  Instant now() {
    return store.now();
  }

  private Document parse(StateDocument found, String name) {
    String key = found.name().substring(prefix.length() + name.length());
    return new Document(key, found.version(), Json.parse(found.text()));
  }
}
