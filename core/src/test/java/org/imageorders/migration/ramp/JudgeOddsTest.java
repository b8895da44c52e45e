package org.imageorders.migration.ramp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.imageorders.migration.Side;
import org.junit.jupiter.api.Test;

/** How often the judge is right when it looks again and again at a sample that grows. */
class JudgeOddsTest {

  private static final int LEGACY = 600;
  private static final int MOST = 1_000;
  private static final Judge JUDGE = new Judge(Limits.STANDARD, 50, Judge.level(0.05, 5));

  /** How many of so many candidates came to each end. */
  private record Odds(int passed, int failed, int open) {}

  @Test
  void ofEightyCandidatesThatAreTheSameAsLegacyNoneFailsHoweverOftenOneLooks() {
    Odds odds = odds(80, Behaviour.USUAL, false);
    assertThat(odds.failed).as(odds.toString()).isZero();
  }

  @Test
  void ofCandidatesLikeLegacyMostPassAndNoneFails() {
    Odds odds = odds(50, Behaviour.USUAL, true);
    assertThat(odds.passed).as(odds.toString()).isGreaterThan(40);
    assertThat(odds.failed).as(odds.toString()).isZero();
  }

  @Test
  void ofACandidateThatFailsFiveTimesAsOftenMostFailAndNoneSlipsThrough() {
    Odds odds = odds(50, Behaviour.USUAL.failing(0.05), true);
    assertThat(odds.failed).as(odds.toString()).isGreaterThan(30);
    assertThat(odds.passed).as(odds.toString()).isZero();
  }

  @Test
  void ofACandidateThatIsThreeTimesSlowerNoneSlipsThrough() {
    Odds odds = odds(50, Behaviour.USUAL.slower(3), true);
    assertThat(odds).isEqualTo(new Odds(0, 50, 0));
  }

  /**
   * Looks at every candidate after each quarter more of its orders.
   *
   * @param untilPass whether the first PASS ends it, as it does for a ramp; else looks go on
   */
  private static Odds odds(int seeds, Behaviour behaviour, boolean untilPass) {
    int passed = 0;
    int failed = 0;
    for (long seed = 0; seed < seeds; seed++) {
      Verdict verdict = end(seed, behaviour, untilPass);
      passed += verdict == Verdict.PASS ? 1 : 0;
      failed += verdict == Verdict.FAIL ? 1 : 0;
    }
    return new Odds(passed, failed, seeds - passed - failed);
  }

  private static Verdict end(long seed, Behaviour behaviour, boolean untilPass) {
    Crowd crowd = new Crowd(seed, 200);
    List<Observation> legacy = crowd.orders(Side.LEGACY, LEGACY, Behaviour.USUAL);
    List<Observation> candidate = crowd.orders(Side.CANDIDATE, MOST, behaviour);
    Verdict verdict = Verdict.INCONCLUSIVE;
    for (int seen = 10; seen <= MOST; seen += 1 + seen / 4) {
      verdict = JUDGE.look(Crowd.sample(legacy, candidate.subList(0, seen))).verdict();
      if (verdict == Verdict.FAIL || (verdict == Verdict.PASS && untilPass)) {
        return verdict;
      }
    }
    return verdict;
  }
}
