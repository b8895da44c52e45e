package org.imageorders.examples.benchmarks.subject;

import java.util.concurrent.CompletableFuture;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.openai.OpenAiImageProvider;
import org.imageorders.store.file.FileImageStore;

/** This library: an order each, from its acceptance to its images in the image store. */
final class OrdersClient implements ImageClient {

  private final UnknownOutcome unknownOutcome;
  private final ImageOrders orders;

  OrdersClient(Setup setup, UnknownOutcome unknownOutcome) {
    this.unknownOutcome = unknownOutcome;
    OpenAiImageProvider.Builder provider =
        OpenAiImageProvider.builder().apiKey(Setup.KEY).baseUrl(setup.baseUrl());
    setup.timeout().ifPresent(provider::callTimeout);
    orders =
        EmbeddedImageOrders.builder(provider.build())
            .imageStore(FileImageStore.in(setup.directory()))
            .concurrency(setup.concurrency())
            .build();
  }

  @Override
  public Drawing draw(Ask ask) {
    ImageOrder placed =
        orders.place(
            OrderRequest.builder("customer-7")
                .spec(
                    ImageSpec.builder(Ask.PROMPT)
                        .model(ask.model())
                        .count(ask.images())
                        .previews(ask.previews())
                        .build())
                .unknownOutcome(unknownOutcome)
                .build());
    CompletableFuture<ImageOrder> completion = orders.completion(placed.id());
    return new Drawing() {
      @Override
      public long await() throws Exception {
        ImageOrder ended = completion.get();
        if (ended.status() != OrderStatus.COMPLETED) {
          throw new IllegalStateException(
              ended.failure().map(Failure::toString).orElse(ended.status().toString()));
        }
        return ended.readyImages().stream().mapToLong(GeneratedImage::bytes).sum();
      }

      @Override
      public void cancel() {
        orders.cancel(placed.id());
      }
    };
  }
}
