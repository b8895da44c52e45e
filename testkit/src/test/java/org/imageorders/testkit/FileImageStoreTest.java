package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.Refusals.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.OrderId;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;
import org.imageorders.store.file.FileImageStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileImageStoreTest implements ImageStoreContract {

  @TempDir private Path directory;

  @Override
  public ImageStore imageStore() {
    return FileImageStore.in(directory.resolve("pictures of caf\u00e9"));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void aDirectoryWithoutRoomIsToldBeforeAnImageIsBegun() {
    FileImageStore store = FileImageStore.in(directory);

    assertThat(store.objection(1)).isEmpty();
    assertThat(store.objection(Long.MAX_VALUE))
        .hasValueSatisfying(why -> assertThat(why).contains(directory.toString(), "bytes left"));
  }

  @Test
  void aDirectoryThatTakesNoFileIsToldBeforeAnImageIsBegun() throws Exception {
    FileImageStore store = FileImageStore.in(directory);
    Files.delete(directory.resolve("partial"));

    assertThat(store.objection(1))
        .hasValueSatisfying(why -> assertThat(why).contains(directory.toString(), "written"));
  }

  @Test
  void askingForRoomLeavesNoFile() throws Exception {
    FileImageStore store = FileImageStore.in(directory);

    assertThat(store.objection(1)).isEmpty();
    assertThat(files(directory)).isEmpty();
  }

  @Test
  void imagesSurviveReopening() throws Exception {
    byte[] bytes = ImageBytes.bytes(1, 10_000);
    ImageBytes.keep(FileImageStore.in(directory), ImageBytes.FIRST, bytes);
    assertThat(ImageBytes.read(FileImageStore.in(directory), ImageBytes.FIRST)).isEqualTo(bytes);
  }

  @Test
  void aDroppedImageLeavesNoFile() throws Exception {
    try (PendingImage pending = FileImageStore.in(directory).begin(ImageBytes.FIRST)) {
      pending.write(new byte[100_000]);
      assertThat(files(directory)).hasSize(1);
    }
    assertThat(files(directory)).isEmpty();
  }

  @Test
  void oldLeftoversAreSweptAndYoungOnesStay() throws Exception {
    ManualTime time = new ManualTime(Instant.parse("2026-03-01T00:00:00Z"));
    FileImageStore.in(directory);
    Path young = Files.createFile(directory.resolve("partial/young.part"));
    Path old = Files.createFile(directory.resolve("partial/old.part"));
    Files.setLastModifiedTime(young, FileTime.from(time.instant().minus(Duration.ofMinutes(59))));
    Files.setLastModifiedTime(old, FileTime.from(time.instant().minus(Duration.ofMinutes(61))));
    FileImageStore.in(directory, time, Duration.ofHours(1));
    assertThat(young).exists();
    assertThat(old).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefusedAtOnce() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertRefused(ErrorCode.STORAGE_FAILED, () -> FileImageStore.in(file));
    assertRefused(ErrorCode.STORAGE_FAILED, () -> FileImageStore.in(file.resolve("below")));
  }

  @Test
  void anImageThatCannotBeMovedIntoPlaceFailsAndLeavesNothing() throws Exception {
    ImageStore store = FileImageStore.in(directory);
    Files.delete(directory.resolve("images"));
    Path obstacle = Files.createFile(directory.resolve("images"));
    try (PendingImage pending = store.begin(ImageBytes.FIRST)) {
      pending.write(new byte[10]);
      assertRefused(ErrorCode.STORAGE_FAILED, pending::commit);
    }
    assertThat(files(directory)).containsExactly(obstacle);
  }

  @Test
  void anImageThatCannotBeBegunFails() throws Exception {
    ImageStore store = FileImageStore.in(directory);
    Files.delete(directory.resolve("partial"));
    assertRefused(ErrorCode.STORAGE_FAILED, () -> store.begin(ImageBytes.FIRST));
  }

  @Test
  void namesSuitFileSystemsThatReserveSomeAndIgnoreCase() throws Exception {
    ImageStore store = FileImageStore.in(directory);
    for (String id : List.of("con", "nul.1", "a.", "9-")) {
      ImageBytes.keep(store, new ImageId(id), new byte[] {1});
    }
    assertThat(files(directory))
        .hasSize(4)
        .allSatisfy(
            file -> assertThat(file.getFileName().toString()).matches("image-[a-z0-9.-]+\\.bin"));
  }

  @Test
  void ordersAreSpreadOverDirectoriesAndEachLiesInOne() throws Exception {
    ImageStore store = FileImageStore.in(directory);
    for (int cart = 0; cart < 50; cart++) {
      OrderId order = OrderId.of("shop", "ada", "cart-" + cart);
      ImageBytes.keep(store, ImageId.of(order, 0, 1, 0), new byte[] {1});
      ImageBytes.keep(store, ImageId.of(order, 1, 1, 1), new byte[] {1});
    }
    try (Stream<Path> directories = Files.list(directory.resolve("images"))) {
      assertThat(directories.count()).isBetween(40L, 50L);
    }
  }
}
