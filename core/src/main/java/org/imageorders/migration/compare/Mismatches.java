package org.imageorders.migration.compare;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;

/**
 * What a parallel run found, counted: how often the candidate differs from legacy, beside how often
 * legacy differs from itself. Only what is beyond that is the candidate's.
 *
 * <pre>{@code
 * Mismatches found = Mismatches.of(pairs, rules, Instant.now());
 * found.assertAtMost(0.05, 200); // five points beyond the noise, of 200 orders or more
 * }</pre>
 *
 * <p>Immutable. It needs nothing of {@code java.desktop}.
 */
public final class Mismatches {

  /** Below {@link Rung#ALPHA} the reason says it all, and many pictures say no more. */
  private static final int MOST_TO_READ = 2;

  private final List<ComparedOrder> pairs;
  private final List<RuleUse> rules;
  private final Instant asOf;

  private Mismatches(List<ComparedOrder> pairs, List<RuleUse> rules, Instant asOf) {
    this.pairs = pairs;
    this.rules = rules;
    this.asOf = asOf;
  }

  /**
   * A rule, and what became of it.
   *
   * @param rule the rule
   * @param expired whether its time is over, so that it ignores nothing
   * @param pictures how many it ignores; if it has expired, how many it would
   */
  record RuleUse(IgnoreRule rule, boolean expired, long pictures) {}

  /**
   * Counts.
   *
   * @param pairs with the candidate and, for the noise, with legacy itself
   * @param rules differences that do not count until a day
   * @param asOf the time that says which rules hold
   */
  public static Mismatches of(
      Collection<ComparedOrder> pairs, List<IgnoreRule> rules, Instant asOf) {
    List<ComparedOrder> kept = List.copyOf(pairs);
    List<RuleUse> uses =
        rules.stream()
            .map(rule -> new RuleUse(rule, rule.isExpired(asOf), covered(rule, kept)))
            .toList();
    return new Mismatches(kept, uses, asOf);
  }

  private static long covered(IgnoreRule rule, List<ComparedOrder> pairs) {
    return pairs.stream()
        .mapToLong(pair -> pair.images().stream().filter(one -> rule.covers(pair, one)).count())
        .sum();
  }

  /** How many orders differ from their copies with a twin. */
  public Tally tally(Twin twin) {
    int alike = 0;
    int ignored = 0;
    int unseen = 0;
    Map<Rung, Integer> different = new EnumMap<>(Rung.class);
    for (ComparedOrder pair : pairs(twin)) {
      Optional<Rung> lowest =
          pair.images().stream()
              .filter(image -> counts(pair, image))
              .flatMap(image -> image.failed().stream())
              .min(Comparator.naturalOrder());
      if (lowest.isPresent()) {
        different.merge(lowest.get(), 1, Integer::sum);
      } else if (pair.isAlike()) {
        alike++;
      } else if (pair.isDifferent()) {
        ignored++;
      } else {
        unseen++;
      }
    }
    return new Tally(alike, ignored, unseen, different);
  }

  /**
   * Fails a build in which the candidate differs too often.
   *
   * @param excess by how much the share of orders that differ may be above the A/A baseline's: 0.05
   *     for five percentage points. Without a baseline, the share itself
   * @param leastOrders how many orders must have been compared, so that too few prove nothing; of
   *     the baseline too, if there is one
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the excess is not 0 to 1, or
   *     not one order is asked
   * @throws AssertionError which says by how much, and where most often
   */
  public void assertAtMost(double excess, int leastOrders) {
    Tally candidate = tally(Twin.CANDIDATE);
    Tally noise = tally(Twin.LEGACY);
    check(
        excess(),
        excess,
        leastOrders,
        candidate.allDifferent()
            + " of "
            + candidate.seen()
            + " orders differ from legacy's ("
            + Excess.percent(candidate.share())
            + ")"
            + besideNoise(noise.allDifferent(), noise.seen()));
  }

  /**
   * Fails a build in which the candidate differs too often at one rung, such as never in format.
   *
   * @param rung the lowest rung that fails
   * @param excess see {@link #assertAtMost(double, int)}
   * @param leastOrders see {@link #assertAtMost(double, int)}
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the excess is not 0 to 1, or
   *     not one order is asked
   * @throws AssertionError which says by how much
   */
  public void assertAtMost(Rung rung, double excess, int leastOrders) {
    Tally candidate = tally(Twin.CANDIDATE);
    Tally noise = tally(Twin.LEGACY);
    int hits = candidate.different(rung);
    check(
        excess(rung),
        excess,
        leastOrders,
        hits
            + " of "
            + candidate.seen()
            + " orders differ from legacy's at "
            + rung
            + " ("
            + Excess.percent(Excess.share(hits, candidate.seen()))
            + ")"
            + besideNoise(noise.different(rung), noise.seen()));
  }

