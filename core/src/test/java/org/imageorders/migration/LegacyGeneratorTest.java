package org.imageorders.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.junit.jupiter.api.Test;

class LegacyGeneratorTest {

  private final Sink sink = new Sink();

  @Test
  void theOldCallDrawsFromPromptAndPixels() throws Exception {
    LegacyGenerator provider =
        LegacyGenerator.of(
            (prompt, width, height) -> (prompt + width + "x" + height).getBytes(UTF_8));
    provider.generate(call(ImageSpec.builder("sea ").size(64, 32).build()), sink);
    assertThat(sink.bytes.toString(UTF_8)).isEqualTo("sea 64x32");
    assertThat(sink.completed).isTrue();
    provider.generate(call(ImageSpec.of("sea ")), sink);
    assertThat(sink.bytes.toString(UTF_8)).endsWith("sea 1024x1024");
  }

  @Test
  void itsTraitsPromiseNoMoreThanIsKnown() {
    LegacyGenerator provider = LegacyGenerator.of((prompt, width, height) -> null);
    assertThat(provider.traits().mostImages()).isEqualTo(1);
    assertThat(provider.traits().pricing().estimate(ImageSpec.of("x"), 1))
        .isEqualTo(Money.usd("0"));
    LegacyGenerator known =
        LegacyGenerator.builder((prompt, width, height) -> null)
            .name("old")
            .longestCall(Duration.ofSeconds(90))
            .traits(traits -> traits.mostImages(8).pricing((spec, images) -> Money.usd("0.02")))
            .build();
    assertThat(known.name()).isEqualTo("old");
    assertThat(known.traits().longestCall()).isEqualTo(Duration.ofSeconds(90));
    assertThat(known.traits().mostImages()).isEqualTo(1);
    assertThat(known.traits().pricing().estimate(ImageSpec.of("x"), 1))
        .isEqualTo(Money.usd("0.02"));
  }

  @Test
  void anExceptionLeavesTheOutcomeUnknown() {
    LegacyGenerator provider = LegacyGenerator.of(LegacyGeneratorTest::fails);
    assertThatThrownBy(() -> provider.generate(call(ImageSpec.of("x")), sink))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> {
              assertThat(e.submission()).isEqualTo(Submission.UNKNOWN);
              assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
              assertThat(e).hasRootCauseMessage("pen broke");
            });
  }

  @Test
  void whatAnExceptionMeansCanBeTold() {
    LegacyGenerator provider =
        LegacyGenerator.builder(LegacyGeneratorTest::fails)
            .failures(
                e ->
                    new ProviderException(
                        Submission.NOT_SUBMITTED, ErrorCode.PROVIDER_UNAVAILABLE, "no pen", e))
            .build();
    assertThatThrownBy(() -> provider.generate(call(ImageSpec.of("x")), sink))
        .isInstanceOfSatisfying(
            ProviderException.class,
            e -> assertThat(e.submission()).isEqualTo(Submission.NOT_SUBMITTED));
  }

  @Test
  void anInterruptAbortsTheCallHoweverTheOldCodeWrapsIt() {
    LegacyGenerator honest =
        LegacyGenerator.of(
            (prompt, width, height) -> {
              throw new InterruptedException();
            });
    LegacyGenerator wrapping =
        LegacyGenerator.of(
            (prompt, width, height) -> {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("interrupted");
            });
    for (LegacyGenerator provider : new LegacyGenerator[] {honest, wrapping}) {
      assertThatThrownBy(() -> provider.generate(call(ImageSpec.of("x")), sink))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void noBytesAreNoImage() throws Exception {
    LegacyGenerator.of((prompt, width, height) -> null).generate(call(ImageSpec.of("x")), sink);
    LegacyGenerator.of((prompt, width, height) -> new byte[0])
        .generate(call(ImageSpec.of("x")), sink);
    assertThat(sink.opened).isFalse();
  }

  @Test
  void whatTheOldCallCannotDrawIsRefusedBeforeIt() {
    LegacyGenerator provider =
        LegacyGenerator.of(
            (prompt, width, height) -> {
              throw new AssertionError("called");
            });
    ImageSpec spec = ImageSpec.builder("x").model("m").compression(3).build();
    assertThatThrownBy(() -> provider.generate(call(spec), sink))
        .isInstanceOfSatisfying(
            ProviderException.class, e -> assertThat(e.submission()).isEqualTo(Submission.REJECTED))
        .hasMessageStartingWith("compression, model is refused");
  }

  @Test
  void whatTheSinkThrowsPasses() {
    LegacyGenerator provider = LegacyGenerator.of((prompt, width, height) -> new byte[1]);
    sink.full = true;
    assertThatThrownBy(() -> provider.generate(call(ImageSpec.of("x")), sink))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("disk full");
  }

  private static byte[] fails(String prompt, int width, int height) throws IOException {
    throw new IOException("pen broke");
  }

  private static ProviderCall call(ImageSpec spec) {
    return ProviderCall.builder("attempt", spec).build();
  }

  private static final class Sink implements ImageSink {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean opened;
    boolean completed;
    boolean full;

    @Override
    public ImageOutput image(int index) {
      opened = true;
      return new ImageOutput() {
        @Override
        public void write(int b) {
          bytes.write(b);
        }

        @Override
        public void write(byte[] array, int offset, int length) {
          if (full) {
            throw new IllegalStateException("disk full");
          }
          bytes.write(array, offset, length);
        }

        @Override
        public void complete() {
          completed = true;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public ImageOutput preview(int index) {
      throw new AssertionError("no previews");
    }
  }
}
