package org.imageorders.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imageorders.Background;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.imageorders.provider.Usage;
import org.junit.jupiter.api.Test;

class OfflineProviderTest {

  private static ImageSpec.Builder small(String prompt) {
    return ImageSpec.builder(prompt).size(96, 64);
  }

  private static ProviderCall call(ImageSpec spec, Integer... places) {
    return ProviderCall.builder("a1", spec).places(List.of(places)).build();
  }

  @Test
  void theSamePromptSeedAndSizeGiveTheSameBytes() throws Exception {
    ImageSpec spec = small("a lighthouse").providerOption("seed", 7).build();

    assertThat(drawn(call(spec, 0)).get(0)).isEqualTo(drawn(call(spec, 0)).get(0));
  }

  @Test
  void anotherPromptSeedOrPlaceGivesAnotherPicture() throws Exception {
    List<String> pictures = new ArrayList<>();
    pictures.add(drawn(call(small("a lighthouse").build(), 0)).get(0));
    pictures.add(drawn(call(small("a forest").build(), 0)).get(0));
    pictures.add(drawn(call(small("a lighthouse").providerOption("seed", 1).build(), 0)).get(0));
    pictures.add(drawn(call(small("a lighthouse").build(), 1)).get(0));

    assertThat(pictures).doesNotHaveDuplicates();
  }

  @Test
  void aRepeatedPlaceGivesTheSamePictureInWhateverCall() throws Exception {
    ImageSpec spec = small("a lighthouse").count(4).build();

    assertThat(drawn(call(spec, 2)).get(0)).isEqualTo(drawn(call(spec, 0, 1, 2)).get(2));
  }

  @Test
  void theLatencyIsSpreadOverImagesAndPreviews() throws Exception {
    List<Duration> waits = new ArrayList<>();
    Pauses recorded =
        (delay, action) -> {
          waits.add(delay);
          action.run();
          return () -> {};
        };
    OfflineProvider provider =
        OfflineProvider.builder()
            .mostImages(2)
            .latency(Duration.ofSeconds(8))
            .pauses(recorded)
            .build();

    provider.generate(call(small("a lighthouse").previews(1).build(), 0, 1), new MemorySink());

    assertThat(waits).hasSize(4).containsOnly(Duration.ofSeconds(2));
    assertThat(provider.traits().longestCall()).isGreaterThan(Duration.ofSeconds(8));
  }

  @Test
  void anInterruptEndsTheLatencyAtOnce() {
    OfflineProvider provider =
        OfflineProvider.builder()
            .latency(Duration.ofDays(1))
            .pauses((delay, action) -> () -> {})
            .build();
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> provider.generate(call(small("a lighthouse").build(), 0), new MemorySink()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatItCannotPaintIsRefusedWithTheMend() {
    refuses(
        small("a").providerOption("steps", 5).build(),
        "providerOptions.steps '5' is refused: leave it out");
    refuses(
        small("a").providerOption("seed", "x").build(),
        "providerOptions.seed 'x' is refused: use a whole number");
    refuses(
        small("a").background(Background.TRANSPARENT).build(),
        "background 'transparent' is refused: leave it out");
    refuses(
        ImageSpec.builder("a").size(3841, 10).build(),
        "size '3841x10' is refused: use 3840x3840 at most");
    refuses(
        small("a").sourceImage(new ImageId("u1")).build(),
        "sourceImages '1' is refused: leave it out");
  }

  @Test
  void theBuilderRefusesWhatCannotBe() {
    assertThatThrownBy(() -> OfflineProvider.builder().mostImages(0).build())
        .isInstanceOf(ImageOrderException.class)
        .hasMessage("mostImages '0' is refused: use 1 or more");
    assertThatThrownBy(() -> OfflineProvider.builder().latency(Duration.ofSeconds(-1)).build())
        .isInstanceOf(ImageOrderException.class)
        .hasMessage("latency 'PT-1S' is refused: use zero or more");
  }

  @Test
  void itChargesThePriceThatItEstimates() throws Exception {
    OfflineProvider provider =
        OfflineProvider.builder().mostImages(2).pricePerImage(Money.usd("0.04")).build();
    MemorySink sink = new MemorySink();

    provider.generate(call(small("a").build(), 0, 1), sink);

    assertThat(sink.usage).isEqualTo(new Usage(0, 0, Money.usd("0.08")));
    assertThat(provider.traits().pricing().estimate(small("a").build(), 2))
        .isEqualTo(Money.usd("0.08"));
  }

  private static void refuses(ImageSpec spec, String message) {
    ProviderException refusal =
        catchThrowableOfType(
            ProviderException.class,
            () -> OfflineProvider.create().generate(call(spec, 0), new MemorySink()));
    assertThat(refusal).hasMessageStartingWith(message);
    assertThat(refusal.submission()).isEqualTo(Submission.REJECTED);
    assertThat(refusal.code()).isEqualTo(ErrorCode.PROVIDER_REFUSED);
  }

  private static Map<Integer, String> drawn(ProviderCall call) throws Exception {
    MemorySink sink = new MemorySink();
    OfflineProvider.builder().mostImages(4).build().generate(call, sink);
    assertThat(sink.model).isEqualTo("painting-1");
    return sink.images;
  }

  /** Keeps images as text of Latin-1, so that they compare and print shortly. */
  private static final class MemorySink implements ImageSink {
    final Map<Integer, String> images = new HashMap<>();
    String model = "";
    Usage usage = new Usage(0, 0, null);

    @Override
    public ImageOutput image(int index) {
      return output(images, index);
    }

    @Override
    public ImageOutput preview(int index) {
      return output(new HashMap<>(), index);
    }

    @Override
    public void model(String name) {
      model = name;
    }

    @Override
    public void usage(Usage told) {
      usage = told;
    }

    private static ImageOutput output(Map<Integer, String> target, int index) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      return new ImageOutput() {
        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
          bytes.write(source, offset, length);
        }

        @Override
        public void complete() {
          target.put(index, bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() {}
      };
    }
  }
}
