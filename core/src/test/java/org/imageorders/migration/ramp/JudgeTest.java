package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderStatus;
import org.imageorders.migration.CustomerCount;
import org.imageorders.migration.Fallbacks;
import org.imageorders.migration.Side;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Outcome;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final double LEVEL = Judge.level(0.05, 5);

  private final Crowd crowd = new Crowd(1, 500);
  private final List<Observation> legacy = crowd.orders(Side.LEGACY, 2_000, Behaviour.USUAL);

  @Test
  void aCandidateLikeLegacyPasses() {
    Judgement judgement = look(candidate(800, Behaviour.USUAL));
    assertThat(judgement.verdict()).as(judgement.toString()).isEqualTo(Verdict.PASS);
    assertThat(judgement.evidence())
        .containsEntry("verdict", "PASS")
        .containsKeys("failures.legacy", "latency.legacyP95", "cost.limit", "sample.minimum")
        .doesNotContainKey("similarity.verdict");
  }

  @Test
  void nothingSeenIsNotNothingWrong() {
    Judgement none = look(List.of());
    assertThat(none.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    Judgement few = look(candidate(100, Behaviour.USUAL.failing(0)));
    assertThat(verdict(few, Criterion.SAMPLE)).isEqualTo(Verdict.PASS);
    assertThat(verdict(few, Criterion.FAILURES)).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(few.why()).contains("2.0 % is tolerated");
  }

  @Test
  void theMinimumHoldsWhateverTheNumbersSay() {
    Judge strict = new Judge(Limits.STANDARD, 1_000, LEVEL);
    Judgement judgement =
        strict.look(Crowd.sample(legacy, candidate(999, Behaviour.USUAL.failing(0))));
    assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judgement.why())
        .isEqualTo("sample: 999 orders of the candidate have ended, 1000 are the minimum");
  }

  @Test
  void withoutLegacyThereIsNothingToCompareWith() {
    Sample sample = Crowd.sample(List.of(), candidate(500, Behaviour.USUAL.failing(0.5)));
    Judgement judgement = new Judge(Limits.STANDARD, 50, LEVEL).look(sample);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judgement.why()).contains("legacy's 95th percentile is not known");
  }

  @Test
  void fiveInAHundredBesideOneFails() {
    Judgement judgement = look(candidate(800, Behaviour.USUAL.failing(0.05)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(judgement.why())
        .startsWith("failures: ")
        .contains("of the candidate's orders failed (PROVIDER_REFUSED ", "the chance is 1 in ");
  }

  @Test
  void aFallbackIsAFailureThatNoCustomerSaw() {
    Finding finding =
        failures(
            candidate(300, Behaviour.USUAL.failing(0)),
            new Fallbacks(of(30, 2), CustomerCount.NONE));
    assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(finding.words())
        .startsWith(
            "60 of 360 (16.7 %) of the candidate's orders failed, among them 60 orders of 30"
                + " customers that fell back to legacy, beside ");
    assertThat(finding.numbers()).containsEntry("fallbacks", "60 orders of 30 customers");
  }

  @Test
  void oneCustomerWhoseOrdersFallBackAgainAndAgainFailsNobody() {
    List<Observation> ours = candidate(300, Behaviour.USUAL.failing(0));
    CustomerCount one = of(1, 100);
    assertThat(failures(ours, new Fallbacks(one, CustomerCount.NONE)).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(failures(List.of(), new Fallbacks(one, CustomerCount.NONE)).verdict())
        .as("before anybody else has ordered")
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(failures(ours, new Fallbacks(of(10, 10), CustomerCount.NONE)).verdict())
        .as("as many of ten customers")
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void oneCustomerWhoAloneGetsNoAnswerFailsNobodyUnlessThereIsNobodyElse() {
    List<Observation> ours = candidate(300, Behaviour.USUAL.failing(0));
    CustomerCount one = of(1, 40);
    assertThat(failures(ours, new Fallbacks(CustomerCount.NONE, one)).verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    Finding alone = failures(List.of(), new Fallbacks(CustomerCount.NONE, one));
    assertThat(alone.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(alone.words()).contains("among them 40 orders of 1 customers that got no answer");
  }

  @Test
  void whatACustomerWasNotAnsweredAndWhatFailedAreOneCustomers() {
    List<Observation> ours = new ArrayList<>(candidate(300, Behaviour.USUAL.failing(0)));
    candidate(20, Behaviour.USUAL.failing(1)).forEach(o -> ours.add(Crowd.of(o, "refused-0")));
    Fallbacks fallbacks = new Fallbacks(CustomerCount.NONE, of(1, 20));
    assertThat(failures(ours, fallbacks).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void oneCustomerAloneFailsNobody() {
    List<Observation> orders = new ArrayList<>(candidate(300, Behaviour.USUAL.failing(0)));
    List<Observation> bad = candidate(40, Behaviour.USUAL.failing(1));
    bad.forEach(order -> orders.add(Crowd.of(order, "customer-who-asks-for-what-is-refused")));
    assertThat(verdict(look(orders), Criterion.FAILURES)).isEqualTo(Verdict.INCONCLUSIVE);
    bad.forEach(orders::add); // the same from everybody
    assertThat(verdict(look(orders), Criterion.FAILURES)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aShopWithOneCustomerIsJudgedToo() {
    List<Observation> bad = new ArrayList<>();
    candidate(100, Behaviour.USUAL.failing(0.4)).forEach(o -> bad.add(Crowd.of(o, "the agency")));
    assertThat(verdict(look(bad), Criterion.FAILURES)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void whatIsCancelledCountsForNeitherFailureNorSpeed() {
    List<Observation> orders = new ArrayList<>();
    for (Observation order : candidate(300, Behaviour.USUAL)) {
      Observation.End end =
          new Observation.End(
              OrderStatus.CANCELLED, order.acceptedAt().plusSeconds(5), 0, Money.usd("0"), "X");
      orders.add(
          new Observation(order.side(), order.id(), order.customer(), order.acceptedAt(), end));
    }
    Judgement judgement = look(orders);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(judgement.evidence())
        .containsEntry("sample.candidate", "0")
        .containsEntry("latency.late", "0 of 0 (0.0 %)");
  }

  @Test
  void threeTimesSlowerFails() {
    Judgement judgement = look(candidate(100, Behaviour.USUAL.slower(3)));
    assertThat(verdict(judgement, Criterion.LATENCY)).isEqualTo(Verdict.FAIL);
    assertThat(judgement.why()).contains("legacy's 95th percentile is ");
  }

  @Test
  void anOrderInFlightIsLateOnceItIsOlderThanTheLimitAndNotBefore() {
    List<Observation> hanging = candidate(30, Behaviour.USUAL.hanging(1));
    Sample old = Crowd.sample(legacy, hanging);
    assertThat(verdict(look(hanging), Criterion.LATENCY)).isEqualTo(Verdict.FAIL);
    List<Observation> young =
        hanging.stream().map(order -> Crowd.at(order, old.now().minusSeconds(60))).toList();
    Judgement soon = look(young);
    assertThat(soon.evidence()).containsEntry("latency.late", "0 of 0 (0.0 %)");
  }

  @Test
  void ordersThatHangAmongManyThatEndFail() {
    Judgement judgement = look(candidate(400, Behaviour.USUAL.hanging(0.04)));
    assertThat(verdict(judgement, Criterion.IN_FLIGHT)).isEqualTo(Verdict.FAIL);
    assertThat(judgement.evidence()).containsEntry("inFlight.oldestOfLegacy", "none");
  }

  @Test
  void oneOrderThatHangsHoldsTheStepAndFailsNobody() {
    List<Observation> orders = new ArrayList<>(candidate(300, Behaviour.USUAL));
    orders.addAll(candidate(1, Behaviour.USUAL.hanging(1)));
    assertThat(verdict(look(orders), Criterion.IN_FLIGHT)).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void picturesOfTheWrongSizeFail() {
    Judgement judgement = look(candidate(60, Behaviour.USUAL.drawingWrong(0.3)));
    assertThat(verdict(judgement, Criterion.PICTURES)).isEqualTo(Verdict.FAIL);
    assertThat(judgement.evidence().get("pictures.flaws")).startsWith("512x512 for 1024x1024 ");
  }

  @Test
  void twiceTheCostFails() {
    Judgement judgement = look(candidate(400, Behaviour.USUAL.costing("0.106")));
    assertThat(verdict(judgement, Criterion.COST)).isEqualTo(Verdict.FAIL);
    assertThat(judgement.why()).containsPattern("an image costs 0\\.\\d+ USD beside 0\\.\\d+ USD");
  }

  @Test
  void costsThatCannotBeComparedWaitForAPerson() {
    List<Observation> free = legacy.stream().map(o -> Crowd.costing(o, Money.usd("0"))).toList();
    List<Observation> ours = candidate(400, Behaviour.USUAL);
    assertThat(cost(Limits.STANDARD, free, ours).words()).contains("set mostPerImage");
    List<Observation> euros =
        legacy.stream().map(o -> Crowd.costing(o, Money.of("0.05", "EUR"))).toList();
    assertThat(cost(Limits.STANDARD, euros, ours).words())
        .contains("the costs are in EUR and USD; set mostPerImage");
    Limits cap = Limits.builder().mostPerImage(Money.usd("0.12")).build();
    assertThat(cost(cap, free, ours).verdict()).isEqualTo(Verdict.PASS);
    Limits low = Limits.builder().mostPerImage(Money.usd("0.02")).build();
    assertThat(cost(low, free, ours).verdict()).isEqualTo(Verdict.FAIL);
    List<Observation> alsoFree = ours.stream().map(o -> Crowd.costing(o, Money.usd("0"))).toList();
    assertThat(cost(Limits.STANDARD, free, alsoFree).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void theSamePriceForEveryImageIsNoRisk() {
    List<Observation> same = legacy.stream().map(o -> Crowd.costing(o, Money.usd("0.1"))).toList();
    List<Observation> ours =
        candidate(40, Behaviour.USUAL.failing(0)).stream()
            .map(o -> Crowd.costing(o, Money.usd("0.1")))
            .toList();
    assertThat(cost(Limits.STANDARD, same, ours).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void picturesMayDifferAsMuchAsLegacysOwnDo() {
    assertThat(similarity(pairs(Twin.LEGACY, 60, 200), pairs(Twin.CANDIDATE, 62, 200)))
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(similarity(pairs(Twin.LEGACY, 10, 200), pairs(Twin.CANDIDATE, 9, 200)))
        .isEqualTo(Verdict.PASS);
    assertThat(similarity(pairs(Twin.LEGACY, 10, 200), pairs(Twin.CANDIDATE, 60, 200)))
        .isEqualTo(Verdict.FAIL);
    assertThat(similarity(List.of(), pairs(Twin.CANDIDATE, 0, 200)))
        .as("without a baseline")
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  private List<Observation> candidate(int orders, Behaviour behaviour) {
    return crowd.orders(Side.CANDIDATE, orders, behaviour);
  }

  private Judgement look(List<Observation> candidate) {
    return new Judge(Limits.STANDARD, 50, LEVEL).look(Crowd.sample(legacy, candidate));
  }

  private Finding failures(List<Observation> candidate, Fallbacks fallbacks) {
    Instant now = Crowd.sample(legacy, candidate).now();
    Sample sample = new Sample(now, legacy, candidate, fallbacks, null);
    return finding(new Judge(Limits.STANDARD, 50, LEVEL).look(sample), Criterion.FAILURES);
  }

  /** So many orders of each of so many customers. */
  private static CustomerCount of(int customers, int orders) {
    CustomerCount count = CustomerCount.NONE;
    for (int i = 0; i < customers; i++) {
      count = count.plus("refused-" + i, orders);
    }
    return count;
  }

  private static Verdict verdict(Judgement judgement, Criterion criterion) {
    return finding(judgement, criterion).verdict();
  }

  private static Finding finding(Judgement judgement, Criterion criterion) {
    return judgement.findings().stream()
        .filter(finding -> finding.criterion() == criterion)
        .findFirst()
        .orElseThrow();
  }

  private static Finding cost(
      Limits limits, List<Observation> legacy, List<Observation> candidate) {
    Judge judge = new Judge(limits, 50, LEVEL);
    return finding(judge.look(Crowd.sample(legacy, candidate)), Criterion.COST);
  }

  private Verdict similarity(List<ComparedOrder> noise, List<ComparedOrder> ours) {
    List<ComparedOrder> all = new ArrayList<>(noise);
    all.addAll(ours);
    Sample sample = Crowd.sample(legacy, candidate(200, Behaviour.USUAL)).withPairs(all);
    return verdict(new Judge(Limits.STANDARD, 50, LEVEL).look(sample), Criterion.SIMILARITY);
  }

  private static List<ComparedOrder> pairs(Twin twin, int different, int all) {
    return pairs(twin, different, all, Crowd.BEGIN);
  }

  static List<ComparedOrder> pairs(Twin twin, int different, int all, Instant at) {
    OrderId id = OrderId.of("default", "ann", "cart");
    Outcome outcome =
        new Outcome(id, OrderStatus.COMPLETED, Duration.ofSeconds(9), Money.usd("0.053"));
    List<ComparedOrder> pairs = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      Optional<Rung> failed = i < different ? Optional.of(Rung.STRUCTURE) : Optional.empty();
      Resemblance seen = new Resemblance(failed, "", OptionalInt.of(3), OptionalDouble.of(0.9));
      pairs.add(new ComparedOrder(twin, outcome, outcome, List.of(seen), at));
    }
    return pairs;
  }
}
