package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Usage;
import org.junit.jupiter.api.Test;

/**
 * What every provider keeps. To prove one, implement this interface in a test class and say where a
 * provider comes from; a provider that calls something which can fail has {@link
 * RemoteProviderContract} too.
 *
 * <pre>{@code
 * class MyProviderTest implements ImageProviderContract {
 *   @Override
 *   public ImageProvider provider() {
 *     return new MyProvider(...);
 *   }
 * }
 * }</pre>
 */
public interface ImageProviderContract {

  /** A new provider that answers. The contract closes it. */
  ImageProvider provider();

  /**
   * What the provider is asked to draw, one that it can, and with a size; a lighthouse of 1024x1024
   * unless overridden.
   */
  default ImageSpec.Builder spec() {
    return ImageSpec.builder("a lighthouse at dusk").size(1024, 1024);
  }

  @Test
  default void imagesAreWholeAndOfTheSizeAsked() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      assertThat(sink.images()).as("images").isNotEmpty();
      sink.images()
          .values()
          .forEach(
              bytes ->
                  assertThat(WholeImage.of(bytes).size())
                      .isEqualTo(spec().build().size().orElseThrow()));
    }
  }

  @Test
  default void asManyImagesComeAsTheCallAsksFor() throws Exception {
    try (ImageProvider provider = provider()) {
      for (int count : List.of(1, provider.traits().mostImages())) {
        RecordingSink sink = new RecordingSink();
        provider.generate(call(spec().build(), count), sink);
        assertThat(sink.images().keySet())
            .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
      }
    }
  }

  @Test
  default void eachImageIsOpenedAndCompletedOnce() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      assertThat(
              sink.steps().stream()
                  .filter(step -> step.startsWith("open") || step.startsWith("complete")))
          .as("each once")
          .doesNotHaveDuplicates();
    }
  }

  @Test
  default void imagesPassInSmallPieces() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      assertThat(sink.largestWrite()).as("bytes written at once").isLessThanOrEqualTo(64 * 1024);
    }
  }

  @Test
  default void everyOutputIsClosed() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      assertThat(sink.leftOpen()).as("outputs left open after a call").isZero();
      RecordingSink failing = failing("write");
      assertThatThrownBy(() -> provider.generate(call(provider), failing));
      assertThat(failing.leftOpen()).as("outputs left open after the sink failed").isZero();
    }
  }

  @Test
  default void whatTheSinkThrowsPassesThrough() {
    try (ImageProvider provider = provider()) {
      for (String point : List.of("open", "write", "complete")) {
        RecordingSink sink = failing(point);
        assertThatThrownBy(() -> provider.generate(call(provider), sink))
            .as("the sink fails at " + point)
            .isInstanceOf(ImageOrderException.class)
            .hasMessage("the disk is full");
        assertThat(sink.images())
            .as("images completed though the sink failed at " + point)
            .isEmpty();
      }
    }
  }

  @Test
  default void aThreadInterruptedBeforeTheCallDrawsNothing() {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> provider.generate(call(provider), sink))
          .isInstanceOf(InterruptedException.class);
      assertThat(sink.images()).isEmpty();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  default void anInterruptBeforeAnImagesFirstByteEndsTheCallWithoutIt() {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink("open", Thread.currentThread()::interrupt);
      assertThatThrownBy(() -> provider.generate(call(provider), sink))
          .isInstanceOf(InterruptedException.class);
      assertThat(sink.images()).as("images completed after the interrupt").isEmpty();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  default void callsRunAtTheSameTimeAndKeepApart() {
    int calls = 8;
    CyclicBarrier together = new CyclicBarrier(calls);
    try (ImageProvider provider = provider()) {
      List<RecordingSink> sinks = new ArrayList<>();
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        RecordingSink sink = new RecordingSink();
        MeetingSink meeting = new MeetingSink(sink, together);
        int count = 1 + i % provider.traits().mostImages();
        sinks.add(sink);
        running.add(Calls.start(() -> provider.generate(call(spec().build(), count), meeting)));
      }
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
          .orTimeout(60, TimeUnit.SECONDS)
          .join();
      for (int i = 0; i < calls; i++) {
        assertThat(sinks.get(i).images())
            .as("images of call " + i)
            .hasSize(1 + i % provider.traits().mostImages());
        sinks.get(i).images().values().forEach(WholeImage::of);
      }
    }
  }

  @Test
  default void theNameIsShortAndStaysTheSame() {
    try (ImageProvider provider = provider();
        ImageProvider another = provider()) {
      assertThat(provider.name()).matches("[a-z0-9][a-z0-9._-]{0,63}");
      assertThat(List.of(provider.name(), another.name())).containsOnly(provider.name());
    }
  }

  @Test
  default void theTraitsStayTheSameAndAllowWhatIsDrawn() throws Exception {
    try (ImageProvider provider = provider()) {
      ProviderTraits before = provider.traits();
      before.check(spec().build());
      assertThat(before.mostImages()).as("mostImages").isPositive();
      assertThat(before.longestCall()).as("longestCall").isPositive();
      provider.generate(call(provider), new RecordingSink());
      assertThat(facts(provider.traits())).isEqualTo(facts(before));
    }
  }

  @Test
  default void theEstimateIsInOneCurrencyAndGrowsWithTheImages() {
    try (ImageProvider provider = provider()) {
      Money one = provider.traits().pricing().estimate(spec().build(), 1);
      Money ten = provider.traits().pricing().estimate(spec().build(), 10);
      Money other = provider.traits().pricing().estimate(ImageSpec.of("another picture"), 1);
      assertThat(List.of(ten.currency(), other.currency())).containsOnly(one.currency());
      assertThat(one.amount()).isNotNegative();
      assertThat(ten.amount()).isGreaterThanOrEqualTo(one.amount());
    }
  }

  @Test
  default void usageIsToldAtMostOnceAndWithinTheEstimate() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      assertThat(sink.usages()).as("usages told").hasSizeLessThanOrEqualTo(1);
      Money most =
          provider.traits().pricing().estimate(spec().build(), provider.traits().mostImages());
      for (Usage usage : sink.usages()) {
        Money cost = usage.cost();
        if (cost != null) {
          assertThat(cost).as("cost").isLessThanOrEqualTo(most);
        }
      }
    }
  }

  @Test
  default void previewsAreViewableComeBeforeTheirImageAndAreNoMoreThanAsked() throws Exception {
    try (ImageProvider provider = provider()) {
      for (int asked = 0; asked <= Math.min(3, provider.traits().mostPreviews()); asked++) {
        RecordingSink sink = new RecordingSink();
        provider.generate(call(spec().previews(asked).build(), 1), sink);
        List<String> steps = sink.steps();
        assertThat(Collections.frequency(steps, "preview 0"))
            .as("previews")
            .isLessThanOrEqualTo(asked);
        assertThat(steps.lastIndexOf("preview 0"))
            .as("the last preview")
            .isLessThan(steps.indexOf("complete 0"));
        sink.previews().forEach(WholeImage::of);
      }
    }
  }

  @Test
  default void aRevisedPromptComesBeforeItsImageIsCompleted() throws Exception {
    try (ImageProvider provider = provider()) {
      RecordingSink sink = new RecordingSink();
      provider.generate(call(provider), sink);
      List<String> steps = sink.steps();
      for (int index = 0; index < provider.traits().mostImages(); index++) {
        assertThat(steps.lastIndexOf("revised " + index))
            .isLessThan(steps.indexOf("complete " + index));
      }
    }
  }

  @Test
  default void closingTwiceIsHarmless() {
    ImageProvider provider = provider();
    provider.close();
    provider.close();
  }

  private static ProviderCall call(ImageSpec spec, int count) {
    return ProviderCall.builder("attempt-" + count, spec)
        .places(IntStream.range(0, count).boxed().toList())
        .timeLimit(Duration.ofMinutes(1))
        .build();
  }

  private ProviderCall call(ImageProvider provider) {
    int most = provider.traits().mostImages();
    return call(spec().count(most).build(), most);
  }

  private static RecordingSink failing(String point) {
    return new RecordingSink(
        point,
        () -> {
          throw new ImageOrderException(ErrorCode.STORAGE_FAILED, "the disk is full");
        });
  }

  private static List<Object> facts(ProviderTraits traits) {
    return List.of(traits.mostImages(), traits.mostPreviews(), traits.longestCall());
  }
}
