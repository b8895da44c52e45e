package org.imageorders.examples.benchmarks.shop;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.LegacyGenerator;
import org.imageorders.migration.Migration;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.memory.MemoryStateStore;

/**
 * The shop as a program: customers check out at a rate of their own, whether or not earlier ones
 * are served. It prints how long they took, from their arrival on; who is still waiting at the end
 * counts with the time until then.
 */
public final class ShopProcess {

  private static final int REQUEST_THREADS = 32;
  private static final int CHECKOUTS_A_SECOND = 50;
  private static final int OWN_WORK_MILLIS = 20;
  private static final int WARM_UP_SECONDS = 4;
  private static final long GRACE_MILLIS = 500;

  private final OldGenerator generator = new OldGenerator();
  private final ExecutorService requests = Executors.newFixedThreadPool(REQUEST_THREADS);
  private final Checkout checkout;

  private ShopProcess(boolean direct) {
    checkout = direct ? customer -> generator.draw() : orders(generator);
  }

  /** The part of a checkout that is about the picture. */
  @FunctionalInterface
  private interface Checkout {
    void order(int customer) throws Exception;
  }

  /**
   * Runs it.
   *
   * @param arguments {@code direct} or {@code orders}, the trouble, and for how many seconds
   */
  public static void main(String[] arguments) throws Exception {
    ShopProcess shop = new ShopProcess(arguments[0].equals("direct"));
    int seconds = Integer.parseInt(arguments[2]);
    shop.serve(WARM_UP_SECONDS);
    shop.generator.begin(
        Arrays.stream(Trouble.values())
            .filter(each -> each.toString().equals(arguments[1]))
            .findFirst()
            .orElseThrow());
    shop.serve(1); // what was under way may still end well
    System.out.println(shop.serve(seconds));
    Runtime.getRuntime().halt(0); // whoever hangs
  }

  /** As the shop has it before anybody was moved: legacy behind a migration, in this JVM. */
  private static Checkout orders(OldGenerator generator) {
    ImageOrders legacy =
        EmbeddedImageOrders.builder(LegacyGenerator.of((prompt, width, height) -> generator.draw()))
            .concurrency(4)
            .build();
    ImageOrders candidate = EmbeddedImageOrders.builder(OfflineProvider.builder().build()).build();
    Migration orders =
        Migration.between(legacy, candidate).stateStore(new MemoryStateStore()).build();
    return customer ->
        orders.place(
            OrderRequest.builder("customer-" + customer)
                .spec(ImageSpec.builder("a lighthouse").build())
                .build());
  }

  /** Milliseconds of 99 in 100, and how many failed. */
  private Served serve(int seconds) throws InterruptedException {
    int customers = seconds * CHECKOUTS_A_SECOND;
    AtomicLongArray nanos = new AtomicLongArray(customers);
    AtomicIntegerArray failed = new AtomicIntegerArray(customers);
    long[] arrivals = new long[customers];
    SplittableRandom random = new SplittableRandom(seconds);
    long arrival = System.nanoTime();
    for (int i = 0; i < customers; i++) {
      arrival += (long) (-Math.log(1 - random.nextDouble()) / CHECKOUTS_A_SECOND * 1e9);
      TimeUnit.NANOSECONDS.sleep(arrival - System.nanoTime());
      int customer = i;
      long arrived = arrival;
      arrivals[i] = arrival;
      requests.execute(
          () -> {
            failed.set(customer, succeeds(customer) ? 0 : 1);
            nanos.set(customer, System.nanoTime() - arrived);
          });
    }
    TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
    long end = System.nanoTime();
    long[] times = new long[customers];
    int bad = 0;
    for (int i = 0; i < customers; i++) {
      boolean served = nanos.get(i) != 0;
      times[i] = served ? nanos.get(i) : end - arrivals[i];
      bad += served ? failed.get(i) : 1;
    }
    Arrays.sort(times);
    return new Served(times[customers * 99 / 100] / 1e6, (double) bad / customers);
  }

  private record Served(double p99Millis, double failed) {
    @Override
    public String toString() {
      return p99Millis + " " + failed;
    }
  }

  private boolean succeeds(int customer) {
    try {
      Thread.sleep(OWN_WORK_MILLIS); // baskets, prices, payment
      checkout.order(customer);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      return false;
    }
  }
}
