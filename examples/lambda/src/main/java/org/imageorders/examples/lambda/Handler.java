package org.imageorders.examples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.lambda.function.OrderFunction;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.memory.MemoryImageStore;

/**
 * The function that {@code template.yaml} describes: it paints by itself, and keeps orders and
 * pictures in memory, so that they end with the instance. It is there to be tried out; what Lambda
 * does between invocations, and what to put in place of the memory, stands in {@link
 * OrderFunction}.
 *
 * <p>Thread-safe.
 */
public final class Handler implements RequestStreamHandler, AutoCloseable {

  private final EmbeddedImageOrders orders;
  private final OrderFunction function;

  /** Made by Lambda, once for each instance. */
  public Handler() {
    MemoryImageStore images = new MemoryImageStore();
    orders =
        EmbeddedImageOrders.builder(OfflineProvider.create())
            .imageStore(images)
            .concurrency(Runtime.getRuntime().availableProcessors())
            .build();
    function = OrderFunction.builder(orders::forTenant).images(images).build();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    function.handleRequest(event, answer, context);
  }

  @Override
  public void close() {
    function.close();
    orders.close();
  }
}
