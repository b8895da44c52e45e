package org.imageorders.examples.benchmarks.subject;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.ai.image.ImageGeneration;
import org.springframework.ai.image.ImagePrompt;
import org.springframework.ai.openai.OpenAiImageModel;
import org.springframework.ai.openai.OpenAiImageOptions;

/** Spring AI's image model, without Spring Boot around it. */
final class SpringAiCall implements PooledClient.BlockingCall {

  private final OpenAiImageModel model;
  private final Optional<Duration> timeout; // a prompt's options hide the model's

  SpringAiCall(Setup setup) {
    timeout = setup.timeout();
    OpenAiImageOptions.Builder options = OpenAiImageOptions.builder();
    options.apiKey(Setup.KEY).baseUrl(setup.baseUrl().toString());
    timeout.ifPresent(options::timeout);
    model = OpenAiImageModel.builder().options(options.build()).build();
  }

  @Override
  public void draw(Ask ask, PooledClient.Images images) throws IOException {
    OpenAiImageOptions.Builder options = OpenAiImageOptions.builder().n(ask.images());
    options.model(ask.model());
    timeout.ifPresent(options::timeout);
    for (ImageGeneration image :
        model.call(new ImagePrompt(Ask.PROMPT, options.build())).getResults()) {
      images.take(Objects.requireNonNull(image.getOutput().getB64Json()));
    }
  }
}
