package org.imageorders.examples.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Orders of one image, from {@code place} to their completion, with everything in memory and a
 * provider that answers at once. Orders come by the hundred, so that the engine is busy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OrderOverhead {

  private static final int ORDERS = 100;

  @SuppressWarnings("NullAway.Init") // JMH opens it first
  private ImageOrders orders;

  /** Opens an engine, empty at every iteration: in memory, ended orders stay. */
  @Setup(Level.Iteration)
  public void open() {
    orders = EmbeddedImageOrders.builder(new InstantProvider()).build();
  }

  /** Closes it. */
  @TearDown(Level.Iteration)
  public void close() {
    orders.close();
  }

  /** Places orders and waits for all of them. */
  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public List<ImageOrder> order() {
    List<CompletableFuture<ImageOrder>> ends = new ArrayList<>(ORDERS);
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest request = OrderRequest.builder("customer-7").prompt("a lighthouse").build();
      ends.add(orders.completion(orders.place(request).id()));
    }
    return ends.stream().map(CompletableFuture::join).toList();
  }
}
