package org.imageorders.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.Pauses;
import org.junit.jupiter.api.Test;

class DaemonsTest {

  private final List<Duration> rests = new ArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();

  private final Pauses pauses =
      (delay, action) -> {
        rests.add(delay);
        action.run();
        return () -> {};
      };

  private boolean over() {
    return turns.get() == 3;
  }

  @Test
  void whatEscapesATurnIsFollowedByARestAndTheNextTurn() {
    Daemons.takeTurns(
        this::over,
        pauses,
        () -> {
          switch (turns.incrementAndGet()) {
            case 1 -> throw new OutOfMemoryError("planted");
            case 2 -> throw new IllegalStateException("planted");
            default -> {}
          }
        });

    assertThat(turns).hasValue(3);
    assertThat(rests).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
  }

  @Test
  void theNextTurnComesAlsoIfThereIsNoMemoryToRest() {
    Daemons.takeTurns(
        this::over,
        (delay, action) -> {
          throw new OutOfMemoryError("planted");
        },
        () -> {
          if (turns.incrementAndGet() < 3) {
            throw new OutOfMemoryError("planted");
          }
        });

    assertThat(turns).hasValue(3);
  }

  @Test
  void anInterruptEndsIt() {
    Daemons.takeTurns(
        () -> false,
        pauses,
        () -> {
          turns.incrementAndGet();
          throw new InterruptedException("planted");
        });

    assertThat(turns).hasValue(1);
    assertThat(rests).isEmpty();
  }
}
