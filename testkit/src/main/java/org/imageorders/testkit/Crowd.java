package org.imageorders.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that start at once. */
final class Crowd {

  private final int size;

  private Crowd(int size) {
    this.size = size;
  }

  static Crowd of(int size) {
    return new Crowd(size);
  }

  /** What one of them does. */
  interface Work {
    void run(int worker) throws Exception;
  }

  /** What one of them finds. */
  interface Search<T> {
    T run(int worker) throws Exception;
  }

  void each(Work work) throws Exception {
    List<Boolean> done =
        find(
            worker -> {
              work.run(worker);
              return true;
            });
    if (done.size() != size) {
      throw new AssertionError("only " + done.size() + " of " + size + " came to an end");
    }
  }

  /** What each of them found, in no order. The first failure is thrown as it is. */
  <T> List<T> find(Search<T> search) throws Exception {
    CyclicBarrier start = new CyclicBarrier(size);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int worker = 0; worker < size; worker++) {
        int number = worker;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return search.run(number);
                }));
      }
      List<T> found = new ArrayList<>();
      for (Future<T> each : running) {
        found.add(each.get());
      }
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError failure) {
        throw failure;
      }
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }
}
