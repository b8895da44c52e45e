package org.imageorders.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StateDocument;
import org.imageorders.store.StoredImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images that a tenant may see: those of its orders, their previews, and its uploads. What is
 * known of an upload stands in a state document, {@code upload/TENANT/ID}.
 */
final class TenantImages {

  private static final Logger log = LoggerFactory.getLogger(TenantImages.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UPLOADS = "upload/";
  private static final Set<String> SOURCE_TYPES = Set.of("image/png", "image/jpeg", "image/webp");

  private final EngineConfig config;
  private final String tenant;

  TenantImages(EngineConfig config, String tenant) {
    this.config = config;
    this.tenant = tenant;
  }

  ImageContent open(ImageId id, ByteRange range) {
    if (id.order().isEmpty()) {
      JsonNode upload = upload(id).map(TenantImages::parse).orElseThrow(() -> absent(id));
      String mediaType = upload.path("mediaType").asText();
      return open(
          id,
          range,
          new Kept(mediaType, upload.path("sha256").asText(), upload.path("bytes").asLong()));
    }
    ImageOrder order = order(id).orElseThrow(() -> absent(id));
    Optional<GeneratedImage> image =
        order.readyImages().stream().filter(ready -> ready.id().equals(id)).findFirst();
    if (image.isPresent()) {
      GeneratedImage ready = image.get();
      return open(id, range, new Kept(ready.mediaType(), ready.sha256(), ready.bytes()));
    }
    if (order.images().stream().noneMatch(result -> id.equals(result.latestPreview()))) {
      throw absent(id);
    }
    StoredImage stored = config.images.stat(id).orElseThrow(() -> absent(id));
    String mediaType =
        KeptImages.probe(config.images, id).mediaType().orElse("application/octet-stream");
    return open(id, range, new Kept(mediaType, stored.sha256(), stored.bytes()));
  }

  /** What is known of bytes before they are read. */
  private record Kept(String mediaType, String sha256, long bytes) {}

  private ImageContent open(ImageId id, ByteRange range, Kept kept) {
    ByteRange within = range.within(kept.bytes());
    return new ImageContent(
        kept.mediaType(), kept.sha256(), within, kept.bytes(), config.images.open(id, within));
  }

  /**
   * Whether an image is there to start from. An upload that is counts as used from now on, and no
   * longer expires.
   *
   * @param takeBack is given what takes that back again, unless somebody else uses it too
   */
  boolean use(ImageId id, Consumer<Runnable> takeBack) {
    if (id.order().isPresent()) {
      return order(id).stream()
          .flatMap(order -> order.readyImages().stream())
          .anyMatch(ready -> ready.id().equals(id));
    }
    for (Optional<StateDocument> found = upload(id); found.isPresent(); found = upload(id)) {
      String before = found.get().text();
      ObjectNode upload = parse(found.get());
      boolean first = !upload.path("used").asBoolean();
      // Written even if it says the same: who used it first can then no longer take it back.
      Optional<Long> written =
          config.state.write(name(id), found.get().version(), upload.put("used", true).toString());
      if (written.isPresent()) {
        if (first) {
          takeBack.accept(() -> config.state.write(name(id), written.get(), before));
        }
        return true;
      }
    }
    return false;
  }

  ImageId upload(String customer, InputStream source) {
    ImageId id = new ImageId("up-" + UUID.randomUUID());
    ImageProbe probe = new ImageProbe();
    try (PendingImage pending = config.images.begin(id)) {
      copy(source, pending, probe);
      if (probe.mediaType().filter(SOURCE_TYPES::contains).isEmpty() || !probe.isWhole()) {
        throw new ImageOrderException(
                ErrorCode.UNSUPPORTED_MEDIA,
                "the upload is refused: it is no whole PNG, JPEG or WebP image; send one of these")
            .withField("image");
      }
      StoredImage stored = pending.commit();
      ObjectNode known =
          JSON.createObjectNode()
              .put("customer", customer)
              .put("mediaType", probe.mediaType().get())
              .put("bytes", stored.bytes())
              .put("sha256", stored.sha256())
              .put("uploadedAt", config.clock.instant().toString());
      register(id, known);
      return id;
    }
  }

  /** What nobody could find or sweep is not left behind. */
  private void register(ImageId id, ObjectNode known) {
    try {
      config.state.write(name(id), 0, known.toString());
    } catch (RuntimeException e) {
      config.images.delete(id);
      throw e;
    }
  }

  private void copy(InputStream source, PendingImage pending, ImageProbe probe) {
    byte[] buffer = new byte[16 * 1024];
    long bytes = 0;
    try {
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        bytes += read;
        if (bytes > config.largestImage) {
          throw new ImageOrderException(
                  ErrorCode.TOO_LARGE,
                  "the upload is refused: it has more than "
                      + config.largestImage
                      + " bytes; send a smaller image")
              .withField("image");
        }
        probe.accept(buffer, 0, read);
        pending.write(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "the upload could not be read to its end: " + e, e);
    }
  }

  /** Removes the uploads, of all tenants, that no order has used within their life. */
  static void expireUploads(EngineConfig config) {
    Instant oldest = config.clock.instant().minus(config.uploadLife);
    try {
      for (StateDocument document : config.state.list(UPLOADS)) {
        expireUpload(config, document, oldest);
      }
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("uploads could not be swept; trying again later");
    }
  }

  private static void expireUpload(EngineConfig config, StateDocument document, Instant oldest) {
    try {
      JsonNode upload = parse(document);
      boolean expired =
          !upload.path("used").asBoolean()
              && Instant.parse(upload.path("uploadedAt").asText()).isBefore(oldest);
      if (expired && config.state.delete(document.name(), document.version())) {
        config.images.delete(
            new ImageId(document.name().substring(document.name().lastIndexOf('/') + 1)));
      }
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("upload", document.name())
          .setCause(e)
          .log("upload could not be swept");
    }
  }

  /**
   * Removes a customer's uploads.
   *
   * @return how many there were
   */
  int forget(String customer) {
    int forgotten = 0;
    for (StateDocument document : config.state.list(UPLOADS + tenant + "/")) {
      if (parse(document).path("customer").asText().equals(customer)) {
        config.images.delete(new ImageId(document.name().substring(name("").length())));
        delete(document);
        forgotten++;
      }
    }
    return forgotten;
  }

  /** Deletes what is known of an upload, though an order may use it at this moment. */
  private void delete(StateDocument document) {
    Optional<StateDocument> left = Optional.of(document);
    while (left.isPresent() && !config.state.delete(document.name(), left.get().version())) {
      left = config.state.read(document.name());
    }
  }

  private Optional<ImageOrder> order(ImageId id) {
    try {
      return id.order().map(order -> config.orders.get(tenant, order));
    } catch (ImageOrderException e) {
      if (e.code().equals(ErrorCode.NOT_FOUND) || e.code().equals(ErrorCode.GONE)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<StateDocument> upload(ImageId id) {
    return config.state.read(name(id));
  }

  private String name(Object id) {
    return UPLOADS + tenant + "/" + id;
  }

  private static ObjectNode parse(StateDocument document) {
    try {
      return (ObjectNode) JSON.readTree(document.text());
    } catch (JsonProcessingException e) {
      throw new ImageOrderException(
          ErrorCode.INTERNAL, "document " + document.name() + " is no JSON object", e);
    }
  }

  private static ImageOrderException absent(ImageId id) {
    return new ImageOrderException(
        ErrorCode.NOT_FOUND, "there is no image " + id + "; it may have been removed");
  }
}
