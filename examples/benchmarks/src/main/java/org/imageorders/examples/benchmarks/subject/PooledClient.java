package org.imageorders.examples.benchmarks.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A blocking client behind a fixed pool of threads, which is what one does with it. */
final class PooledClient implements ImageClient {

  /** Makes one call and gives every image of its answer, as base64. */
  @FunctionalInterface
  interface BlockingCall {
    void draw(Ask ask, Images images) throws Exception;
  }

  /** Takes images. */
  @FunctionalInterface
  interface Images {
    void take(String base64) throws IOException;
  }

  private final BlockingCall call;
  private final ExecutorService threads;
  private final Path directory;
  private final AtomicLong files = new AtomicLong();

  PooledClient(Setup setup, Function<Setup, BlockingCall> client) {
    call = client.apply(setup);
    threads = Executors.newFixedThreadPool(setup.concurrency());
    directory = setup.directory();
  }

  @Override
  public Drawing draw(Ask ask) {
    Future<Long> answer = threads.submit(() -> drawNow(ask));
    return new Drawing() {
      @Override
      public long await() throws Exception {
        return answer.get();
      }

      @Override
      public void cancel() {
        answer.cancel(true);
      }
    };
  }

  private long drawNow(Ask ask) throws Exception {
    AtomicLong bytes = new AtomicLong();
    call.draw(
        ask,
        base64 -> {
          byte[] image = Base64.getDecoder().decode(base64);
          Files.write(directory.resolve("image-" + files.incrementAndGet()), image);
          bytes.addAndGet(image.length);
        });
    return bytes.get();
  }
}
