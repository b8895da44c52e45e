package org.imageorders.store.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageResult;
import org.imageorders.ImageSpec;
import org.jspecify.annotations.Nullable;

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

  boolean anyReady() {
    return IntStream.range(0, results.length).anyMatch(index -> results[index].image().isPresent());
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

  /**
   * The first failure of the code that most images failed with; of several such, the one that came
   * first.
   */
  @Nullable Failure commonestFailure() {
    Map<ErrorCode, List<Failure>> alike = new LinkedHashMap<>();
    for (ImageResult result : results) {
      result
          .failure()
          .ifPresent(why -> alike.computeIfAbsent(why.code(), code -> new ArrayList<>()).add(why));
    }
    List<Failure> commonest = List.of();
    for (List<Failure> failures : alike.values()) {
      commonest = failures.size() > commonest.size() ? failures : commonest;
    }
    return commonest.isEmpty() ? null : commonest.get(0);
  }
}
