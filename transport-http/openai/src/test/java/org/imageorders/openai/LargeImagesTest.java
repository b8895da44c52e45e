package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.testkit.FakeImageApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeImagesTest {

  private static final int CALLS = 4;
  private static final long MIB = 1 << 20;

  /** The SDK alone needs half of it. */
  private static final String HEAP = "-Xmx24m";

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void fourAnswersOfTwoImagesOf8MiBPassAtTheSameTimeInASmallHeap(int previews) throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().imageBytes(8 * MIB).start()) {
      String said = run(api.baseUrl(), CALLS, previews, 2);
      assertThat(said).contains(CALLS * 2 + " images, whole: true");
    }
  }

  @Test
  void anImageOf64MiBPassesInASmallHeap() throws Exception {
    try (FakeImageApi api = FakeImageApi.builder().imageBytes(64 * MIB).start()) {
      assertThat(run(api.baseUrl(), 1, 0, 1)).contains("1 images, whole: true");
    }
  }

  private static String run(URI url, int calls, int previews, int images) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Client.class.getName(),
                url.toString(),
                Integer.toString(calls),
                Integer.toString(previews),
                Integer.toString(images))
            .redirectErrorStream(true)
            .start();
    try (InputStream output = child.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      return said;
    }
  }

  /** A client in a small process of its own. */
  static final class Client {

    private Client() {}

    public static void main(String[] arguments) throws Exception {
      ImageSpec spec = ImageSpec.builder("x").previews(Integer.parseInt(arguments[2])).build();
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
        places.add(i);
      }
      Counter counter = new Counter();
      int parallel = Integer.parseInt(arguments[1]);
      ExecutorService threads = Executors.newFixedThreadPool(parallel);
      try (OpenAiImageProvider provider =
          OpenAiImageProvider.builder().apiKey("key").baseUrl(URI.create(arguments[0])).build()) {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < parallel; i++) {
          ProviderCall call = ProviderCall.builder("attempt-" + i, spec).places(places).build();
          calls.add(
              threads.submit(
                  () -> {
                    provider.generate(call, counter);
                    return true;
                  }));
        }
        for (Future<?> call : calls) {
          call.get();
        }
      } finally {
        threads.shutdown();
      }
      long images = counter.images.get();
      System.out.println(images + " images, whole: " + (counter.bytes.get() >= images * 8 * MIB));
    }
  }

  /** Counts and keeps nothing. */
  private static final class Counter implements ImageSink {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong images = new AtomicLong();

    @Override
    public ImageOutput image(int index) {
      return new Output(images);
    }

    @Override
    public ImageOutput preview(int index) {
      return new Output(new AtomicLong());
    }

    private final class Output extends ImageOutput {
      private final AtomicLong completed;

      Output(AtomicLong completed) {
        this.completed = completed;
      }

      @Override
      public void write(int b) {
        bytes.incrementAndGet();
      }

      @Override
      public void write(byte[] source, int offset, int length) {
        bytes.addAndGet(length);
      }

      @Override
      public void complete() {
        completed.incrementAndGet();
      }

      @Override
      public void close() {}
    }
  }
}
