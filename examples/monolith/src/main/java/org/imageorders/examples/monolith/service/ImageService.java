package org.imageorders.examples.monolith.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.imageorders.Pauses;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.server.OrderServer;
import org.imageorders.http.server.TokenVerifier;
import org.imageorders.provider.offline.OfflineProvider;

/** The image service as a program. It knows nothing of the shop. */
public final class ImageService {

  /**
   * The environment's variable that holds who may call: {@code token=tenant}, separated by commas.
   */
  static final String CALLERS = "IMAGE_SERVICE_CALLERS";

  private static final Duration LATENCY = Duration.ofMillis(150);
  private static final int STUDIO_CALLS = 32;

  private ImageService() {}

  /**
   * Prints where it listens, and serves until its standard input ends. Without an argument it draws
   * offline. With a {@link Release} it draws in a studio; each line of standard input is the
   * release from then on, and is answered with the same line.
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      try (OfflineProvider provider = OfflineProvider.builder().latency(LATENCY).build();
          EmbeddedImageOrders engine = EmbeddedImageOrders.builder(provider).build()) {
        serve(engine, line -> {});
      }
      return;
    }
    try (Studio studio = new Studio(Release.valueOf(args[0]), Pauses.system());
        EmbeddedImageOrders engine =
            EmbeddedImageOrders.builder(studio).concurrency(STUDIO_CALLS).build()) {
      serve(engine, line -> studio.use(Release.valueOf(line)));
    }
  }

  private static void serve(EmbeddedImageOrders engine, Consumer<String> command)
      throws IOException {
    try (OrderServer server =
            OrderServer.builder(engine::forTenant)
                .tokens(TokenVerifier.ofTokens(callers()))
                .start();
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(server.address());
      // It ends with whoever started it, also if that was killed.
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        command.accept(line);
        System.out.println(line);
      }
    }
  }

  private static Map<String, String> callers() {
    return Arrays.stream(System.getenv(CALLERS).split(","))
        .map(caller -> caller.split("=", 2))
        .collect(Collectors.toMap(caller -> caller[0], caller -> caller[1]));
  }
}
