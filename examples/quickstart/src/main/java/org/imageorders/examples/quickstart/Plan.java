package org.imageorders.examples.quickstart;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.imageorders.ImageId;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.provider.ProviderTraits;

/**
 * What was asked for as orders: one, or several where it is more than an order takes.
 *
 * @param orders never empty
 */
record Plan(List<Part> orders) {

  /** Whom the pictures are for. */
  static final String CUSTOMER = "quickstart";

  /**
   * One order.
   *
   * @param slots for each of its images, in the order of the request
   */
  record Part(OrderRequest request, List<Slot> slots) {}

  /**
   * The place of one picture.
   *
   * @param slug the beginning of its file name
   * @param number its number among those of the same slug, from 1
   * @param of how many pictures have this slug; so other numbers for it are {@code number + of},
   *     and so on
   */
  record Slot(String prompt, String slug, int number, int of) {}

  /**
   * Lays out the orders, and refuses what the provider cannot draw.
   *
   * @param key makes the orders' own keys
   */
  static Plan of(Arguments arguments, ProviderTraits provider, String key) {
    Map<String, Integer> ofSlug = new HashMap<>();
    for (String prompt : arguments.prompts()) {
      ofSlug.merge(Words.slug(prompt), arguments.count(), Integer::sum);
    }
    Map<String, Integer> numbers = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    for (List<ImageSpec> specs : split(specs(arguments))) {
      OrderRequest.Builder request =
          OrderRequest.builder(CUSTOMER).idempotencyKey(key + "." + parts.size());
      for (ImageSpec spec : specs) {
        provider.check(spec);
        request.spec(spec);
        String slug = Words.slug(spec.prompt());
        for (int i = 0; i < spec.count(); i++) {
          int number = numbers.merge(slug, 1, Integer::sum);
          slots.add(new Slot(spec.prompt(), slug, number, ofSlug.getOrDefault(slug, 1)));
        }
      }
      parts.add(new Part(request.build(), List.copyOf(slots)));
      slots.clear();
    }
    return new Plan(List.copyOf(parts));
  }

  /** The same plan, its source images called by what each name is mapped to. */
  Plan withSources(UnaryOperator<ImageId> renaming) {
    return new Plan(
        orders.stream()
            .map(part -> new Part(part.request().withSources(renaming), part.slots()))
            .toList());
  }

  int images() {
    return orders.stream().mapToInt(part -> part.slots().size()).sum();
  }

  /** What a source image is called until it is uploaded. */
  static ImageId nameOf(Path file) {
    return new ImageId(
        "file-" + UUID.nameUUIDFromBytes(file.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<ImageSpec> specs(Arguments arguments) {
    Map<String, Integer> repeats = new HashMap<>();
    List<ImageSpec> specs = new ArrayList<>();
    for (String prompt : arguments.prompts()) {
      for (int left = arguments.count(); left > 0; left -= ImageSpec.MOST_IMAGES) {
        int repeat = repeats.merge(prompt, 1, Integer::sum) - 1;
        specs.add(spec(arguments, prompt, Math.min(left, ImageSpec.MOST_IMAGES), repeat));
      }
    }
    return specs;
  }

  private static ImageSpec spec(Arguments arguments, String prompt, int count, int repeat) {
    ImageSpec.Builder spec = ImageSpec.builder(prompt).count(count).previews(arguments.previews());
    arguments.size().ifPresent(spec::size);
    arguments.quality().ifPresent(spec::quality);
    arguments.model().ifPresent(spec::model);
    arguments.edits().forEach(file -> spec.sourceImage(nameOf(file)));
    arguments.mask().map(Plan::nameOf).ifPresent(spec::mask);
    // The same words and the same seed would be the same picture again.
    OptionalLong seed = arguments.seed();
    if (seed.isPresent() || (repeat > 0 && arguments.provider().equals(Providers.OFFLINE))) {
      spec.providerOption("seed", seed.orElse(0) + repeat);
    }
    return spec.build();
  }

  private static List<List<ImageSpec>> split(List<ImageSpec> specs) {
    List<List<ImageSpec>> parts = new ArrayList<>();
    List<ImageSpec> part = new ArrayList<>();
    int images = 0;
    for (ImageSpec spec : specs) {
      if (part.size() == OrderRequest.MOST_SPECS
          || images + spec.count() > OrderRequest.MOST_IMAGES) {
        parts.add(part);
        part = new ArrayList<>();
        images = 0;
      }
      part.add(spec);
      images += spec.count();
    }
    parts.add(part);
    return parts;
  }
}
