package org.imageorders.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.imageorders.ErrorCode;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;

/** An image that is sent elsewhere: as a stream, in one message, or in parts, whichever fits. */
final class RemoteUpload {

  private static final int MOST_PART = 4 * 1024 * 1024;

  private final Questions questions;
  private final String customer;

  RemoteUpload(Questions questions, String customer) {
    this.questions = questions;
    this.customer = customer;
  }

  ImageId send(InputStream image) {
    Query query = new Query().with("customer", customer);
    TransportRequest whole = TransportRequest.of("POST", query.behind("/v1/uploads"));
    if (questions.traits().streamsRequests()) {
      // The stream is gone once it is read, so nothing can be repeated.
      return finish(
          whole.with(TransportBody.once(new Unclosed(image), TransportBody.UNKNOWN_LENGTH)), 1);
    }
    int most = (int) Math.min(MOST_PART, questions.traits().largestRequest());
    PushbackInputStream source = new PushbackInputStream(image, 1);
    try {
      byte[] first = source.readNBytes(most);
      return first.length < most || isAtEnd(source)
          ? finish(whole.with(TransportBody.of(first)), questions.tries())
          : sendParts(first, source);
    } catch (IOException e) {
      throw new ImageOrderException(
          ErrorCode.UNAVAILABLE, "the upload could not be read to its end: " + e, e);
    }
  }

  private static boolean isAtEnd(PushbackInputStream source) throws IOException {
    int next = source.read();
    if (next >= 0) {
      source.unread(next);
    }
    return next < 0;
  }

  private ImageId sendParts(byte[] first, InputStream rest) throws IOException {
    String upload =
        questions.ask(
            TransportRequest.of("POST", "/v1/partial-uploads"),
            fields -> fields.requiredText("upload"));
    String path = "/v1/partial-uploads/" + upload;
    int parts = 0;
    for (byte[] part = first; part.length > 0; part = rest.readNBytes(first.length)) {
      parts++;
      questions.send(TransportRequest.of("PUT", path + "/" + parts).with(TransportBody.of(part)));
    }
    Query query = new Query().with("customer", customer).with("parts", parts);
    return finish(TransportRequest.of("POST", query.behind(path + "/complete")), questions.tries());
  }

  private ImageId finish(TransportRequest request, int tries) {
    return questions.send(request, tries, fields -> fields.requiredParsed("image", ImageId::new));
  }

  /** The caller's stream, which stays the caller's to close. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream stream) {
      super(stream);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() {}
  }
}
