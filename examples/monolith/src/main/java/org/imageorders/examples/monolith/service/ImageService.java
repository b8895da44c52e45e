package org.imageorders.examples.monolith.service;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.server.OrderServer;
import org.imageorders.http.server.TokenVerifier;
import org.imageorders.provider.offline.OfflineProvider;

/** The image service as a program. It knows nothing of the shop. */
public final class ImageService {

  /** The environment's variable that holds the token which callers must send. */
  static final String TOKEN = "IMAGE_SERVICE_TOKEN";

  /** The environment's variable that holds the name of the tenant that the token stands for. */
  static final String TENANT = "IMAGE_SERVICE_TENANT";

  private static final Duration LATENCY = Duration.ofMillis(150);

  private ImageService() {}

  /** Prints where it listens, and serves until its standard input ends. */
  public static void main(String[] args) throws IOException {
    Map<String, String> tokens = Map.of(System.getenv(TOKEN), System.getenv(TENANT));
    try (OfflineProvider provider = OfflineProvider.builder().latency(LATENCY).build();
        EmbeddedImageOrders engine = EmbeddedImageOrders.builder(provider).build();
        OrderServer server =
            OrderServer.builder(engine::forTenant).tokens(TokenVerifier.ofTokens(tokens)).start()) {
      System.out.println(server.address());
      while (System.in.read() >= 0) {
        // It ends with whoever started it, also if that was killed.
      }
    }
  }
}
