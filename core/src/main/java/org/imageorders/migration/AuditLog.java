package org.imageorders.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of changes that were followed by others, one document {@code audit/NUMBER} each. The
 * newest entry stands in the document that it changed, so that entry and change are one write; it
 * is copied here before the next one takes its place. A copy is made once, whoever makes it.
 */
final class AuditLog {

  private static final String KIND = "audit/";
  private static final String NUMBER = "number";
  private static final String AT = "at";
  private static final String WHO = "who";
  private static final String WHY = "why";
  private static final String EVIDENCE = "evidence";
  private static final String FROM = "from";
  private static final String TO = "to";

  private final Documents documents;

  AuditLog(Documents documents) {
    this.documents = documents;
  }

  void keep(AuditEntry entry) {
    String name = KIND + String.format(Locale.ROOT, "%010d", entry.number());
    documents.write(name, 0, json(entry)); // there already after a crash: the same
  }

  /** By number. */
  SortedMap<Long, AuditEntry> all() {
    SortedMap<Long, AuditEntry> kept = new TreeMap<>();
    documents.list(KIND).stream()
        .map(document -> parse(document.content()))
        .forEach(entry -> kept.put(entry.number(), entry));
    return kept;
  }

  static ObjectNode json(AuditEntry entry) {
    ObjectNode json =
        Documents.object()
            .put(NUMBER, entry.number())
            .put(AT, entry.at().toString())
            .put(WHO, entry.reason().who())
            .put(WHY, entry.reason().why())
            .put(FROM, entry.from())
            .put(TO, entry.to());
    ObjectNode evidence = json.putObject(EVIDENCE);
    entry.reason().evidence().forEach(evidence::put);
    return json;
  }

  static AuditEntry parse(JsonNode json) {
    Map<String, String> evidence = new TreeMap<>();
    json.path(EVIDENCE)
        .properties()
        .forEach(seen -> evidence.put(seen.getKey(), seen.getValue().asText()));
    return new AuditEntry(
        json.path(NUMBER).asLong(),
        Instant.parse(json.path(AT).asText()),
        new Reason(json.path(WHO).asText(), json.path(WHY).asText(), evidence),
        json.path(FROM).asText(),
        json.path(TO).asText());
  }
}
