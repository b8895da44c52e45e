package org.imageorders.examples.benchmarks.jmh;

import java.util.Base64;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderTraits;

/** Draws nothing: it gives the same PNG of one pixel each time. */
public final class InstantProvider implements ImageProvider {

  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  @Override
  public String name() {
    return "instant";
  }

  @Override
  public ProviderTraits traits() {
    return ProviderTraits.builder().build();
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink) {
    for (int index = 0; index < call.count(); index++) {
      try (ImageOutput image = sink.image(index)) {
        image.write(PIXEL, 0, PIXEL.length);
        image.complete();
      }
    }
  }
}
