package org.imageorders.examples.benchmarks.subject;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** OpenAI's own client, as its manual shows it. */
final class OpenAiJavaCall implements PooledClient.BlockingCall {

  private final OpenAIClient client;

  OpenAiJavaCall(Setup setup) {
    OpenAIOkHttpClient.Builder builder =
        OpenAIOkHttpClient.builder().apiKey(Setup.KEY).baseUrl(setup.baseUrl().toString());
    setup.timeout().ifPresent(builder::timeout);
    client = builder.build();
  }

  @Override
  public void draw(Ask ask, PooledClient.Images images) throws IOException {
    ImageGenerateParams.Builder request =
        ImageGenerateParams.builder().prompt(Ask.PROMPT).model(ask.model()).n(ask.images());
    if (ask.previews() > 0) {
      stream(request.partialImages(ask.previews()).build(), images);
      return;
    }
    ImagesResponse answer = client.images().generate(request.build());
    for (Image image : answer.data().orElse(List.of())) {
      images.take(image.b64Json().orElseThrow());
    }
  }

  private void stream(ImageGenerateParams request, PooledClient.Images images) throws IOException {
    try (StreamResponse<ImageGenStreamEvent> events = client.images().generateStreaming(request)) {
      Iterator<ImageGenStreamEvent> each = events.stream().iterator();
      while (each.hasNext()) {
        ImageGenStreamEvent event = each.next();
        images.take(
            event.isGenerationCompleted()
                ? event.asGenerationCompleted().b64Json()
                : event.asGenerationPartialImage().b64Json());
      }
    }
  }
}
