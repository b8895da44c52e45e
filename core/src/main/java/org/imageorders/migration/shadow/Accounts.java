package org.imageorders.migration.shadow;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.migration.shadow.RunDocuments.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The money of a run: the document {@code purse}, and one for each customer, {@code customer/HASH},
 * each changed by compare-and-set.
 *
 * <p>A reservation is put in only while the copy's own document says that it is being reserved,
 * which is looked at after the account was read and before it is written. Nobody moves the copy on
 * without having seen the reservation in place, so whoever comes too late finds either the account
 * changed or the copy moved on, and reserves nothing twice. Thread-safe.
 */
final class Accounts {

  private static final Logger log = LoggerFactory.getLogger(Accounts.class);
  private static final String RUN = "purse";

  private final RunDocuments documents;
  private final Purse purse;
  private final int mostOpen;

  Accounts(RunDocuments documents, Purse purse, int mostOpen) {
    this.documents = documents;
    this.purse = purse;
    this.mostOpen = mostOpen;
  }

  /** The run's account as it stands. */
  Account run() {
    return read(documents.read(RUN));
  }

  /** The limit that would refuse an amount now; changes nothing. */
  Optional<Limit> refusal(CopyKey copy, Money amount) {
    return run()
        .refusal(amount, purse, mostOpen)
        .or(() -> read(documents.read(customer(copy))).customersRefusal(amount, purse));
  }

  /**
   * Reserves an amount for a copy, unless that is done.
   *
   * @param wanted whether the copy still is being reserved
   * @return the limit that refuses it
   */
  Optional<Limit> reserve(CopyKey copy, Money amount, BooleanSupplier wanted) {
    return reserve(customer(copy), copy, amount, wanted)
        .or(() -> reserve(RUN, copy, amount, wanted));
  }

  private Optional<Limit> reserve(String name, CopyKey copy, Money amount, BooleanSupplier wanted) {
    AtomicReference<@Nullable Limit> refused = new AtomicReference<>();
    change(
        name,
        account -> {
          refused.set(null);
          if (account.has(copy)) {
            return false;
          }
          Optional<Limit> limit =
              name.equals(RUN)
                  ? account.refusal(amount, purse, mostOpen)
                  : account.customersRefusal(amount, purse);
          limit.ifPresent(refused::set);
          if (limit.isPresent() || !wanted.getAsBoolean()) {
            return false;
          }
          account.resume(amount, mostOpen);
          account.reserve(copy, amount);
          return true;
        });
    return Optional.ofNullable(refused.get());
  }

  /** Counts what a copy cost in place of what was reserved for it, unless that is done. */
  void settle(CopyKey copy, Money cost) {
    change(customer(copy), account -> account.settle(copy, cost));
    change(RUN, account -> account.settle(copy, cost));
  }

  /**
   * Gives back what was reserved for a copy that certainly was not placed. Writes in any case, so
   * that a reservation which is on its way comes too late.
   */
  void release(CopyKey copy) {
    change(
        customer(copy),
        account -> {
          account.release(copy);
          return true;
        });
    change(
        RUN,
        account -> {
          account.release(copy);
          return true;
        });
  }

  /** Counts an order that was passed over. */
  void pass(Limit limit, Money amount) {
    AtomicBoolean first = new AtomicBoolean();
    change(
        RUN,
        account -> {
          first.set(account.pass(limit, amount));
          return true;
        });
    if (first.get()) {
      log.atWarn()
          .addKeyValue("limit", limit)
          .addKeyValue("amount", amount)
          .log("the parallel run passes orders over: a limit is reached");
    }
  }

  /** Removes what is kept of a customer. */
  void forget(OrderId customer) {
    String name = "customer/" + customer;
    for (Optional<Document> seen = documents.read(name);
        seen.isPresent() && !documents.delete(name, seen.get().version());
        seen = documents.read(name)) {
      log.atDebug().log("a customer's account changed while it was removed");
    }
  }

  /** Changes an account, again if someone was faster. The edit says whether there is a change. */
  private void change(String name, Predicate<Account> edit) {
    Optional<Document> written = Optional.empty();
    while (written.isEmpty()) {
      Optional<Document> seen = documents.read(name);
      Account account = read(seen);
      if (!edit.test(account)) {
        return;
      }
      written = documents.write(name, seen.map(Document::version).orElse(0L), account.content());
    }
  }

  private Account read(Optional<Document> seen) {
    return Account.read(seen, purse.currency(), documents.now());
  }

  private static String customer(CopyKey copy) {
    return "customer/" + copy.customer();
  }
}
