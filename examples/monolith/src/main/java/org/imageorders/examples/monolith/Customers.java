package org.imageorders.examples.monolith;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ImageOrderException;
import org.imageorders.OrderId;
import org.imageorders.Pauses;
import org.imageorders.examples.monolith.checkout.Checkout;

/**
 * Customers who order all the time, at random, in waves. Every tenth presses "buy" twice.
 * Thread-safe.
 */
final class Customers implements AutoCloseable {

  private static final int PRESSES_TWICE = 10;
  private static final double WAVE_HEIGHT = 0.4;
  private static final double WAVE_SECONDS = 6;
  private static final double SECONDS_TO_WAKE = 3;
  private static final List<String> WISHES =
      List.of("a lighthouse", "a city", "mountains", "a meadow", "a forest", "the sea");

  private final Checkout checkout;
  private final Crowd crowd;
  private final InstantSource clock = InstantSource.system();
  private final Pauses pauses = Pauses.system();
  private final Instant began = clock.instant();
  private final AtomicInteger carts = new AtomicInteger();
  private final AtomicInteger pressedTwice = new AtomicInteger();
  private final AtomicInteger foundAgain = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final Queue<OrderId> orders = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Who orders.
   *
   * @param customers how many there are
   * @param ordersPerSecond of all of them, on average
   * @param threads how many can be at the checkout at the same time
   */
  record Crowd(int customers, int ordersPerSecond, int threads) {}

  Customers(Checkout checkout, Crowd crowd, long seed) {
    this.checkout = checkout;
    this.crowd = crowd;
    for (int i = 1; i <= crowd.threads; i++) {
      Random random = new Random(seed * 31 + i);
      Thread thread = new Thread(() -> order(random), "customers-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  /** Opens the doors. */
  void start() {
    threads.forEach(Thread::start);
  }

  /** What they ordered so far. */
  List<OrderId> orders() {
    return List.copyOf(orders);
  }

  /** How many carts they brought to the checkout so far. */
  int carts() {
    return carts.get();
  }

  /** For how many carts "buy" was pressed twice. */
  int pressedTwice() {
    return pressedTwice.get();
  }

  /** For how many of those the second press found the first one's order. */
  int foundAgain() {
    return foundAgain.get();
  }

  /** For how many carts the checkout took no order. */
  int turnedAway() {
    return turnedAway.get();
  }

  private void order(Random random) {
    Instant next = clock.instant();
    try {
      while (!closed) {
        next = next.plusNanos((long) (1e9 * gap(random)));
        pauses.pause(Duration.between(clock.instant(), next));
        buy(random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Seconds to the next order of one of the threads: few at first, waves, and chance in them. */
  private double gap(Random random) {
    double seconds = Duration.between(began, clock.instant()).toMillis() / 1e3;
    double wave = 1 + WAVE_HEIGHT * Math.sin(2 * Math.PI * seconds / WAVE_SECONDS);
    double awake = Math.min(1, (seconds + 0.5) / SECONDS_TO_WAKE);
    double perSecond = awake * wave * crowd.ordersPerSecond / crowd.threads;
    return -Math.log(1 - random.nextDouble()) / perSecond;
  }

  private void buy(Random random) {
    int number = carts.incrementAndGet();
    String customer = "customer-" + random.nextInt(crowd.customers);
    String cart = "cart-" + number;
    String wish = WISHES.get(random.nextInt(WISHES.size())) + ", picture " + random.nextInt();
    try {
      OrderId order = checkout.buy(customer, cart, wish);
      orders.add(order);
      if (number % PRESSES_TWICE == 0) {
        pressedTwice.incrementAndGet();
        foundAgain.addAndGet(checkout.buy(customer, cart, wish).equals(order) ? 1 : 0);
      }
    } catch (ImageOrderException e) {
      turnedAway.incrementAndGet();
    }
  }

  /** Closes the doors, and waits for those who are at the checkout. */
  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
