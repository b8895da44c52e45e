package org.imageorders.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.imageorders.Pauses;

/** Time that passes when a test says so. */
final class StoppedTime implements Pauses {

  private record Alarm(Duration delay, Runnable action) {}

  private final List<Alarm> alarms = new CopyOnWriteArrayList<>();

  @Override
  public Pending after(Duration delay, Runnable action) {
    Alarm alarm = new Alarm(delay, action);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  /** Waits until so many alarms of this delay are set. */
  void awaitAlarms(Duration delay, int count) {
    while (delays().stream().filter(delay::equals).count() < count) {
      Thread.onSpinWait();
    }
  }

  List<Duration> delays() {
    return alarms.stream().map(Alarm::delay).toList();
  }

  /** Lets all alarms go off. */
  void ring() {
    List.copyOf(alarms).forEach(this::ring);
  }

  /** Lets all alarms of this delay go off. */
  void ring(Duration delay) {
    alarms.stream().filter(alarm -> alarm.delay().equals(delay)).forEach(this::ring);
  }

  private void ring(Alarm alarm) {
    if (alarms.remove(alarm)) {
      alarm.action().run();
    }
  }
}
