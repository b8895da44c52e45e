package org.imageorders.migration;

import java.time.Instant;

/**
 * A change of a migration. It was written together with what it changed, in one write.
 *
 * @param number counts the changes of the same thing from 1: stage and kill switch are one, each
 *     listed customer another
 * @param at when, by the state store's clock
 * @param reason who, why, and on what evidence
 * @param from what stood before, such as {@code live 1.00 %} or {@code customer ann: not listed}
 * @param to what has stood since, such as {@code live 1.00 %, killed}
 */
public record AuditEntry(long number, Instant at, Reason reason, String from, String to) {}
