package org.imageorders.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.Money;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;
import org.imageorders.provider.Usage;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ImageProviderContractTest {

  /** A provider with one promise broken: the sound one does the rest. */
  private static class Broken implements ImageProvider {
    final ImageProvider sound =
        ScriptedProvider.script().pricePerImage(Money.usd("0.04")).thenAnswer();

    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public ProviderTraits traits() {
      return sound.traits();
    }

    @Override
    public void generate(ProviderCall call, ImageSink sink)
        throws ProviderException, InterruptedException {
      sound.generate(call, sink);
    }
  }

  /** How a provider comes to be; each call makes a new one. */
  @FunctionalInterface
  private interface Maker {
    ImageProvider make();
  }

  /** What a broken provider does in place of passing a call to the sound one. */
  @FunctionalInterface
  private interface Generate {
    void generate(ImageProvider sound, ProviderCall call, ImageSink sink)
        throws ProviderException, InterruptedException;
  }

  @TestFactory
  Stream<DynamicTest> everyClauseRejectsAProviderThatBreaksIt() {
    ImageProviderContract sound = () -> new Broken();
    return new ContractProof<ImageProviderContract, Maker>(
            ImageProviderContract.class, sound, maker -> maker::make)
        .rejects("imagesAreWholeAndOfTheSizeAsked truncated", always(Answer.images().truncated()))
        .rejects(
            "imagesAreWholeAndOfTheSizeAsked wrongPixels", always(Answer.images().wrongPixels()))
        .rejects("imagesAreWholeAndOfTheSizeAsked notAnImage", always(Answer.images().notAnImage()))
        .rejects("imagesAreWholeAndOfTheSizeAsked none", always(Answer.images(0)))
        .rejects("asManyImagesComeAsTheCallAsksFor", always(Answer.images(3)))
        .rejects("eachImageIsOpenedAndCompletedOnce", doing(ImageProviderContractTest::drawTwice))
        .rejects(
            "imagesPassInSmallPieces",
            doing((s, call, sink) -> s.generate(call, new BadSinks.HoardingSink(sink))))
        .rejects(
            "everyOutputIsClosed",
            doing((s, call, sink) -> s.generate(call, new BadSinks.LeakingSink(sink))))
        .rejects(
            "whatTheSinkThrowsPassesThrough", doing(ImageProviderContractTest::blameTheProvider))
        .rejects(
            "aThreadInterruptedBeforeTheCallDrawsNothing",
            doing(ImageProviderContractTest::deafAtFirst))
        .rejects(
            "anInterruptBeforeAnImagesFirstByteEndsTheCallWithoutIt",
            doing(ImageProviderContractTest::deaf))
        .rejects("callsRunAtTheSameTimeAndKeepApart shared", sharingItsSink())
        .rejects("theNameIsShortAndStaysTheSame", changingItsName())
        .rejects("theTraitsStayTheSameAndAllowWhatIsDrawn", changingItsTraits())
        .rejects(
            "theEstimateIsInOneCurrencyAndGrowsWithTheImages currency",
            priced(images -> images > 1 ? "EUR" : "USD", 1))
        .rejects(
            "theEstimateIsInOneCurrencyAndGrowsWithTheImages sinking", priced(images -> "USD", -1))
        .rejects(
            "usageIsToldAtMostOnceAndWithinTheEstimate twice",
            doing(ImageProviderContractTest::tellTwice))
        .rejects(
            "usageIsToldAtMostOnceAndWithinTheEstimate dearer",
            always(Answer.images().usage(new Usage(0, 0, Money.usd("9")))))
        .rejects(
            "previewsAreViewableComeBeforeTheirImageAndAreNoMoreThanAsked late",
            doing(ImageProviderContractTest::previewLate))
        .rejects(
            "aRevisedPromptComesBeforeItsImageIsCompleted",
            doing(ImageProviderContractTest::reviseLate))
        .rejects("closingTwiceIsHarmless", closingOnce())
        .tests();
  }

  @TestFactory
  Stream<DynamicTest> everyRemoteClauseRejectsAProviderThatBreaksIt() {
    return new ContractProof<RemoteProviderContract, Generate>(
            RemoteProviderContract.class,
            remote((s, call, sink) -> s.generate(call, sink)),
            this::remote)
        .rejects(
            "aRequestedPauseIsToldAndTheCallNotRepeated repeated",
            ImageProviderContractTest::repeat)
        .rejects(
            "aRequestedPauseIsToldAndTheCallNotRepeated untold",
            ImageProviderContractTest::forgetThePause)
        .rejects(
            "refusedContentIsToldAsThatAndTheCallNotRepeated", ImageProviderContractTest::repeat)
        .rejects(
            "aConnectionLostAfterTheCallWasSentIsOfUnknownFateAndTheCallNotRepeated claimed",
            ImageProviderContractTest::forgetThePause)
        .rejects(
            "aConnectionLostAfterTheCallWasSentIsOfUnknownFateAndTheCallNotRepeated repeated",
            ImageProviderContractTest::repeat)
        .rejects(
            "anInterruptEndsACallThatWouldNotEndByItself",
            ImageProviderContractTest::hideTheInterrupt)
        .tests();
  }

  private RemoteProviderContract remote(Generate generate) {
    ScriptedProviderContractTest scripted = new ScriptedProviderContractTest();
    return new RemoteProviderContract() {
      @Override
      public ImageProvider providerWhoseRemote(Behaviour behaviour) {
        ImageProvider real = scripted.providerWhoseRemote(behaviour);
        return new Broken() {
          @Override
          public void generate(ProviderCall call, ImageSink sink)
              throws ProviderException, InterruptedException {
            generate.generate(real, call, sink);
          }
        };
      }

      @Override
      public int callsReceived() {
        return scripted.callsReceived();
      }

      @Override
      public void awaitCall() throws InterruptedException {
        scripted.awaitCall();
      }
    };
  }

  private static Maker always(Answer answer) {
    return () -> ScriptedProvider.script().pricePerImage(Money.usd("0.04")).then(answer);
  }

  private static Maker doing(Generate generate) {
    return () ->
        new Broken() {
          @Override
          public void generate(ProviderCall call, ImageSink sink)
              throws ProviderException, InterruptedException {
            generate.generate(sound, call, sink);
          }
        };
  }

  private static void drawTwice(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    sound.generate(call, sink);
    sound.generate(call, sink);
  }

  private static void blameTheProvider(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    try {
      sound.generate(call, sink);
    } catch (RuntimeException e) {
      throw new ProviderException(
          Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE, "lost: " + e, e);
    }
  }

  private static void deafAtFirst(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    Thread.interrupted();
    sound.generate(call, sink);
  }

  private static void deaf(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    sound.generate(call, new BadSinks.DeafSink(sink));
  }

  private static void tellTwice(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    sound.generate(call, sink);
    sink.usage(new Usage(1, 1, null));
  }

  private static void previewLate(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    sound.generate(call, sink);
    try (ImageOutput out = sink.preview(0)) {
      out.complete();
    }
  }

  private static void reviseLate(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    sound.generate(call, sink);
    sink.revisedPrompt(0, "too late");
  }

  private static void repeat(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    try {
      sound.generate(call, sink);
    } catch (ProviderException e) {
      sound.generate(call, sink);
    }
  }

  private static void forgetThePause(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    try {
      sound.generate(call, sink);
    } catch (ProviderException e) {
      throw new ProviderException(Submission.REJECTED, e.code(), String.valueOf(e.getMessage()));
    }
  }

  private static void hideTheInterrupt(ImageProvider sound, ProviderCall call, ImageSink sink)
      throws ProviderException {
    try {
      sound.generate(call, sink);
    } catch (InterruptedException e) {
      throw new ProviderException(Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE, "lost", e);
    }
  }

  private static Maker sharingItsSink() {
    AtomicReference<ImageSink> first = new AtomicReference<>();
    return doing(
        (sound, call, sink) -> {
          sink.image(0).close();
          first.compareAndSet(null, sink);
          sound.generate(
              call,
              new BadSinks.DeafSink(sink) {
                @Override
                public ImageOutput image(int index) {
                  return first.get().image(index);
                }
              });
        });
  }

  private static Maker changingItsName() {
    AtomicInteger made = new AtomicInteger();
    return () ->
        new Broken() {
          @Override
          public String name() {
            return "provider-" + made.incrementAndGet();
          }
        };
  }

  private static Maker changingItsTraits() {
    return () ->
        new Broken() {
          private int asked;

          @Override
          public ProviderTraits traits() {
            return ProviderTraits.builder().mostImages(1 + asked++).build();
          }
        };
  }

  private static Maker priced(IntFunction<String> currency, int sign) {
    return () ->
        new Broken() {
          @Override
          public ProviderTraits traits() {
            return ProviderTraits.builder()
                .pricing(
                    (spec, images) ->
                        Money.of(String.valueOf(50 + sign * images), currency.apply(images)))
                .build();
          }
        };
  }

  private static Maker closingOnce() {
    return () ->
        new Broken() {
          private boolean closed;

          @Override
          public void close() {
            if (closed) {
              throw new IllegalStateException("closed already");
            }
            closed = true;
          }
        };
  }
}
