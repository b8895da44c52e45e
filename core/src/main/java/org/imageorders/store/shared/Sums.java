package org.imageorders.store.shared;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.Attempt;
import org.imageorders.Money;
import org.imageorders.store.LedgerQuery;
import org.imageorders.store.LedgerQuery.By;
import org.imageorders.store.LedgerSum;
import org.jspecify.annotations.Nullable;

/** Adds up entries of the ledger, exactly. Not thread-safe. */
public final class Sums {

  private static final Comparator<LedgerSum> ORDER =
      Comparator.comparing(LedgerSum::day, nullsFirst())
          .thenComparing(LedgerSum::customer, nullsFirst())
          .thenComparing(LedgerSum::provider, nullsFirst())
          .thenComparing(LedgerSum::outcome, nullsFirst())
          .thenComparing(sum -> sum.cost().currency().getCurrencyCode());

  private final LedgerQuery query;
  private final Map<LedgerSum, LedgerSum> sums = new LinkedHashMap<>();

  /** Starts the sums of a query. */
  public Sums(LedgerQuery query) {
    this.query = query;
  }

  /**
   * Attempts that have everything in common.
   *
   * @param images of all of them
   * @param cost of each
   */
  public record Entry(
      LocalDate day,
      String customer,
      String provider,
      Attempt.Outcome outcome,
      long calls,
      long images,
      Money cost) {

    /** One attempt; one that runs is of unknown fate. */
    public static Entry of(String customer, Attempt attempt) {
      return new Entry(
          attempt.startedAt().atOffset(ZoneOffset.UTC).toLocalDate(),
          customer,
          attempt.provider(),
          attempt.outcome(),
          1,
          attempt.images(),
          attempt.cost());
    }
  }

  /** Adds an entry, if the query asks for it. */
  public void add(Entry entry) {
    if (entry.day().isBefore(query.from())
        || !entry.day().isBefore(query.before())
        || !query.customer().map(entry.customer()::equals).orElse(true)
        || !query.provider().map(entry.provider()::equals).orElse(true)
        || !query.outcome().map(entry.outcome()::equals).orElse(true)) {
      return;
    }
    LedgerSum key =
        new LedgerSum(
            query.isBy(By.DAY) ? entry.day() : null,
            query.isBy(By.CUSTOMER) ? entry.customer() : null,
            query.isBy(By.PROVIDER) ? entry.provider() : null,
            query.isBy(By.OUTCOME) ? entry.outcome() : null,
            0,
            0,
            Money.zero(entry.cost().currency()));
    LedgerSum before = sums.getOrDefault(key, key);
    sums.put(
        key,
        new LedgerSum(
            key.day(),
            key.customer(),
            key.provider(),
            key.outcome(),
            before.calls() + entry.calls(),
            before.images() + entry.images(),
            before.cost().plus(times(entry.cost(), entry.calls()))));
    if (sums.size() > LedgerQuery.MOST_SUMS) {
      throw LedgerQuery.tooMany();
    }
  }

  private static Money times(Money each, long calls) {
    return new Money(each.amount().multiply(BigDecimal.valueOf(calls)), each.currency());
  }

  /** The sums by day, customer, provider and outcome. */
  public List<LedgerSum> list() {
    return sums.values().stream().sorted(ORDER).toList();
  }

  private static <T extends Comparable<? super T>> Comparator<@Nullable T> nullsFirst() {
    return Comparator.nullsFirst(Comparator.naturalOrder());
  }
}
