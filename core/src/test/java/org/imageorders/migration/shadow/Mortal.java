package org.imageorders.migration.shadow;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * A process that dies at one of its steps, a step being whatever changes something outside of it.
 * From then on all that it asks for fails.
 */
final class Mortal {

  private static final Set<String> STEPS = Set.of("write", "delete", "place", "cancel", "upload");

  private final int lastStep;
  private final boolean doneFirst;
  private int steps;
  private boolean dead;

  private Mortal(int lastStep, boolean doneFirst) {
    this.lastStep = lastStep;
    this.doneFirst = doneFirst;
  }

  /** Dies before its n-th step, or right after it and before it hears of it. */
  static Mortal at(int step, boolean doneFirst) {
    return new Mortal(step, doneFirst);
  }

  static Mortal never() {
    return new Mortal(Integer.MAX_VALUE, false);
  }

  boolean isDead() {
    return dead;
  }

  /** The same thing, as this process reaches it. */
  <T> T line(Class<T> type, T far) {
    Object line =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              boolean last = STEPS.contains(called.getName()) && ++steps == lastStep;
              die(dead || (last && !doneFirst));
              Object answer;
              try {
                answer = called.invoke(far, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              die(last);
              return answer;
            });
    return type.cast(line);
  }

  private void die(boolean now) {
    if (now) {
      dead = true;
      throw new IllegalStateException("the process is dead");
    }
  }
}
