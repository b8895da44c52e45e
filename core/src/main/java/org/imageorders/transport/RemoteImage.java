package org.imageorders.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/**
 * An image that is read from elsewhere, in pieces no larger than a message. A piece that breaks off
 * is asked for again from where it broke.
 */
final class RemoteImage {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
  private static final Pattern SHA256 = Pattern.compile("(?:W/)?\"([0-9a-f]{64})\"");

  private record Piece(
      TransportResponse response, InputStream stream, long offset, long end, long total) {

    Optional<String> tag() {
      return response.headers().first("ETag");
    }
  }

  private final Questions questions;
  private final ImageId id;

  RemoteImage(Questions questions, ImageId id) {
    this.questions = questions;
    this.id = id;
  }

  ImageContent open(ByteRange range) {
    Piece first =
        range.offset() < 0
            ? piece("bytes=" + range.offset())
            : piece(range.offset(), range.length());
    if (first.offset() != range.within(first.total()).offset()) {
      close(first);
      throw new ImageOrderException(
          ErrorCode.INTERNAL,
          "image " + id + " came from byte " + first.offset() + " on, asked was " + range);
    }
    ByteRange within = range.within(first.total());
    String mediaType =
        first.response().headers().first("Content-Type").orElse("application/octet-stream");
    String sha256 =
        first
            .tag()
            .map(SHA256::matcher)
            .filter(Matcher::matches)
            .map(tag -> tag.group(1))
            .orElse(null);
    return new ImageContent(
        mediaType,
        sha256,
        within,
        first.total(),
        new Pieces(first, within.offset() + within.length()));
  }

  private Piece piece(long offset, long length) {
    long most = Math.min(length, questions.traits().largestResponse());
    boolean open = most > Long.MAX_VALUE - offset;
    return piece("bytes=" + offset + "-" + (open ? "" : Long.toString(offset + most - 1)));
  }

  private Piece piece(String range) {
    TransportRequest plain = TransportRequest.of("GET", "/v1/images/" + id).with("Range", range);
    boolean links = questions.traits().followsLinks();
    return questions.open(links ? plain.with("Prefer", "link") : plain, RemoteImage::read);
  }

  private static void close(Piece piece) {
    try {
      piece.response().close();
    } catch (IOException e) {
      throw new ImageOrderException(ErrorCode.UNAVAILABLE, "an image could not be closed: " + e, e);
    }
  }

  private static Piece read(TransportResponse response) throws IOException {
    InputStream stream = response.body().open();
    Optional<String> header = response.headers().first("Content-Range");
    if (response.status() == 206 && header.isPresent()) {
      Matcher matcher = CONTENT_RANGE.matcher(header.get());
      if (matcher.matches()) {
        return new Piece(
            response,
            stream,
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)) + 1,
            Long.parseLong(matcher.group(3)));
      }
    } else if (response.status() == 200 && response.body().length() >= 0) {
      long total = response.body().length();
      return new Piece(response, stream, 0, total, total);
    }
    throw new ImageOrderException(
        ErrorCode.INTERNAL,
        "an image came with status " + response.status() + " and without its length");
  }

  /** The pieces, one after the other. */
  private final class Pieces extends InputStream {
    private final Optional<String> tag;
    private final long end;
    private @Nullable Piece piece;
    private long position;
    private int failures;
    private boolean closed;

    Pieces(Piece first, long end) {
      this.tag = first.tag();
      this.piece = first;
      this.position = first.offset();
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (closed) {
        throw new IOException("image " + id + " is closed");
      }
      if (length == 0) {
        return 0;
      }
      while (position < end) {
        Piece now = current();
        try {
          int most = (int) Math.min(length, Math.min(now.end(), end) - position);
          int count = now.stream().read(target, offset, most);
          if (count > 0) {
            position += count;
            failures = 0;
            return count;
          }
          broken(
              new IOException(
                  "the bytes of image " + id + " end at " + position + " of " + now.end()));
        } catch (IOException e) {
          broken(e);
        }
      }
      return -1;
    }

    private Piece current() throws IOException {
      Piece now = piece;
      if (now != null && position < now.end()) {
        return now;
      }
      release();
      Piece next;
      try {
        next = piece(position, end - position);
      } catch (ImageOrderException e) {
        throw new IOException(
            "image " + id + " could not be read on from byte " + position + ": " + e, e);
      }
      piece = next;
      if (next.offset() != position || !next.tag().equals(tag)) {
        throw new IOException("image " + id + " changed while it was read");
      }
      return next;
    }

    private void broken(IOException e) throws IOException {
      failures++;
      if (closed || failures >= questions.tries()) {
        throw e;
      }
      release();
    }

    private void release() throws IOException {
      Piece old = piece;
      piece = null;
      if (old != null) {
        old.response().close();
      }
    }

    @Override
    public void close() throws IOException {
      closed = true;
      release();
    }
  }
}
