package org.imageorders.openai;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imageorders.provider.ImageSink;
import org.jspecify.annotations.Nullable;

/**
 * What an answer brings: images, which go to the sink as they are read and are never held, and what
 * is told about them, which is kept until the end.
 */
abstract class ImageAnswer {

  final ImageSink sink;
  final int count;

  private final Set<Integer> completed = new HashSet<>();
  private final Map<Integer, String> links = new TreeMap<>();
  private @Nullable TokenUsage usage;
  private @Nullable ApiError error;

  ImageAnswer(ImageSink sink, int count) {
    this.sink = sink;
    this.count = count;
  }

  /**
   * Reads the answer to its end.
   *
   * @throws IOException if it ends early or is none of the API's
   */
  abstract void read(InputStream body) throws IOException;

  /** What the call used, as far as it was told. */
  @Nullable TokenUsage usage() {
    return usage;
  }

  /** What went wrong, if the answer is an error in the dress of a success. */
  @Nullable ApiError error() {
    return error;
  }

  /** Where images are that did not come themselves, by their index. */
  Map<Integer, String> links() {
    return links;
  }

  int completed() {
    return completed.size();
  }

  void complete(int index, Arrival image) throws IOException {
    image.complete();
    completed.add(index);
    links.remove(index);
  }

  /** For an image that was answered, but not so that it could be read. */
  void spoil(int index) {
    sink.missing(index, "its base64 is wrong");
  }

  /** For images of an answer that came and that nobody can read. */
  void spoilRest(String why) {
    for (int index = 0; index < count; index++) {
      if (!completed.contains(index) && !links.containsKey(index)) {
        sink.missing(index, why);
      }
    }
  }

  void link(int index, String url) {
    if (!url.isEmpty() && !completed.contains(index)) {
      links.put(index, url);
    }
  }

  void used(@Nullable TokenUsage more) {
    if (more != null) {
      usage = usage == null ? more : usage.plus(more);
    }
  }

  void failed(@Nullable ApiError what) {
    error = what;
  }
}
