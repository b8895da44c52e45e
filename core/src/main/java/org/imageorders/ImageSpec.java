package org.imageorders;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a picture should be. What is left unset is the provider's choice, and stays unset wherever
 * the spec travels.
 *
 * <p>Immutable.
 */
public final class ImageSpec {

  /** The longest prompt, in characters. */
  public static final int LONGEST_PROMPT = 32_000;

  /** The most images of one spec. */
  public static final int MOST_IMAGES = 1_000;

  /** The most source images of one spec. */
  public static final int MOST_SOURCE_IMAGES = 16;

  private static final int MOST_OPTIONS = 32;

  private final String prompt;
  private final int count;
  private final @Nullable ImageSize size;
  private final @Nullable Quality quality;
  private final @Nullable ImageFormat format;
  private final @Nullable Integer compression;
  private final @Nullable Background background;
  private final @Nullable String model;
  private final List<ImageId> sourceImages;
  private final @Nullable ImageId mask;
  private final int previews;
  private final Map<String, Object> providerOptions;

  private ImageSpec(Builder builder) {
    prompt = builder.prompt;
    count = builder.count;
    size = builder.size;
    quality = builder.quality;
    format = builder.format;
    compression = builder.compression;
    background = builder.background;
    model = builder.model;
    sourceImages = List.copyOf(builder.sourceImages);
    mask = builder.mask;
    previews = builder.previews;
    providerOptions = Collections.unmodifiableMap(new LinkedHashMap<>(builder.providerOptions));
  }

  /** One image of a prompt, everything else the provider's choice. */
  public static ImageSpec of(String prompt) {
    return builder(prompt).build();
  }

  /**
   * Starts a spec.
   *
   * @param prompt what the picture shows, 1 to 32,000 characters
   */
  public static Builder builder(String prompt) {
    return new Builder(prompt);
  }

  /** What the picture shows. */
  public String prompt() {
    return prompt;
  }

  /** How many images. */
  public int count() {
    return count;
  }

  /** The pixels; empty for the provider's choice. */
  public Optional<ImageSize> size() {
    return Optional.ofNullable(size);
  }

  /** The quality. */
  public Optional<Quality> quality() {
    return Optional.ofNullable(quality);
  }

  /** The format. */
  public Optional<ImageFormat> format() {
    return Optional.ofNullable(format);
  }

  /** For lossy formats, how much detail is kept: 0 to 100. */
  public OptionalInt compression() {
    return compression == null ? OptionalInt.empty() : OptionalInt.of(compression);
  }

  /** The background. */
  public Optional<Background> background() {
    return Optional.ofNullable(background);
  }

  /** The provider's name of the model. */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  /** The images to start from, in order. */
  public List<ImageId> sourceImages() {
    return sourceImages;
  }

  /** Where the first source image may be changed. */
  public Optional<ImageId> mask() {
    return Optional.ofNullable(mask);
  }

  /** How many previews to show on the way, 0 to 3. */
  public int previews() {
    return previews;
  }

  /**
   * Options that only the provider understands, each a string, a boolean, a whole number or a
   * double.
   */
  public Map<String, Object> providerOptions() {
    return providerOptions;
  }

  /** The same spec, its source images and mask called by what each name is mapped to. */
  public ImageSpec withSources(UnaryOperator<ImageId> renaming) {
    Builder copy = toBuilder();
    copy.sourceImages.replaceAll(renaming);
    copy.mask = mask == null ? null : renaming.apply(mask);
    return new ImageSpec(copy);
  }

  /** A builder that holds this spec's values. */
  public Builder toBuilder() {
    Builder copy = new Builder(prompt);
    copy.count = count;
    copy.size = size;
    copy.quality = quality;
    copy.format = format;
    copy.compression = compression;
    copy.background = background;
    copy.model = model;
    copy.sourceImages.addAll(sourceImages);
    copy.mask = mask;
    copy.previews = previews;
    copy.providerOptions.putAll(providerOptions);
    return copy;
  }

  /**
   * Adds the fields that were set to a hash. A field of a later version, left unset, must add
   * nothing.
   */
  void hashInto(FieldHash hash) {
    hash.field("prompt", prompt).field("count", count);
    size().ifPresent(value -> hash.field("size", value));
    quality().ifPresent(value -> hash.field("quality", value));
    format().ifPresent(value -> hash.field("format", value));
    compression().ifPresent(value -> hash.field("compression", value));
    background().ifPresent(value -> hash.field("background", value));
    model().ifPresent(value -> hash.field("model", value));
    sourceImages.forEach(value -> hash.field("sourceImage", value));
    mask().ifPresent(value -> hash.field("mask", value));
    if (previews > 0) {
      hash.field("previews", previews);
    }
    providerOptions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(option -> hashInto(hash, option.getKey(), option.getValue()));
  }

