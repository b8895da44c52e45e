package org.imageorders.migration.shadow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;
import org.imageorders.migration.shadow.ParallelRunStatus.Stop;
import org.imageorders.migration.shadow.RunDocuments.Document;

/**
 * A document of money, as it is read and before it is written: the run's, or a customer's.
 *
 * <p>What is open counts for every day on which it is open, and what it cost for the day on which
 * it ended. So no day spends more than its cap, whichever way one counts. Not thread-safe.
 */
final class Account {

  private static final String SPENT = "spent";
  private static final String DAY = "day";
  private static final String TODAY = "today";
  private static final String OPEN = "open";
  private static final String STOPS = "stops";
  private static final String SINCE = "since";
  private static final String PASSED = "passed";
  private static final String AMOUNT = "amount";

  private final ObjectNode content;
  private final Currency currency;
  private final Instant now;
  private final Map<String, Money> open = new LinkedHashMap<>();
  private final Map<Limit, ObjectNode> stops = new LinkedHashMap<>();
  private LocalDate day;
  private Money spent;
  private Money today;

  private Account(Fields fields, ObjectNode content, Currency currency, Instant now) {
    this.content = content;
    this.currency = currency;
    this.now = now;
    LocalDate currentDay = now.atZone(ZoneOffset.UTC).toLocalDate();
    day = fields.text(DAY).map(LocalDate::parse).orElse(currentDay);
    spent = fields.money(SPENT).orElse(Money.zero(currency));
    today = fields.money(TODAY).orElse(Money.zero(currency));
    fields
        .object(OPEN)
        .ifPresent(
            copies ->
                copies
                    .copy()
                    .fieldNames()
                    .forEachRemaining(key -> open.put(key, copies.requiredMoney(key))));
    for (Limit limit : Limit.values()) {
      fields
          .object(STOPS)
          .flatMap(all -> all.object(limit.name()))
          .ifPresent(stop -> stops.put(limit, stop.copy()));
    }
    if (currentDay.isAfter(day)) { // a clock that was set back begins no second day
      day = currentDay;
      today = Money.zero(currency);
      stops.remove(Limit.A_DAY);
    }
  }

  /**
   * An account as it was read; an empty one if there is none.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is of another currency
   */
  static Account read(Optional<Document> seen, Currency currency, Instant now) {
    Fields fields = seen.map(Document::fields).orElseGet(() -> new Fields(Json.object(), ""));
    Account account = new Account(fields, fields.copy(), currency, now);
    if (!account.spent.currency().equals(currency)) {
      throw ImageOrderException.invalid(
          "purse",
          currency.getCurrencyCode(),
          "use " + account.spent.currency().getCurrencyCode() + ", in which this run has spent");
    }
    return account;
  }

  Money spent() {
    return spent;
  }

  Money today() {
    return today;
  }

  Money reserved() {
    return open.values().stream().reduce(Money.zero(currency), Money::plus);
  }

  Map<String, Money> open() {
    return open;
  }

  List<Stop> stops() {
    return stops.entrySet().stream().map(stop -> stop(stop.getKey(), stop.getValue())).toList();
  }

  boolean has(CopyKey copy) {
    return open.containsKey(copy.toString());
  }

  /** Which limit an amount of a customer's would exceed. */
  Optional<Limit> customersRefusal(Money amount, Purse purse) {
    return exceeds(spent, amount, purse.perCustomer())
        ? Optional.of(Limit.A_CUSTOMER)
        : Optional.empty();
  }

  /** Which limit of the run an amount would exceed. */
  Optional<Limit> refusal(Money amount, Purse purse, int mostOpen) {
    return Stream.of(
            exceeds(spent, amount, purse.inAll()) ? Limit.IN_ALL : null,
            exceeds(today, amount, purse.perDay()) ? Limit.A_DAY : null,
            open.size() >= mostOpen ? Limit.OPEN_COPIES : null)
        .flatMap(Stream::ofNullable)
        .findFirst();
  }

  private boolean exceeds(Money counted, Money amount, Money cap) {
    return counted.plus(reserved()).plus(amount).compareTo(cap) > 0;
  }

  void reserve(CopyKey copy, Money amount) {
    open.put(copy.toString(), amount);
  }

  /** Before a reservation: takes back the stops that it disproves. */
  void resume(Money amount, int mostOpen) {
    stops.entrySet().removeIf(stop -> isOver(stop.getKey(), stop.getValue(), amount, mostOpen));
  }

  private boolean isOver(Limit limit, ObjectNode stop, Money amount, int mostOpen) {
    return switch (limit) {
      case A_CUSTOMER -> false; // another customer's reservation says nothing about that one's
      case OPEN_COPIES -> open.size() <= mostOpen / 2; // or it would come and go with every copy
      case IN_ALL, A_DAY -> amount.compareTo(new Fields(stop, "").requiredMoney(AMOUNT)) >= 0;
    };
  }

  /** Counts what a copy cost, once; false if it is not open. */
  boolean settle(CopyKey copy, Money cost) {
    Money amount = open.remove(copy.toString());
    if (amount == null) {
      return false;
    }
    // What is of another currency cannot be added up; what was reserved for it can.
    Money counted = cost.currency().equals(currency) ? cost : amount;
    spent = spent.plus(counted);
    today = today.plus(counted);
    return true;
  }

  void release(CopyKey copy) {
    open.remove(copy.toString());
  }

  /** Counts an order that was passed over; whether it is the first since the limit was reached. */
  boolean pass(Limit limit, Money amount) {
    ObjectNode stop = stops.get(limit);
    boolean first = stop == null;
    if (stop == null) {
      stop = Json.object().put(PASSED, 0L);
      Json.put(stop, SINCE, now);
      stop.set(AMOUNT, Json.money(amount));
      stops.put(limit, stop);
    }
    stop.put(PASSED, stop.path(PASSED).asLong() + 1);
    return first;
  }

  /** The document, with whatever a newer version keeps in it. */
  ObjectNode content() {
    content.set(SPENT, Json.money(spent));
    content.put(DAY, day.toString());
    content.set(TODAY, Json.money(today));
    ObjectNode copies = content.putObject(OPEN);
    open.forEach((key, amount) -> copies.set(key, Json.money(amount)));
    ObjectNode kept =
        content.path(STOPS) instanceof ObjectNode known ? known : content.putObject(STOPS);
    for (Limit limit : Limit.values()) {
      if (stops.containsKey(limit)) {
        kept.set(limit.name(), stops.get(limit));
      } else {
        kept.remove(limit.name());
      }
    }
    return content;
  }

  private static Stop stop(Limit limit, ObjectNode stop) {
    Fields fields = new Fields(stop, "");
    return new Stop(limit, fields.requiredInstant(SINCE), fields.requiredNumber(PASSED));
  }
}
