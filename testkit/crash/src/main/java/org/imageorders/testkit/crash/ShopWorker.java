package org.imageorders.testkit.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imageorders.ImageOrderException;

/**
 * The program of a shop's process: it places every second order from a number on, repeats some of
 * its own and some of the other process's, works for both sides, and tells how far it came.
 */
public final class ShopWorker {

  private static final int THREADS = 4;
  private static final int TELLS_EVERY = 20;
  private static final int REPEATS_EVERY = 7;

  private ShopWorker() {}

  /** Prints {@code placed N} for every number up to which all of its orders are accepted. */
  public static void main(String[] arguments) throws Exception {
    ShopSetup setup = ShopSetup.parse(arguments);
    int first = Integer.parseInt(arguments[5]);
    int orders = Integer.parseInt(arguments[6]);
    try (ShopSetup.Shop shop = setup.open()) {
      ExecutorService callers = Executors.newFixedThreadPool(THREADS);
      int number = first;
      while (number < orders) {
        int end = Math.min(orders, number + 2 * TELLS_EVERY);
        List<Future<?>> placing = new ArrayList<>();
        for (; number < end; number += 2) {
          int mine = number;
          placing.add(callers.submit(() -> place(setup, shop, mine)));
        }
        for (Future<?> placed : placing) {
          placed.get();
        }
        System.out.println("placed " + number);
      }
      while (System.in.read() >= 0) {
        // Whoever started it is there, and orders may be open.
      }
    }
  }

  private static void place(ShopSetup setup, ShopSetup.Shop shop, int number) {
    untilAccepted(setup, shop, number);
    if (number % REPEATS_EVERY == 0) {
      untilAccepted(setup, shop, number);
      untilAccepted(setup, shop, number ^ 1); // the other process's, perhaps at the same time
    }
  }

  private static void untilAccepted(ShopSetup setup, ShopSetup.Shop shop, int number) {
    while (true) {
      try {
        shop.migration().place(setup.request(number));
        return;
      } catch (ImageOrderException e) {
        if (!e.retryable()) {
          throw e;
        }
      }
    }
  }
}
