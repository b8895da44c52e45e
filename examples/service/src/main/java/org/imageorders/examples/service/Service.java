package org.imageorders.examples.service;

import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.imageorders.ImageOrderException;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.server.OrderServer;
import org.imageorders.http.server.TokenVerifier;
import org.imageorders.provider.offline.OfflineProvider;
import org.imageorders.store.file.FileImageStore;
import org.jspecify.annotations.Nullable;

/**
 * Starts the standalone service with the offline provider, tells how to place a first order, and
 * runs until it is told to stop.
 */
public final class Service implements AutoCloseable {

  private final OfflineProvider provider;
  private final EmbeddedImageOrders engine;
  private final OrderServer server;

  private Service(Arguments arguments) {
    provider = OfflineProvider.create();
    EmbeddedImageOrders.Builder orders = EmbeddedImageOrders.builder(provider);
    if (arguments.out() != null) {
      orders.imageStore(FileImageStore.in(arguments.out()));
    }
    engine = orders.build();
    OrderServer.Builder settings = OrderServer.builder(engine::forTenant).port(arguments.port());
    if (arguments.token() != null) {
      settings.tokens(TokenVerifier.ofTokens(Map.of(arguments.token(), "default")));
    }
    try {
      server = settings.start();
    } catch (ImageOrderException e) {
      engine.close();
      provider.close();
      throw e;
    }
  }

  /** Starts the service and returns; see {@code --help} for the arguments. */
  static Service start(Arguments arguments) {
    return new Service(arguments);
  }

  /** Where it listens. */
  URI address() {
    return server.address();
  }

  /** Lets requests end, then calls, and stops. */
  @Override
  public void close() {
    server.close();
    engine.close();
    provider.close();
  }

  /** What a caller may send first, as commands for a shell. */
  static String firstOrder(URI address, @Nullable String token) {
    String caller = token == null ? "" : " -H \"Authorization: Bearer $TOKEN\"";
    return """
        Listening on %1$s

        A first order:
          curl%2$s %1$s/v1/orders -H 'Content-Type: application/json' \\
            -H 'Idempotency-Key: "first"' -H 'Prefer: wait=10' \\
            -d '{"customer": "me", "specs": [{"prompt": "a lighthouse at dusk"}]}'

        Its picture, by the image's id from that answer:
          curl%2$s -o picture.png %1$s/v1/images/ID

        Ctrl-C stops."""
        .formatted(address, caller);
  }

  /** Runs until the process is told to end. */
  public static void main(String[] line) throws InterruptedException {
    System.exit(run(List.of(line), System.out, System.err));
  }

  private static int run(List<String> line, PrintStream out, PrintStream err)
      throws InterruptedException {
    try {
      Arguments arguments = Arguments.parse(line);
      if (arguments.help()) {
        out.print(Arguments.HELP);
        return 0;
      }
      Service service = start(arguments);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "image-orders-stop"));
      out.println(firstOrder(service.address(), arguments.token()));
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (ImageOrderException e) {
      err.println(e.getMessage());
      return 2;
    }
  }
}
