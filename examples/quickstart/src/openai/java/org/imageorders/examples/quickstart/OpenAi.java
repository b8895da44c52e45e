package org.imageorders.examples.quickstart;

import java.net.URI;
import java.util.Optional;
import org.imageorders.openai.OpenAiImageProvider;
import org.imageorders.provider.ImageProvider;

/** Opens the OpenAI provider, with the key in {@code OPENAI_API_KEY}. Needs the profile openai. */
public final class OpenAi implements Providers.Opener {

  /** For {@link Providers}, which finds it by name. */
  public OpenAi() {}

  @Override
  public ImageProvider open(Optional<URI> baseUrl) {
    OpenAiImageProvider.Builder builder = OpenAiImageProvider.builder();
    baseUrl.ifPresent(builder::baseUrl);
    return builder.build();
  }
}
