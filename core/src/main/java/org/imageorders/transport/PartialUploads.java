package org.imageorders.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.json.BoundedStream;
import org.imageorders.json.Json;
import org.imageorders.store.ImageStore;
import org.imageorders.store.PendingImage;

/**
 * Uploads in several messages, where one cannot hold an image. Parts are kept in the image store
 * under ids that no order and no upload has, and are joined, as a stream, when the last is there.
 * Every step may be repeated: a part replaces itself, and joining again gives the same image.
 */
final class PartialUploads {

  private static final String PREFIX = "part-";
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{32}");
  private static final int MOST_PARTS = 1_000;
  private static final Duration LIFE = Duration.ofDays(1);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final WireLimits limits;
  private final ImageStore store;
  private final InstantSource clock;
  private Instant nextSweep = Instant.MIN;

  PartialUploads(WireLimits limits, ImageStore store, InstantSource clock) {
    this.limits = limits;
    this.store = store;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.now("POST", "/v1/partial-uploads", this::begin),
        Route.now("PUT", "/v1/partial-uploads/{}/{}", this::keep),
        Route.now("POST", "/v1/partial-uploads/{}/complete", this::join));
  }

  private TransportResponse begin(Call call) {
    sweep();
    String name =
        String.format(
            Locale.ROOT,
            "%08x-%s",
            clock.instant().getEpochSecond(),
            UUID.randomUUID().toString().replace("-", ""));
    return OrderRoutes.json(201, Json.bytes(Json.object().put("upload", name)));
  }

  private TransportResponse keep(Call call) throws IOException {
    int number = number(call.part(1), "part");
    try (PendingImage pending = store.begin(id(call, Integer.toString(number)))) {
      new BoundedStream(call.body().open(), limits.largestUpload(), "the part").transferTo(pending);
      pending.commit();
    }
    return TransportResponse.of(204);
  }

  private TransportResponse join(Call call) {
    String customer = call.query().required("customer");
    int count = number(call.query().required("parts"), "parts");
    ImageId result = id(call, "result");
    Optional<ImageId> joined = read(result);
    if (joined.isPresent()) {
      return ImageRoutes.uploaded(joined.get());
    }
    List<ImageId> parts =
        IntStream.rangeClosed(1, count)
            .mapToObj(number -> id(call, Integer.toString(number)))
            .toList();
    ImageId image;
    try (InputStream whole = new Joined(parts)) {
      image =
          call.orders()
              .upload(customer, new BoundedStream(whole, limits.largestUpload(), "the upload"));
    } catch (IOException e) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the parts could not be read: " + e, e);
    } catch (ImageOrderException e) {
      // Joined meanwhile by an earlier try whose answer was lost: then the parts are gone.
      return read(result).map(ImageRoutes::uploaded).orElseThrow(() -> e);
    }
    try (PendingImage pending = store.begin(result)) {
      pending.write(image.value().getBytes(StandardCharsets.US_ASCII));
      pending.commit();
    }
    parts.forEach(store::delete);
    return ImageRoutes.uploaded(image);
  }

  /** The parts, one after the other; each is opened when the one before it is read. */
  private final class Joined extends InputStream {
    private final Iterator<ImageId> rest;
    private InputStream part = InputStream.nullInputStream();

    Joined(List<ImageId> parts) {
      rest = parts.iterator();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = part.read(target, offset, length);
      while (count < 0 && rest.hasNext()) {
        part.close();
        part = store.open(rest.next(), ByteRange.ALL);
        count = part.read(target, offset, length);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      part.close();
    }
  }

  private Optional<ImageId> read(ImageId result) {
    if (store.stat(result).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream stream = store.open(result, ByteRange.ALL)) {
      return Optional.of(new ImageId(new String(stream.readAllBytes(), StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "the upload could not be read: " + e, e);
    }
  }

  private static int number(String text, String field) {
    int number = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > MOST_PARTS) {
      throw ImageOrderException.invalid(field, text, "use 1 to " + MOST_PARTS);
    }
    return number;
  }

  /** The id of a part; the tenant is in it, so that no other can name it. */
  private static ImageId id(Call call, String what) {
    String name = call.part(0);
    if (!NAME.matcher(name).matches()) {
      throw new ImageOrderException(
          ErrorCode.NOT_FOUND, "there is no partial upload '" + name + "'");
    }
    return new ImageId(PREFIX + name + "-" + hash(call.tenant()) + "-" + what);
  }

  private static String hash(String tenant) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Drops what was begun a day ago, whether it was joined or given up; looks at most once an hour.
   */
  private void sweep() {
    Instant now = clock.instant();
    synchronized (this) {
      if (now.isBefore(nextSweep)) {
        return;
      }
      nextSweep = now.plus(BETWEEN_SWEEPS);
    }
    for (ImageId id : store.list(PREFIX)) {
      String began = id.value().substring(PREFIX.length(), PREFIX.length() + 8);
      if (Instant.ofEpochSecond(HexFormat.fromHexDigitsToLong(began)).plus(LIFE).isBefore(now)) {
        store.delete(id);
      }
    }
  }
}
