package org.imageorders.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.imageorders.ByteRange;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderEvent;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.openai.OpenAiImageProvider;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.testkit.ApiCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever may go wrong is counted where it belongs, and nowhere if all is well. */
class CrashCheckTest {

  private final ImageStore images = new MemoryImageStore();
  private FakeImageApi api;
  private OpenAiImageProvider provider;
  private ImageOrders orders;
  private ImageOrder order;

  @BeforeEach
  void order() throws Exception {
    api = FakeImageApi.start();
    provider = OpenAiImageProvider.builder().apiKey("sk-test").baseUrl(api.baseUrl()).build();
    orders = EmbeddedImageOrders.builder(provider).imageStore(images).build();
    order =
        ended(OrderRequest.builder("ada").spec(ImageSpec.builder("a lighthouse").count(2).build()));
  }

  private ImageOrder ended(OrderRequest.Builder request) throws Exception {
    OrderId id = orders.place(request.build()).id();
    return orders.completion(id).get(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    orders.close();
    provider.close();
    api.close();
  }

  private CrashCounts count() {
    return count(orders, api.received());
  }

  private CrashCounts count(ImageOrders read, Collection<ApiCall> calls) {
    return new CrashCheck(read, images, calls).count(Set.of(order.id()));
  }

  private static void assertOnly(CrashCounts counts, String wrong, int many) {
    assertThat(counts.byName())
        .allSatisfy(
            (name, count) -> assertThat(count).as(name).isEqualTo(name.equals(wrong) ? many : 0));
    assertThat(counts.details()).hasSizeGreaterThanOrEqualTo(wrong.isEmpty() ? 0 : 1);
  }

  @Test
  void ordersThatEndedWellCountAsNothing() throws Exception {
    api.next(Fault.resetInBase64());
    assertThat(ended(OrderRequest.builder("bob").prompt("a mill")).attempts()).hasSize(2);
    assertOnly(count(), "", 0);
  }

  @Test
  void anAcceptedOrderThatIsNotThereIsLost() {
    Set<OrderId> accepted = Set.of(order.id(), OrderId.of("default", "eve", "cart-1"));
    assertOnly(new CrashCheck(orders, images, api.received()).count(accepted), "lost", 1);
  }

  @Test
  void aCallThatIsRepeatedThoughItWasAnsweredIsDoubled() throws Exception {
    call(order.id() + ".0.1");
    assertOnly(count(), "doubled", 1);
  }

  private void call(String attempt) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(api.baseUrl() + "/images/generations"))
                    .header("Authorization", "Bearer sk-test")
                    .header("Content-Type", "application/json")
                    .header("X-Client-Request-Id", attempt)
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"model\": \"gpt-image-2\", \"prompt\": \"a lighthouse\"}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void aCallThatNoAttemptTellsOfIsCounted() throws Exception {
    call(order.id() + ".0.7");
    assertOnly(count(), "calls-without-attempt", 1);
  }

  @Test
  void anAttemptThatWasAnsweredAndNeverMadeIsOdd() {
    assertOnly(count(orders, List.of()), "attempts-without-call", 1);
  }

  @Test
  void anImageThatItsOrderNamesAndTheStoreLacksIsHalfWritten() {
    images.delete(order.readyImages().get(0).id());
    assertOnly(count(), "half-written", 1);
  }

  @Test
  void anImageThatIsCutOffIsHalfWrittenTwiceOver() throws IOException {
    keep(order.readyImages().get(0).id(), 10);
    assertOnly(count(), "half-written", 2); // it is not whole, and not what its order says
  }

  private void keep(ImageId id, int bytes) throws IOException {
    byte[] whole;
    try (var in = images.open(order.readyImages().get(1).id(), ByteRange.ALL)) {
      whole = in.readAllBytes();
    }
    try (PendingImage image = images.begin(id)) {
      image.write(whole, 0, Math.min(bytes, whole.length));
      image.commit();
    }
  }

  @Test
  void aWholeImageThatNoOrderNamesIsOrphaned() throws IOException {
    keep(ImageId.of(order.id(), 0, 2, 0), Integer.MAX_VALUE);
    assertOnly(count(), "orphaned", 1);
  }

  @Test
  void anEventThatTheFeedLacksIsMissing() {
    assertOnly(
        count(readingEvents(events -> events.remove(2)), api.received()), "events-missing", 1);
  }

  @Test
  void anEndThatIsToldBeforeTheImagesIsCounted() {
    ImageOrders read = readingEvents(events -> events.add(1, events.remove(events.size() - 1)));
    assertOnly(count(read, api.received()), "events-missing", 1);
  }

  @Test
  void anImageThatIsToldTwiceIsDoubledAndSurplus() {
    CrashCounts counts =
        count(readingEvents(events -> events.add(2, events.get(2))), api.received());
    assertThat(counts.doubled()).isEqualTo(1);
    assertThat(counts.eventsMissing()).isEqualTo(1);
  }

  private interface Tampering {
    void on(List<OrderEvent> events);
  }

  /** The orders, with a feed that is not as it should be. */
  private ImageOrders readingEvents(Tampering tampering) {
    return (ImageOrders)
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(orders, arguments);
                if (result instanceof EventPage page && !page.events().isEmpty()) {
                  List<OrderEvent> events = new ArrayList<>(page.events());
                  tampering.on(events);
                  return new EventPage(events, page.cursor());
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
