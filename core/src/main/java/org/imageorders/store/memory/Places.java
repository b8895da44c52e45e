package org.imageorders.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;

/** What became of each image of an order. Guarded by its store's lock. */
final class Places {

  private final ImageResult[] results;
  private int undecided;

  Places(List<ImageSpec> specs) {
    List<ImageResult> open = new ArrayList<>();
    for (int spec = 0; spec < specs.size(); spec++) {
      for (int image = 0; image < specs.get(spec).count(); image++) {
        open.add(ImageResult.pending(open.size(), spec));
      }
    }
    results = open.toArray(ImageResult[]::new);
    undecided = results.length;
  }

  boolean isPending(int index) {
    return results[index].isPending();
  }

  boolean allDecided() {
    return undecided == 0;
  }

  /** The places that are still pending. */
  List<Integer> pending() {
    return IntStream.range(0, results.length).filter(this::isPending).boxed().toList();
  }

  List<ImageResult> list() {
    return List.of(results);
  }

  void preview(int index, ImageId preview) {
    results[index] = results[index].previewed(preview);
  }

  ImageResult ready(int index, GeneratedImage image) {
    undecided--;
    results[index] = results[index].ready(image);
    return results[index];
  }

  ImageResult fail(int index, Failure why) {
    undecided--;
    results[index] = results[index].failed(why);
    return results[index];
  }
}
