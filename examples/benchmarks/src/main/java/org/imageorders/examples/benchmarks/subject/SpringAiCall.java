package org.imageorders.examples.benchmarks.subject;

import java.io.IOException;
import java.util.Objects;
import org.springframework.ai.image.ImageGeneration;
import org.springframework.ai.image.ImagePrompt;
import org.springframework.ai.openai.OpenAiImageModel;
import org.springframework.ai.openai.OpenAiImageOptions;

/** Spring AI's image model, without Spring Boot around it. */
final class SpringAiCall implements PooledClient.BlockingCall {

  private final OpenAiImageModel model;

  SpringAiCall(Setup setup) {
    OpenAiImageOptions.Builder options = OpenAiImageOptions.builder();
    options.apiKey(Setup.KEY).baseUrl(setup.baseUrl().toString());
    setup.timeout().ifPresent(options::timeout);
    model = OpenAiImageModel.builder().options(options.build()).build();
  }

  @Override
  public void draw(Ask ask, PooledClient.Images images) throws IOException {
    OpenAiImageOptions.Builder options = OpenAiImageOptions.builder().n(ask.images());
    options.model(ask.model());
    for (ImageGeneration image :
        model.call(new ImagePrompt(Ask.PROMPT, options.build())).getResults()) {
      images.take(Objects.requireNonNull(image.getOutput().getB64Json()));
    }
  }
}
