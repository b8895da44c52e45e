package org.imageorders.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the run that {@code flips} makes of 20,000 orders. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwitchRunTest {

  @Test
  void noOrderIsDoubledLostOrOffItsPinWhileTheStageJumpsAndAShopIsKilled(@TempDir Path directory)
      throws Exception {
    SwitchCounts counts =
        SwitchRun.run(
            new SwitchRun.Settings(1_000, 100, 10, 2, 1),
            directory,
            Duration.ofMinutes(2),
            line -> {});

    assertThat(counts)
        .as(String.join("\n", counts.details()))
        .isEqualTo(new SwitchCounts(counts.done(), 0, 0, 0, 0, counts.details()));
    assertThat(counts.done().legacy()).isPositive();
    assertThat(counts.done().candidate()).isPositive();
    assertThat(counts.done().legacy() + counts.done().candidate()).isEqualTo(1_000);
    assertThat(counts.done().kills()).isEqualTo(2);
    assertThat(counts.done().flips()).isEqualTo(10);
  }
}
