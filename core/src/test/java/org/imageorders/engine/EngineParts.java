package org.imageorders.engine;

import java.time.Duration;
import java.time.InstantSource;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderTraits;

/** What parts of the engine are built with when they are tested alone. */
final class EngineParts {

  private EngineParts() {}

  /** The values of an engine that makes 2 calls at a time, of up to 4 images and 2 minutes. */
  static EngineConfig config(InstantSource clock) {
    return new EngineConfig(
        EmbeddedImageOrders.builder(new Idle()).clock(clock).concurrency(2).mostTries(3));
  }

  /** A provider that nobody calls. */
  private static final class Idle implements ImageProvider {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public ProviderTraits traits() {
      return ProviderTraits.builder().mostImages(4).longestCall(Duration.ofMinutes(2)).build();
    }

    @Override
    public void generate(ProviderCall call, ImageSink sink) {
      throw new AssertionError("nobody should call");
    }
  }
}
