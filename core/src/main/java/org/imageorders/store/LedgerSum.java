package org.imageorders.store;

import java.time.LocalDate;
import org.imageorders.Attempt;
import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * A sum over attempts that have in common what the query told apart; the rest is null.
 *
 * @param day when they began, in UTC
 * @param customer for whom; empty for those who were forgotten
 * @param provider who was called
 * @param outcome what became of them
 * @param calls how many there were
 * @param images how many images they brought that were kept
 * @param cost what they cost, or may cost; sums of different currencies are never added
 */
public record LedgerSum(
    @Nullable LocalDate day,
    @Nullable String customer,
    @Nullable String provider,
    Attempt.@Nullable Outcome outcome,
    long calls,
    long images,
    Money cost) {}
