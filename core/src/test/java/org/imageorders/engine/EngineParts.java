package org.imageorders.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderTraits;

/** What parts of the engine are built with when they are tested alone. */
final class EngineParts {

  private EngineParts() {}

  /** The values of an engine that makes 2 calls at a time, of up to 4 images and 2 minutes. */
  static EngineConfig config(InstantSource clock) {
    return config(clock, traits -> traits, builder -> builder.concurrency(2).mostTries(3));
  }

  /** The values of an engine whose provider makes calls of up to 4 images and 2 minutes. */
  static EngineConfig config(
      InstantSource clock,
      UnaryOperator<ProviderTraits.Builder> traits,
      UnaryOperator<EmbeddedImageOrders.Builder> settings) {
    ProviderTraits.Builder usual =
        ProviderTraits.builder().mostImages(4).longestCall(Duration.ofMinutes(2));
    Idle provider = new Idle(traits.apply(usual).build());
    return new EngineConfig(settings.apply(EmbeddedImageOrders.builder(provider).clock(clock)));
  }

  /** The gate of the provider's only model. */
  static Gate gate(EngineConfig config) {
    return new Gates(config).next("");
  }

  /** A provider that nobody calls. */
  private record Idle(ProviderTraits traits) implements ImageProvider {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public void generate(ProviderCall call, ImageSink sink) {
      throw new AssertionError("nobody should call");
    }
  }
}
