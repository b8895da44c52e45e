package org.imageorders.migration;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;

/**
 * An operator's handle on a running {@link Migration}. All but {@link #recall} is about new orders;
 * an order that has its side keeps it.
 *
 * <p>What is set is kept in the state store, in one write with its entry in the audit log, and
 * followed within a second by every JVM that shares it; where this was called, at once. Every
 * method but {@link #kill} throws {@link ImageOrderException} with {@link ErrorCode#UNAVAILABLE},
 * and changes nothing, while the state store does not answer. Thread-safe.
 */
public final class MigrationControl {

  private final Settings settings;
  private final CustomerLists lists;
  private final Recalls recalls;
  private final FallbackCounter fallbacks;
  private final Ending ending;

  MigrationControl(
      Settings settings,
      CustomerLists lists,
      Recalls recalls,
      FallbackCounter fallbacks,
      Ending ending) {
    this.settings = settings;
    this.lists = lists;
    this.recalls = recalls;
    this.fallbacks = fallbacks;
    this.ending = ending;
  }

  /** The stage that stands; the last known, if need be. */
  public Stage stage() {
    return settings.standing().stage();
  }

  /** When the stage that stands was entered, by the state store's clock. */
  public Instant stageEnteredAt() {
    return settings.standing().entered().at();
  }

  /**
   * Enters a stage, whichever stands now. The kill switch stays as it is.
   *
   * <p>{@link Stage#FINISHED} holds the calling thread for a second, in which every JVM hears of
   * it, and then for the {@linkplain Migration.Builder#longestPlacing longest placing}, after which
   * no order can be on its way to legacy. Then legacy is looked at again; if it was left something
   * to do, or the thread is interrupted, the stage that stood before is entered again. Should this
   * process end in between, enter an earlier stage and finish once more.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if that is {@link Stage#FINISHED}
   *     and legacy has orders that have not ended, or recalled ones are between the sides; the
   *     message says how many; {@link ErrorCode#UNAVAILABLE} if the thread was interrupted, or
   *     somebody else has left that stage meanwhile
   */
  public void enter(Stage to, Reason reason) {
    if (to.equals(Stage.FINISHED)) {
      boolean entered = false;
      while (!entered) {
        entered = enter(settings.latestStage(), to, reason);
      }
    } else {
      settings.enter(to, reason);
    }
  }

  /**
   * Enters a stage if another one still stands: for a program that decided while it did.
   *
   * @return false, and nothing was changed, if that stage does not stand any more
   * @throws ImageOrderException as {@link #enter(Stage, Reason)} does
   */
  public boolean enter(Stage from, Stage to, Reason reason) {
    boolean leavesLegacy = to.equals(Stage.FINISHED) && !from.equals(to);
    return leavesLegacy ? ending.finish(from, reason) : settings.enter(from, to, reason);
  }

  /**
   * Sends all new orders to legacy, whatever the stage, the lists and the targeting say; only where
   * the migration is {@link Stage#FINISHED} there is no legacy to send them to. Never fails: in
   * this JVM it holds from now on, also while the state store does not answer; the other JVMs are
   * told, and the audit log is, as soon as it does.
   *
   * @return whether the state store has it already; if not, this JVM tries again every second in
   *     which it is used
   */
  public boolean kill(Reason reason) {
    return settings.kill(reason);
  }

  /** Ends {@link #kill}: stage, lists and targeting count again. */
  public void revive(Reason reason) {
    settings.revive(reason);
  }

  /** Whether the kill switch is on. */
  public boolean isKilled() {
    return settings.standing().killed();
  }

  /** While the stage is live, this customer's new orders go to the candidate. */
  public void allow(String customer, Reason reason) {
    lists.put(customer, Side.CANDIDATE, reason);
  }

  /** While the stage is live, this customer's new orders go to legacy. */
  public void deny(String customer, Reason reason) {
    lists.put(customer, Side.LEGACY, reason);
  }

  /** Neither allows nor denies: targeting and share count again for this customer. */
  public void unlist(String customer, Reason reason) {
    lists.remove(customer, reason);
  }

  /**
   * Moves a side's orders of which no call has begun to the other side: for a side that draws no
   * more, or too late. Enter a stage first that sends no new orders there, or kill; it goes through
   * all open orders of the side, one by one, on the calling thread.
   *
   * <p>Only what the side itself withdraws is moved, so that nothing is drawn twice. A crash in
   * between loses nothing: whoever asks about the order next, and every reader of the feed,
   * completes it, and so does the next recall. An order keeps its id and what was ordered; its
   * place in the queue, its deadline and its versions begin anew, and the feed tells once more that
   * it was accepted.
   *
   * <p>What is withdrawn and not yet taken is drawn by nobody. So once a side does not answer, or
   * takes none, for three orders in a row, the recall ends, and says so in the log; what it has not
   * come to stays where it is. Recall again when both sides answer.
   *
   * <p>One that the other side cannot draw ends as cancelled. While another process may have placed
   * it there all the same, as when it died over it, the order is {@link ErrorCode#UNAVAILABLE}, for
   * the {@linkplain Migration.Builder#longestPlacing longest placing} at most. One that needs
   * copies of more than 250 source images, where it is and where it would go together, is not
   * moved; it counts as failed, and the log says why.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the migration is {@link
   *     Stage#FINISHED}
   */
  public Recalled recall(Side from, Reason reason) {
    settings.note(reason, "recall from " + from);
    return recalls.recall(from);
  }

  /** The customers that were allowed (candidate) or denied (legacy), by name. */
  public Map<String, Side> listed() {
    return lists.all();
  }

  /**
   * Every change of stage and kill switch, and the last twenty of each customer that was ever
   * listed, oldest first. What changed nothing has no entry.
   */
  public List<AuditEntry> audit() {
    return Stream.concat(settings.audit().stream(), lists.audit().stream())
        .sorted(Comparator.comparing(AuditEntry::at))
        .toList();
  }

  /**
   * The orders that the candidate did not take at the first try since the stage that stands was
   * entered. A JVM that ends at once may take a few with it.
   */
  public Fallbacks fallbacks() {
    return fallbacks.sinceStageWasEntered();
  }

  /**
   * When something was last asked about an order or a picture of legacy's, to the minute, by the
   * state store's clock; when the migration began if nothing ever was. Lists and feeds, which look
   * at both sides, do not count.
   */
  public Instant legacyLastNeededAt() {
    return ending.legacyLastNeededAt();
  }

  /**
   * What keeps a side from answering; empty if it does, or refuses for a reason that lies with the
   * question. Asks it for its newest order: takes as long as its answer.
   */
  public Optional<String> silenceOf(Side side) {
    return recalls.silenceOf(side);
  }

  /** The migration's name. */
  public String name() {
    return settings.name();
  }

  /** What time it is by the state store's clock. */
  Instant now() {
    return settings.now();
  }

  /** The side to which an order is pinned; empty if it was never placed through the migration. */
  public Optional<Side> sideOf(OrderId order) {
    return recalls.sideOf(order);
  }
}
