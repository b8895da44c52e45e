package org.imageorders.testkit;

import java.util.concurrent.CompletableFuture;

/** Starts what blocks or throws on a thread of its own. */
final class Calls {

  /** Something to do that may throw. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  private Calls() {}

  /** Does it on a new daemon thread; what it throws completes the future. */
  static CompletableFuture<Void> start(Task task) {
    return startOn(task).done();
  }

  static Started startOn(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            },
            "contract-call");
    thread.setDaemon(true);
    thread.start();
    return new Started(thread, done);
  }

  /**
   * Something that runs.
   *
   * @param thread to be interrupted
   * @param done completes with its end
   */
  record Started(Thread thread, CompletableFuture<Void> done) {}
}
