package org.imageorders.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.http.client.HttpTransport;
import org.imageorders.store.file.FileImageStore;
import org.imageorders.testkit.ScriptedProvider;
import org.imageorders.transport.RemoteImageOrders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeImagesTest {

  private static final long MIB = 1024 * 1024;

  @Test
  void imagesOf20MiBPassBothWaysInAHeapOf20MiB(@TempDir Path directory) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx20m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BothWays.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said;
    try (InputStream output = child.getInputStream()) {
      said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said).contains("4 passed both ways");
  }

  /** A client and a server in one small process. */
  static final class BothWays {

    private BothWays() {}

    public static void main(String[] arguments) throws IOException {
      try (EmbeddedImageOrders engine =
              EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
                  .imageStore(FileImageStore.in(Path.of(arguments[0])))
                  .drain(Duration.ZERO)
                  .build();
          OrderServer server = OrderServer.builder(engine::forTenant).start();
          HttpTransport transport = HttpTransport.builder(server.address()).build();
          RemoteImageOrders orders = RemoteImageOrders.builder(transport).build()) {
        List<ImageId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          ids.add(orders.upload("customer", LargePng.of(20 * MIB)));
        }
        int passed = 0;
        for (ImageId id : ids) {
          try (ImageContent content = orders.open(id)) {
            long read = content.transferTo(OutputStream.nullOutputStream());
            passed += read == content.totalBytes() && read > 20 * MIB ? 1 : 0;
          }
        }
        System.out.println(passed + " passed both ways");
      }
    }
  }
}
