package org.imageorders.testkit.transport;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.store.memory.MemoryImageStore;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.Caller;
import org.imageorders.transport.InProcessTransport;
import org.imageorders.transport.OrderEndpoint;
import org.imageorders.transport.RemoteImageOrders;
import org.imageorders.transport.TransportTraits;

/** Two tenants' clients, over the wire's two halves, of one engine. */
final class InProcessOrders {

  private InProcessOrders() {}

  static OrdersUnderTest over(TransportTraits traits) {
    MemoryImageStore images = new MemoryImageStore();
    EmbeddedImageOrders engine =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
            .imageStore(images)
            .largestImage(1_000_000)
            .drain(Duration.ZERO)
            .build();
    ExecutorService threads = Executors.newCachedThreadPool();
    OrderEndpoint endpoint =
        OrderEndpoint.builder(engine::forTenant, threads).images(images).traits(traits).build();
    return new OrdersUnderTest(
        client(endpoint, "default"),
        client(endpoint, "another"),
        1_000_000,
        () -> {
          endpoint.close();
          engine.close();
          threads.shutdown();
        });
  }

  private static RemoteImageOrders client(OrderEndpoint endpoint, String tenant) {
    return RemoteImageOrders.builder(InProcessTransport.to(endpoint, Caller.of(tenant)))
        .tenant(tenant)
        .build();
  }
}
