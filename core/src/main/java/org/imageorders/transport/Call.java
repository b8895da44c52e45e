package org.imageorders.transport;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.json.BoundedStream;
import org.imageorders.json.Fields;
import org.imageorders.json.Json;

/** A request under way: whose it is, and what it says, in the words of the protocol. */
final class Call {

  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,6})\"?(?=$|[,;\\s])");

  private final String tenant;
  private final ImageOrders orders;
  private final TransportRequest request;
  private final List<String> parts;
  private final Duration longestWait;
  private final Query query;

  /**
   * @param parts what stands where the route's path has a pair of braces
   * @param longestWait how long the answer may be held back
   */
  Call(
      String tenant,
      ImageOrders orders,
      TransportRequest request,
      List<String> parts,
      Duration longestWait) {
    this.tenant = tenant;
    this.orders = orders;
    this.request = request;
    this.parts = parts;
    this.longestWait = longestWait;
    this.query = Query.of(request.target());
  }

  String tenant() {
    return tenant;
  }

  ImageOrders orders() {
    return orders;
  }

  String method() {
    return request.method();
  }

  TransportBody body() {
    return request.body();
  }

  Query query() {
    return query;
  }

  String part(int place) {
    return parts.get(place);
  }

  /** The order that the path names; one that nobody can have is one that is not there. */
  OrderId orderId() {
    try {
      return new OrderId(part(0));
    } catch (ImageOrderException e) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no order '" + part(0) + "'", e);
    }
  }

  /** The image that the path names; one that nobody can have is one that is not there. */
  ImageId imageId() {
    try {
      return new ImageId(part(0));
    } catch (ImageOrderException e) {
      throw new ImageOrderException(ErrorCode.NOT_FOUND, "there is no image '" + part(0) + "'", e);
    }
  }

  Optional<String> header(String name) {
    return request.headers().first(name);
  }

  List<String> headers(String name) {
    return request.headers().all(name);
  }

  /** {@code Prefer: wait=N} (RFC 7240). */
  Optional<Duration> preferredWait() {
    return headers("Prefer").stream()
        .map(value -> WAIT.matcher(value.toLowerCase(Locale.ROOT)))
        .filter(Matcher::find)
        .map(matcher -> Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        .findFirst();
  }

  /** As much of a wait that is asked for as the way allows. */
  Duration bounded(Duration asked) {
    return asked.compareTo(longestWait) > 0 ? longestWait : asked;
  }

  /** Whether {@code Prefer} holds this word. */
  boolean prefers(String word) {
    return headers("Prefer").stream()
        .flatMap(value -> Pattern.compile("[,;]").splitAsStream(value))
        .anyMatch(value -> value.trim().equalsIgnoreCase(word));
  }

  /** The query's {@code wait}: seconds, such as {@code 20} or {@code 0.5}. */
  Duration queriedWait() {
    return query
        .parsed("wait", Call::seconds, "seconds from 0 to 60, such as 20 or 0.5")
        .orElse(Duration.ZERO);
  }

  private static Duration seconds(String text) {
    if (text.length() > 12 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      throw new NumberFormatException(text);
    }
    Duration wait = Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValue());
    if (wait.isNegative() || wait.compareTo(Duration.ofSeconds(60)) > 0) {
      throw new NumberFormatException(text);
    }
    return wait;
  }

  /**
   * The body as a JSON object.
   *
   * @throws ImageOrderException {@link ErrorCode#UNSUPPORTED_MEDIA} if it says that it is something
   *     else
   */
  Fields document(int largest) throws IOException {
    String type = mediaType().orElse("none");
    if (!type.equals(Json.MEDIA_TYPE)) {
      throw new ImageOrderException(
          ErrorCode.UNSUPPORTED_MEDIA,
          "content type '" + type + "' is refused: send " + Json.MEDIA_TYPE);
    }
    if (body().length() > largest) {
      throw BoundedStream.tooLarge("the document", largest);
    }
    return Json.read(body().open(), largest);
  }

  /** The content type without its parameters, in lower case. */
  Optional<String> mediaType() {
    return header("Content-Type")
        .map(value -> value.split(";", 2)[0].trim().toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
