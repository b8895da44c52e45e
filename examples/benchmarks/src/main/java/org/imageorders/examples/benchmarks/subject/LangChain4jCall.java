package org.imageorders.examples.benchmarks.subject;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.image.ImageModel;
import dev.langchain4j.model.openai.OpenAiImageModel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** LangChain4j's image model; its model's name is fixed where it is built. */
final class LangChain4jCall implements PooledClient.BlockingCall {

  private final Setup setup;
  private final Map<String, ImageModel> models = new ConcurrentHashMap<>();

  LangChain4jCall(Setup setup) {
    this.setup = setup;
  }

  @Override
  public void draw(Ask ask, PooledClient.Images images) throws IOException {
    ImageModel model = models.computeIfAbsent(ask.model(), this::open);
    for (Image image : model.generate(Ask.PROMPT, ask.images()).content()) {
      images.take(image.base64Data());
    }
  }

  private ImageModel open(String name) {
    OpenAiImageModel.OpenAiImageModelBuilder builder =
        OpenAiImageModel.builder()
            .apiKey(Setup.KEY)
            .baseUrl(setup.baseUrl().toString())
            .modelName(name);
    setup.timeout().ifPresent(builder::timeout);
    return builder.build();
  }
}
