package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.imageorders.ImageSize;
import org.imageorders.testkit.http.Content;

/** Pictures that are made as they are written. */
final class Picture {

  private static final Content NO_IMAGE =
      out -> out.write(ErrorBody.HTML_PAGE.getBytes(StandardCharsets.US_ASCII));

  private Picture() {}

  static Content of(String format, ImageSize size, int colour, long leastBytes) {
    return switch (format) {
      case "jpeg" -> new TinyJpeg(size, colour, leastBytes);
      case "webp" -> new TinyWebp(size, colour, leastBytes);
      default -> new TinyPng(size, colour, leastBytes, false);
    };
  }

  /** What a fault makes of the last image of a call. */
  static Content flawed(ImageRequest request, int colour, long leastBytes, Fault fault) {
    ImageSize size = request.size;
    return switch (fault.kind) {
      case NOT_AN_IMAGE -> NO_IMAGE;
      case GIGANTIC -> of(request.format, size, colour, fault.amount);
      case WRONG_PIXELS ->
          of(request.format, new ImageSize(size.width() + 1, size.height()), colour, leastBytes);
      case TRUNCATED_IMAGE -> firstHalf(of(request.format, size, colour, leastBytes));
      default -> of(request.format, size, colour, leastBytes);
    };
  }

  private static Content firstHalf(Content whole) {
    return out -> {
      try {
        whole.writeTo(
            new Halfway(
                out,
                whole.length(),
                rest -> {
                  throw new CutOff();
                }));
      } catch (CutOff e) {
        out.flush();
      }
    };
  }

  /**
   * Writes a picture in base64.
   *
   * @param halfway done in the middle of it
   */
  static void base64(Content picture, OutputStream out, Halfway.Action halfway) throws IOException {
    boolean plain = halfway == Halfway.NOTHING; // then the length need not be known
    long characters = plain ? Long.MAX_VALUE : (picture.length() + 2) / 3 * 4;
    OutputStream encoder = Base64.getEncoder().wrap(new Halfway(out, characters, halfway));
    picture.writeTo(encoder);
    encoder.close(); // which writes the last characters, and so not after a failure
  }

  /** The rest is left out. */
  static final class CutOff extends IOException {
    private static final long serialVersionUID = 1L;

    CutOff() {
      super("cut off on purpose");
    }
  }
}
