package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.imageorders.ImageId;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.provider.offline.OfflineProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which name a picture gets in a directory that is not this run's alone. */
class GalleryTest {

  private static final Plan.Slot SLOT = new Plan.Slot("a pond", "a-pond", 1, 1);

  @TempDir private Path directory;
  private ImageOrders orders;
  private ImageId picture;

  @BeforeEach
  void draw() {
    orders = EmbeddedImageOrders.builder(OfflineProvider.builder().build()).build();
    OrderRequest request = OrderRequest.builder("ada").prompt("a pond").build();
    picture = orders.completion(orders.place(request).id()).join().readyImages().get(0).id();
  }

  @AfterEach
  void close() {
    orders.close();
  }

  @Test
  void aNameThatAnotherRunHasJustTakenIsLeftToIt() throws Exception {
    Path taken = Files.createFile(directory.resolve("a-pond-01.png"));
    try (Gallery gallery = Gallery.open(directory)) {
      assertThat(gallery.keep(orders, picture, SLOT)).isEqualTo("a-pond-02.png");
    }
    assertThat(taken).isEmptyFile();
  }

  @Test
  void aRunThatIsResumedUsesTheNameThatItTookBeforeItWasKilled() throws Exception {
    try (Gallery killed = Gallery.open(directory)) {
      Files.write(killed.run(), new byte[] {'{', '}'});
      Files.createFile(killed.draft("taken").resolve("a-pond-01.png"));
      Files.createFile(directory.resolve("a-pond-01.png"));
    }
    try (Gallery resumed = Gallery.reopen(directory)) {
      assertThat(resumed.keep(orders, picture, SLOT)).isEqualTo("a-pond-01.png");
      resumed.finish();
    }
    assertThat(directory.resolve("a-pond-01.png")).isNotEmptyFile();
    assertThat(directory.toFile().list()).containsExactly("a-pond-01.png");
  }
}
