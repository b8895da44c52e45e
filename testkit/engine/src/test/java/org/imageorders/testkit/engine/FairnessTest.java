package org.imageorders.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.engine.EngineListener;
import org.imageorders.store.Claim;
import org.imageorders.testkit.ScriptedProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairnessTest {

  private static final int CONCURRENCY = 4;

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 57", "4, 0", "4, 31"})
  void aSingleImageStartsWithinTheCallsInFlightPlusOne(int imagesPerCall, int callsBefore)
      throws InterruptedException {
    ScriptedProvider provider =
        callsBefore == 0
            ? ScriptedProvider.script().mostImages(imagesPerCall).thenHang()
            : answeringFirst(callsBefore, imagesPerCall);
    Queue<Claim> begun = new ConcurrentLinkedQueue<>();
    try (Room room = new Room()) {
      EmbeddedImageOrders engine =
          room.engine(
              provider, builder -> builder.concurrency(CONCURRENCY).listener(collecting(begun)));
      engine.place(order("big", 400));
      provider.awaitCalls(callsBefore + CONCURRENCY);
      ImageOrder small = engine.place(order("small", 1));

      provider.release();
      provider.awaitCalls(callsBefore + 2 * CONCURRENCY);

      List<OrderId> inOrderOfClaiming =
          begun.stream().sorted(Comparator.comparing(Claim::token)).map(Claim::order).toList();
      assertThat(inOrderOfClaiming.indexOf(small.id()))
          .as("calls begun before the single image's")
          .isBetween(callsBefore + CONCURRENCY, callsBefore + CONCURRENCY + 1);
    }
  }

  private static OrderRequest order(String customer, int images) {
    return OrderRequest.builder(customer)
        .spec(ImageSpec.builder(customer).count(images).size(16, 16).build())
        .build();
  }

  private static EngineListener collecting(Queue<Claim> claims) {
    return new EngineListener() {
      @Override
      public void onCallStarted(Claim claim) {
        claims.add(claim);
      }
    };
  }

  private static ScriptedProvider answeringFirst(int calls, int imagesPerCall) {
    ScriptedProvider.Script script = ScriptedProvider.script().mostImages(imagesPerCall);
    for (int call = 0; call < calls; call++) {
      script.answer();
    }
    return script.thenHang();
  }
}
