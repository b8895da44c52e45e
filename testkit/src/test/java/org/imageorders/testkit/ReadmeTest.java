package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.UnknownOutcome;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.offline.OfflineProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of README.md for what core and testkit can do, word for word. */
class ReadmeTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");

  /** What transport-http/client compiles, because it has the class path for it. */
  private static final Pattern REMOTE = Pattern.compile("HttpTransport|Migration");

  @TempDir private Path directory;

  @Test
  void theTenLinesBringAPicture() throws IOException {
    try (ImageProvider provider = OfflineProvider.builder().build();
        ImageOrders orders = EmbeddedImageOrders.builder(provider).build()) {
      OrderRequest request =
          OrderRequest.builder("customer-7")
              .idempotencyKey("cart-1234")
              .prompt("a lighthouse at dusk, watercolour")
              .build();
      ImageOrder accepted = orders.place(request); // returns at once, long before the picture
      ImageOrder ended = orders.completion(accepted.id()).join();
      for (GeneratedImage image : ended.readyImages()) {
        try (ImageContent content = orders.open(image.id());
            OutputStream file = Files.newOutputStream(directory.resolve(image.id() + ".png"))) {
          content.transferTo(file); // streamed, never whole in memory
        }
      }
    }
    assertThat(directory).isDirectoryContaining("glob:**.png");
  }

  @Test
  void aStrictOrderNeverRepeatsACallThatGaveNoAnswer() throws InterruptedException {
    ManualTime time = new ManualTime();
    ScriptedProvider provider = ScriptedProvider.script().thenHang();
    try (ImageOrders orders =
        EmbeddedImageOrders.builder(provider).clock(time).pauses(time).build()) {
      ImageOrder order =
          orders.place(
              OrderRequest.builder("customer-7")
                  .prompt("a lighthouse")
                  .unknownOutcome(UnknownOutcome.FAIL)
                  .build());
      provider.awaitCalls(1);
      time.advance(provider.traits().longestCall()); // five minutes, at once

      ImageOrder ended = orders.completion(order.id()).join();
      assertThat(ended.failure().map(Failure::code)).contains(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(provider.calls()).isEqualTo(1);
    }
  }

  @Test
  void everyJavaBlockOfTheReadmeThatIsNotRemoteStandsHere() throws IOException {
    String here =
        words(Files.readString(Path.of("src/test/java/org/imageorders/testkit/ReadmeTest.java")));
    List<String> blocks =
        JAVA_BLOCK
            .matcher(Files.readString(Path.of("../README.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .filter(block -> !REMOTE.matcher(block).find())
            .map(ReadmeTest::words)
            .toList();
    assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(here).contains(block));
  }

  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }
}
