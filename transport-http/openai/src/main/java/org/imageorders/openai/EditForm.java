package org.imageorders.openai;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ProviderCall;
import org.jspecify.annotations.Nullable;

/**
 * The form of an edit (RFC 7578). Its images are streamed from where they are kept, each with its
 * own type, name and length: the SDK's form has one type and name for all of them, and no length.
 *
 * <p>The images are open from the beginning, so that one that is no longer there is noticed before
 * anything is sent. Whoever makes the form closes it.
 */
final class EditForm implements AutoCloseable {

  private static final int PIECE = 16 * 1024;

  private final List<ImageContent> open = new ArrayList<>();
  private final MultipartBody.Builder parts =
      new MultipartBody.Builder().setType(MultipartBody.FORM);

  /** Opens the source images and the mask of a call; what that throws passes through. */
  EditForm(ProviderCall call, Map<String, String> fields) {
    fields.forEach(parts::addFormDataPart);
    ImageSpec spec = call.spec();
    try {
      int number = 0;
      for (ImageId source : spec.sourceImages()) {
        add("image[]", "image-" + ++number, call.open(source));
      }
      spec.mask().ifPresent(mask -> add("mask", "mask", call.open(mask)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(String field, String fileName, ImageContent content) {
    open.add(content);
    String suffix = content.mediaType().replaceFirst(".*/", "");
    parts.addFormDataPart(field, fileName + "." + suffix, new Source(content));
  }

  RequestBody body() {
    return parts.build();
  }

  @Override
  public void close() {
    open.forEach(ImageContent::close);
  }

  /** That a source image could not be read to its end, so that the request never was whole. */
  static final class SourceUnreadable extends IOException {
    private static final long serialVersionUID = 1L;

    SourceUnreadable(String why, @Nullable Exception cause) {
      super("a source image could not be read: " + why, cause);
    }
  }

  private static final class Source extends RequestBody {
    private final ImageContent content;

    Source(ImageContent content) {
      this.content = content;
    }

    @Override
    public MediaType contentType() {
      return MediaType.get(content.mediaType());
    }

    @Override
    public long contentLength() {
      return content.totalBytes();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] piece = new byte[PIECE];
      long sent = 0;
      for (int length = read(piece); length >= 0; length = read(piece)) {
        sink.write(piece, 0, length);
        sent += length;
      }
      if (sent < content.totalBytes()) {
        throw new SourceUnreadable("it ended early", null);
      }
    }

    private int read(byte[] piece) throws SourceUnreadable {
      try {
        return content.stream().read(piece);
      } catch (IOException | RuntimeException e) {
        throw new SourceUnreadable(e.toString(), e);
      }
    }
  }
}