  /** The type is part of it: the text "1" is another option than the number 1. */
  private static void hashInto(FieldHash hash, String option, Object value) {
    hash.field("option", option).field(value.getClass().getSimpleName(), value);
  }

  /** The size and count; not the prompt, which does not belong in a log. */
  @Override
  public String toString() {
    return "ImageSpec[count=" + count + ", size=" + (size == null ? "auto" : size) + "]";
  }

  /**
   * Collects a spec. Not thread-safe. Each setter refuses at {@link #build()} what it cannot be.
   */
  public static final class Builder {
    private final String prompt;
    private int count = 1;
    private @Nullable ImageSize size;
    private @Nullable Quality quality;
    private @Nullable ImageFormat format;
    private @Nullable Integer compression;
    private @Nullable Background background;
    private @Nullable String model;
    private final List<ImageId> sourceImages = new ArrayList<>();
    private @Nullable ImageId mask;
    private int previews;
    private final Map<String, Object> providerOptions = new LinkedHashMap<>();

    private Builder(String prompt) {
      this.prompt = prompt;
    }

    /** How many images, 1 to 1,000; 1 unless set. */
    public Builder count(int images) {
      count = images;
      return this;
    }

    /** The pixels; the provider's choice unless set. */
    public Builder size(ImageSize pixels) {
      size = pixels;
      return this;
    }

    /** The pixels; the provider's choice unless set. */
    public Builder size(int width, int height) {
      return size(new ImageSize(width, height));
    }

    /** The quality; the provider's choice unless set. */
    public Builder quality(Quality effort) {
      quality = effort;
      return this;
    }

    /** The format; the provider's choice unless set. */
    public Builder format(ImageFormat wanted) {
      format = wanted;
      return this;
    }

    /** For lossy formats, how much detail is kept: 0 to 100. */
    public Builder compression(int percent) {
      compression = percent;
      return this;
    }

    /** The background; the provider's choice unless set. */
    public Builder background(Background behind) {
      background = behind;
      return this;
    }

    /** The provider's name of the model; the provider's choice unless set. */
    public Builder model(String name) {
      model = name;
      return this;
    }

    /**
     * Adds an image to start from, one that {@link ImageOrders#upload} or an order gave; 16 at
     * most.
     */
    public Builder sourceImage(ImageId image) {
      sourceImages.add(image);
      return this;
    }

    /** Where the first source image may be changed: where this image is transparent. */
    public Builder mask(ImageId image) {
      mask = image;
      return this;
    }

    /** How many previews to show on the way, 0 to 3; none unless set. */
    public Builder previews(int number) {
      previews = number;
      return this;
    }

    /**
     * Passes an option to the provider as it is. At most 32, each a string, a boolean, an int, a
     * long or a double.
     *
     * @param name the provider's name of it
     */
    public Builder providerOption(String name, Object value) {
      providerOptions.put(name, value instanceof Integer number ? Long.valueOf(number) : value);
      return this;
    }

    /**
     * Makes the spec.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a value is outside what its
     *     setter says, or a mask comes without a source image
     */
    public ImageSpec build() {
      if (prompt.isBlank()) {
        throw ImageOrderException.invalid("prompt", prompt, "say what the picture shows");
      }
      if (prompt.length() > LONGEST_PROMPT) {
        throw ImageOrderException.invalid(
            "prompt",
            prompt,
            "shorten its " + prompt.length() + " characters to " + LONGEST_PROMPT);
      }
      Check.between("count", count, 1, MOST_IMAGES);
      Check.between("previews", previews, 0, 3);
      if (compression != null) {
        Check.between("compression", compression, 0, 100);
      }
      if (model != null) {
        Check.name("model", model, 128);
      }
      if (sourceImages.size() > MOST_SOURCE_IMAGES) {
        throw ImageOrderException.invalid(
            "sourceImages",
            sourceImages.size() + " images",
            "use " + MOST_SOURCE_IMAGES + " at most");
      }
      if (mask != null && sourceImages.isEmpty()) {
        throw ImageOrderException.invalid("mask", mask, "give a source image that it masks");
      }
      checkOptions();
      return new ImageSpec(this);
    }

    private void checkOptions() {
      if (providerOptions.size() > MOST_OPTIONS) {
        throw ImageOrderException.invalid(
            "providerOptions",
            providerOptions.size() + " options",
            "use " + MOST_OPTIONS + " at most");
      }
      providerOptions.forEach(
          (name, value) -> {
            Check.name("providerOptions", name, 64);
            if (!(value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || (value instanceof Double number && Double.isFinite(number)))) {
              throw ImageOrderException.invalid(
                  "providerOptions." + name,
                  value,
                  "use a string, a boolean, a whole number or a finite double");
            }
          });
    }
  }
}
