package org.imageorders.http.server;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.imageorders.ImageOrders;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;

/** An engine behind a server on a free port, and a client of it. */
final class Served implements AutoCloseable {

  private final Semaphore watches = new Semaphore(0);
  private final EmbeddedImageOrders engine;
  private final OrderServer server;
  private final HttpTransport transport;
  private final RemoteImageOrders remote;

  Served(UnaryOperator<OrderServer.Builder> settings) {
    engine = EmbeddedImageOrders.builder(ScriptedProvider.byPrompt()).drain(Duration.ZERO).build();
    server =
        settings
            .apply(
                OrderServer.builder(tenant -> watched(engine.forTenant(tenant)))
                    .drain(Duration.ofSeconds(5))
                    .tokens(TokenVerifier.ofTokens(Map.of(RawHttp.TOKEN, "shop"))))
            .start();
    transport = HttpTransport.builder(server.address()).bearerToken(() -> RawHttp.TOKEN).build();
    remote = RemoteImageOrders.builder(transport).tenant("shop").tries(1).build();
  }

  Served() {
    this(settings -> settings);
  }

  /** The same orders, which tell when a request begins to watch one. */
  private ImageOrders watched(ImageOrders orders) {
    return (ImageOrders)
        Proxy.newProxyInstance(
            ImageOrders.class.getClassLoader(),
            new Class<?>[] {ImageOrders.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(orders, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (method.getName().equals("watch")) {
                  watches.release();
                }
              }
            });
  }

  /** Waits until so many more requests watch an order. */
  void awaitWatches(int more) throws InterruptedException {
    watches.acquire(more);
  }

  OrderServer server() {
    return server;
  }

  HttpTransport transport() {
    return transport;
  }

  /** The shop's orders across HTTP. */
  RemoteImageOrders remote() {
    return remote;
  }

  /** The same orders, where they are handled. */
  ImageOrders here() {
    return engine.forTenant("shop");
  }

  /** A new connection to the server. */
  RawHttp raw() throws IOException {
    return new RawHttp(server);
  }

  @Override
  public void close() {
    remote.close();
    transport.close();
    server.close();
    engine.close();
  }
}
