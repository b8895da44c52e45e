package org.imageorders.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the crash harness: a few kills, and every count must be zero. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashRunTest {

  @Test
  void workersThatAreKilledAndCutOffLoseAndDoubleNothing(@TempDir Path directory) throws Exception {
    CrashRun.Outcome outcome =
        CrashRun.run(
            new CrashRun.Settings(100, 8, 2, 1, Duration.ofMinutes(2)), directory, line -> {});

    assertThat(outcome.accepted()).isEqualTo(100);
    assertThat(outcome.kills()).isGreaterThanOrEqualTo(8);
    assertThat(outcome.cuts()).isPositive();
    assertThat(outcome.calls()).isGreaterThanOrEqualTo(100);
    assertThat(outcome.counts().byName())
        .as(String.join("\n", outcome.counts().details()))
        .allSatisfy((name, count) -> assertThat(count).as(name).isZero());
  }
}
