package org.imageorders.migration.ramp;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a look at the candidate's orders came to.
 *
 * @param at when, by the state store's clock
 * @param findings one for each criterion that there was something to judge by
 */
public record Judgement(Instant at, List<Finding> findings) {

  /** Copies the list. */
  public Judgement {
    findings = List.copyOf(findings);
  }

  /** FAIL if one criterion says so; else INCONCLUSIVE if one says so; else PASS. */
  public Verdict verdict() {
    if (!of(Verdict.FAIL).isEmpty()) {
      return Verdict.FAIL;
    }
    boolean open = findings.isEmpty() || !of(Verdict.INCONCLUSIVE).isEmpty();
    return open ? Verdict.INCONCLUSIVE : Verdict.PASS;
  }

  /** What decided, in words: the findings whose verdict is the whole's. */
  public String why() {
    return of(verdict()).stream()
        .map(finding -> finding.criterion() + ": " + finding.words())
        .collect(Collectors.joining("; "));
  }

  /** All numbers, by names such as {@code failures.candidate}; what the audit log keeps. */
  public Map<String, String> evidence() {
    Map<String, String> evidence = new TreeMap<>();
    evidence.put("verdict", verdict().name());
    for (Finding finding : findings) {
      String prefix = finding.criterion() + ".";
      evidence.put(prefix + "verdict", finding.verdict().name());
      finding.numbers().forEach((name, value) -> evidence.put(prefix + name, value));
    }
    return evidence;
  }

  private List<Finding> of(Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).toList();
  }
}
