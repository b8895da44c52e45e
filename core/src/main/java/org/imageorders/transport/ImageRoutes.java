package org.imageorders.transport;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.json.BoundedStream;
import org.imageorders.json.Json;
import org.imageorders.store.ImageStore;
import org.jspecify.annotations.Nullable;

/** Images in and out: uploads in one piece, and reading, by ranges or by the store's own link. */
final class ImageRoutes {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
  private static final Pattern PREVIEW = Pattern.compile(".*\\.p\\d+");

  private final WireLimits limits;
  private final TransportTraits traits;
  private final @Nullable ImageStore store;
  private final Duration linksValidFor;

  /**
   * @param store what makes links; null for none
   */
  ImageRoutes(
      WireLimits limits,
      TransportTraits traits,
      @Nullable ImageStore store,
      Duration linksValidFor) {
    this.limits = limits;
    this.traits = traits;
    this.store = store;
    this.linksValidFor = linksValidFor;
  }

  List<Route> routes() {
    return List.of(
        Route.now("POST", "/v1/uploads", this::upload),
        Route.now("GET", "/v1/images/{}", this::read));
  }

  private TransportResponse upload(Call call) throws IOException {
    String customer = call.query().required("customer");
    String type = call.mediaType().orElse("application/octet-stream");
    if (!type.startsWith("image/") && !type.equals("application/octet-stream")) {
      throw new ImageOrderException(
          ErrorCode.UNSUPPORTED_MEDIA,
          "content type '" + type + "' is refused: send the bytes of the image as they are");
    }
    if (call.body().length() > limits.largestUpload()) {
      throw BoundedStream.tooLarge("the upload", limits.largestUpload());
    }
    BoundedStream bytes =
        new BoundedStream(call.body().open(), limits.largestUpload(), "the upload");
    return uploaded(call.orders().upload(customer, bytes));
  }

  static TransportResponse uploaded(ImageId image) {
    return OrderRoutes.json(201, Json.bytes(Json.object().put("image", image.value())))
        .with("Location", "/v1/images/" + image);
  }

  private TransportResponse read(Call call) {
    ImageId id = call.imageId();
    // A range has a meaning for GET alone (RFC 9110, section 14.2).
    Optional<ByteRange> range =
        call.method().equals("GET")
            ? call.header("Range").flatMap(ImageRoutes::range)
            : Optional.empty();
    if (call.prefers("link") || (range.isEmpty() && traits.largestResponse() < Long.MAX_VALUE)) {
      Optional<TransportResponse> elsewhere = link(call, id);
      if (elsewhere.isPresent()) {
        return elsewhere.get();
      }
    }
    ImageContent content = open(call, id, range.map(this::fitting).orElse(ByteRange.ALL));
    try {
      String tag = content.sha256() == null ? null : '"' + content.sha256() + '"';
      if (tag != null && EntityTags.anyMatches(call.headers("If-None-Match"), tag)) {
        content.close();
        return cached(TransportResponse.of(304), id, tag);
      }
      Optional<String> same = call.header("If-Range");
      if (range.isPresent() && same.isPresent() && !same.get().equals(tag)) {
        content.close();
        return answer(id, open(call, id, ByteRange.ALL), false);
      }
      return answer(id, content, range.isPresent());
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private ImageContent open(Call call, ImageId id, ByteRange range) {
    try {
      return call.orders().open(id, range);
    } catch (ImageOrderException e) {
      if (!e.code().equals(ErrorCode.RANGE_NOT_SATISFIABLE)) {
        throw e;
      }
      try (ImageContent whole = call.orders().open(id)) {
        throw new UnsatisfiableRange(e, whole.totalBytes());
      }
    }
  }

  /** Says with status 416 how long the image is, as RFC 9110 asks. */
  static final class UnsatisfiableRange extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final ImageOrderException reason;
    private final long total;

    UnsatisfiableRange(ImageOrderException reason, long total) {
      super(reason);
      this.reason = reason;
      this.total = total;
    }

    TransportResponse response() {
      return Problems.response(reason).with("Content-Range", "bytes */" + total);
    }
  }

  private TransportResponse answer(ImageId id, ImageContent content, boolean partial) {
    ByteRange range = content.range();
    TransportResponse response =
        TransportResponse.of(partial ? 206 : 200)
            .with("Content-Type", content.mediaType())
            .with("Accept-Ranges", "bytes")
            // An image can be SVG, and so a program.
            .with("Content-Security-Policy", "default-src 'none'; sandbox")
            .with(TransportBody.once(content.stream(), range.length()));
    if (partial) {
      long last = range.offset() + range.length() - 1;
      response =
          response.with(
              "Content-Range", "bytes " + range.offset() + "-" + last + "/" + content.totalBytes());
    }
    return cached(response, id, content.sha256() == null ? null : '"' + content.sha256() + '"');
  }

  private static TransportResponse cached(
      TransportResponse response, ImageId id, @Nullable String tag) {
    TransportResponse tagged = tag == null ? response : response.with("ETag", tag);
    boolean preview = PREVIEW.matcher(id.value()).matches();
    return tagged.with(
        "Cache-Control", preview ? "private, no-cache" : "private, max-age=31536000, immutable");
  }

  /**
   * A redirect to the store's own link, if the caller may see the image and the store can make one.
   */
  private Optional<TransportResponse> link(Call call, ImageId id) {
    if (store == null) {
      return Optional.empty();
    }
    try (ImageContent content = call.orders().open(id, new ByteRange(0, 1))) {
      boolean wanted = call.prefers("link") || content.totalBytes() > traits.largestResponse();
      Optional<URI> link = wanted ? store.link(id, linksValidFor) : Optional.empty();
      return link.map(
          uri ->
              TransportResponse.of(307)
                  .with("Location", uri.toString())
                  .with("Cache-Control", "no-store"));
    }
  }

  // An answer may hold less than the range that was asked for (RFC 9110, section 15.3.7).
  private ByteRange fitting(ByteRange range) {
    return new ByteRange(range.offset(), Math.min(range.length(), traits.largestResponse()));
  }

  /** One range of bytes; several, or another unit, count as none (RFC 9110, section 14.2). */
  static Optional<ByteRange> range(String header) {
    Matcher matcher = RANGE.matcher(header.trim());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Long.parseLong(matcher.group(2));
      return Optional.of(last == 0 ? ByteRange.from(Long.MAX_VALUE) : ByteRange.last(last));
    }
    long first = Long.parseLong(matcher.group(1));
    if (matcher.group(2).isEmpty()) {
      return Optional.of(ByteRange.from(first));
    }
    long last = Long.parseLong(matcher.group(2));
    return last < first ? Optional.empty() : Optional.of(new ByteRange(first, last - first + 1));
  }
}