  private void check(Excess seen, double allowed, int leastOrders, String what) {
    if (!(allowed >= 0 && allowed <= 1)) { // also what is no number: nothing is above that
      throw ImageOrderException.invalid("excess", allowed, "use 0 to 1");
    }
    if (leastOrders < 1) {
      throw ImageOrderException.invalid(
          "leastOrders", leastOrders, "use 1 or more: no order proves nothing");
    }
    Tally candidate = tally(Twin.CANDIDATE);
    Tally noise = tally(Twin.LEGACY);
    checkEnough("with the candidate", candidate, leastOrders);
    if (noise.orders() > 0) {
      checkEnough("with legacy itself", noise, leastOrders);
    }
    if (seen.points() > allowed) {
      throw new AssertionError(
          what
              + ": "
              + seen
              + String.format(Locale.ROOT, ", %.1f are allowed.", allowed * 100)
              + where(candidate)
              + expired());
    }
  }

  private static void checkEnough(String with, Tally tally, int least) {
    if (tally.seen() < least) {
      throw new AssertionError(
          tally.seen()
              + " orders were compared "
              + with
              + ", at least "
              + least
              + " are asked: "
              + (tally.unseen() > 0
                  ? tally.unseen() + " more could not be looked at; put a reader on the class path"
                  : "let the parallel run go on, or ask for fewer"));
    }
  }

  private static String besideNoise(int hits, int all) {
    return all == 0
        ? ", and there is no A/A baseline"
        : "; legacy differs from itself in "
            + hits
            + " of "
            + all
            + " ("
            + Excess.percent(Excess.share(hits, all))
            + ")";
  }

  private static String where(Tally tally) {
    return tally.different().entrySet().stream()
        .sorted(Map.Entry.<Rung, Integer>comparingByValue().reversed())
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", ", " By rung: ", "."));
  }

  private String expired() {
    return rules.stream()
        .filter(use -> use.expired() && use.pictures() > 0)
        .map(
            use ->
                " The rule \""
                    + use.rule().why()
                    + "\" expired on "
                    + use.rule().until()
                    + ": "
                    + use.pictures()
                    + " pictures count again.")
        .collect(Collectors.joining());
  }

  /** By how much the candidate differs more often than legacy from itself. */
  Excess excess() {
    Tally candidate = tally(Twin.CANDIDATE);
    Tally noise = tally(Twin.LEGACY);
    return Excess.of(
        candidate.allDifferent(), candidate.seen(), noise.allDifferent(), noise.seen());
  }

  /** By how much the candidate differs more often at a rung. */
  Excess excess(Rung rung) {
    Tally candidate = tally(Twin.CANDIDATE);
    Tally noise = tally(Twin.LEGACY);
    return Excess.of(
        candidate.different(rung), candidate.seen(), noise.different(rung), noise.seen());
  }

  List<ComparedOrder> pairs(Twin twin) {
    return pairs.stream().filter(pair -> pair.twin() == twin).toList();
  }

  List<RuleUse> rules() {
    return rules;
  }

  Instant asOf() {
    return asOf;
  }

  /**
   * The pictures of the candidate that differ most, of each rung in turn, so that no rung hides the
   * others.
   */
  List<Mismatch> worst(int most) {
    Map<Rung, List<Mismatch>> byRung =
        pairs(Twin.CANDIDATE).stream()
            .flatMap(
                pair ->
                    IntStream.range(0, pair.images().size())
                        .mapToObj(index -> mismatch(pair, index))
                        .flatMap(Optional::stream))
            .sorted(Mismatch.WORST_FIRST)
            .collect(
                Collectors.groupingBy(
                    Mismatch::rung, () -> new EnumMap<>(Rung.class), Collectors.toList()));
    int deepest = byRung.values().stream().mapToInt(List::size).max().orElse(0);
    List<Mismatch> worst = new ArrayList<>();
    for (int depth = 0; depth < deepest; depth++) {
      for (List<Mismatch> one : byRung.values()) {
        boolean telling = depth < MOST_TO_READ || one.get(0).rung().compareTo(Rung.ALPHA) >= 0;
        if (depth < one.size() && telling && worst.size() < most) {
          worst.add(one.get(depth));
        }
      }
    }
    worst.sort(Comparator.comparing(Mismatch::rung).thenComparing(Mismatch.WORST_FIRST));
    return worst;
  }

  private Optional<Mismatch> mismatch(ComparedOrder pair, int index) {
    Resemblance image = pair.images().get(index);
    return image
        .failed()
        .filter(rung -> counts(pair, image))
        .map(rung -> new Mismatch(pair, index, rung));
  }

  private boolean counts(ComparedOrder pair, Resemblance image) {
    return image.isDifferent()
        && rules.stream().noneMatch(use -> !use.expired() && use.rule().covers(pair, image));
  }
}
