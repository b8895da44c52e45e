package org.imageorders.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;

/**
 * What a run that is resumed must know: written before its first order is placed. The orders
 * themselves are in the database beside it.
 *
 * @param key makes its orders' keys: placed again, they are the same orders
 * @param arguments what it was asked for
 * @param uploads the ids of its source images, by what they are called until they are uploaded
 */
record RunFile(String key, List<String> arguments, Map<String, String> uploads) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A new run. */
  static RunFile of(Arguments arguments) {
    return new RunFile(UUID.randomUUID().toString(), arguments.line(), Map.of());
  }

  /**
   * Reads what was written.
   *
   * @throws ImageOrderException {@code INVALID_REQUEST} if it was written by another version
   */
  static RunFile read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), RunFile.class);
    } catch (JsonProcessingException e) {
      throw ImageOrderException.invalid(
          "--resume", file, "another version wrote it; use that version, or delete its directory");
    }
  }

  RunFile with(Map<ImageId, ImageId> uploaded) {
    Map<String, String> ids = new HashMap<>();
    uploaded.forEach((name, id) -> ids.put(name.value(), id.value()));
    return new RunFile(key, arguments, ids);
  }

  /** The uploaded image of this name. */
  ImageId upload(ImageId name) {
    return new ImageId(String.valueOf(uploads.get(name.value())));
  }

  /** Writes it whole or not at all. */
  void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, JSON.writeValueAsBytes(this));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
