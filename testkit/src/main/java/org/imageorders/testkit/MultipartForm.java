package org.imageorders.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with files (RFC 7578), read as it comes: of a file, only the length and the check sum are
 * kept.
 */
final class MultipartForm {

  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_LINE = 8 * 1024;

  private final Map<String, String> fields = new LinkedHashMap<>();
  private final List<ApiCall.Upload> files = new ArrayList<>();
  private final InputStream in;
  private final byte[] delimiter;

  private MultipartForm(InputStream in, String boundary) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads a form to its end.
   *
   * @throws ApiRefusal if it is none
   */
  static MultipartForm read(String contentType, InputStream body) throws IOException, ApiRefusal {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw malformed("has no boundary");
    }
    MultipartForm form = new MultipartForm(new BufferedInputStream(body), boundary.group(1));
    try {
      form.readParts();
    } catch (EOFException e) {
      throw malformed("ends early");
    }
    return form;
  }

  Map<String, String> fields() {
    return fields;
  }

  List<ApiCall.Upload> files() {
    return files;
  }

  private void readParts() throws IOException, ApiRefusal {
    String first = line();
    if (!first.equals(
        new String(delimiter, 2, delimiter.length - 2, StandardCharsets.ISO_8859_1))) {
      throw malformed("does not begin with its boundary");
    }
    do {
      readPart();
    } while (anotherFollows());
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** After a delimiter: a line's end before another part, or two hyphens. */
  private boolean anotherFollows() throws IOException {
    return next() == '\r' && next() == '\n';
  }

  private void readPart() throws IOException, ApiRefusal {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, Math.max(0, colon)), line.substring(colon + 1).trim());
    }
    String disposition = headers.getOrDefault("Content-Disposition", "");
    Matcher name = NAME.matcher(disposition);
    if (!name.find()) {
      throw malformed("has a part without a name");
    }
    Matcher fileName = FILE_NAME.matcher(disposition);
    boolean named = fileName.find();
    Optional<String> type = Optional.ofNullable(headers.get("Content-Type"));
    boolean text = type.orElse("text/plain").toLowerCase(Locale.ROOT).startsWith("text/plain");
    if (named || !text) {
      files.add(readFile(name.group(1), named ? fileName.group(1) : "", type.orElse("")));
    } else {
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      readContent(new Bounded(value));
      fields.put(name.group(1), value.toString(StandardCharsets.UTF_8));
    }
  }

  private ApiCall.Upload readFile(String field, String fileName, String mediaType)
      throws IOException {
    Digest digest = new Digest();
    readContent(digest);
    return new ApiCall.Upload(field, fileName, mediaType, digest.bytes, digest.sha256());
  }

  /** Passes what comes before the next delimiter, which begins with the only CR it has. */
  private void readContent(OutputStream out) throws IOException {
    int matched = 0;
    while (matched < delimiter.length) {
      int next = next();
      if (next == delimiter[matched]) {
        matched++;
        continue;
      }
      out.write(delimiter, 0, matched);
      matched = next == delimiter[0] ? 1 : 0;
      if (matched == 0) {
        out.write(next);
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = next(); next != '\n'; next = next()) {
      if (line.length() == LONGEST_LINE) {
        throw new EOFException("a line that does not end");
      }
      line.append((char) (next & 0xff));
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the form ended early");
    }
    return (byte) next;
  }

  private static ApiRefusal malformed(String how) {
    return new ApiRefusal(
        ErrorBody.of(
            400,
            "invalid_request_error",
            null,
            null,
            "Could not parse multipart form: it " + how + "."),
        Map.of());
  }

  /** Keeps no more text than a form should have. */
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream text;

    Bounded(ByteArrayOutputStream text) {
      this.text = text;
    }

    @Override
    public void write(int b) {
      if (text.size() < LONGEST_TEXT) {
        text.write(b);
      }
    }
  }

  /** Counts bytes, and sums them up. */
  private static final class Digest extends OutputStream {
    private final MessageDigest sha256;
    private final byte[] block = new byte[8 * 1024];
    private int filled;
    private long bytes;

    Digest() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public void write(int b) {
      block[filled++] = (byte) b;
      bytes++;
      if (filled == block.length) {
        sha256.update(block);
        filled = 0;
      }
    }

    String sha256() {
      sha256.update(block, 0, filled);
      return HexFormat.of().formatHex(sha256.digest());
    }
  }
}
