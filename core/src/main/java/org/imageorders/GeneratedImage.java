package org.imageorders;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that was made, checked and kept, byte for byte as the provider sent it. Read it with
 * {@link ImageOrders#open(ImageId)}.
 *
 * <p>Immutable.
 */
public final class GeneratedImage {

  private final ImageId id;
  private final String mediaType;
  private final ImageSize size;
  private final long bytes;
  private final String sha256;
  private final String provider;
  private final @Nullable String model;
  private final @Nullable String revisedPrompt;
  private final boolean contentCredentials;
  private final Instant createdAt;

  private GeneratedImage(Builder builder) {
    id = builder.id;
    mediaType = Check.present("mediaType", builder.mediaType);
    size = Check.present("size", builder.size);
    bytes = builder.bytes;
    sha256 = Check.present("sha256", builder.sha256);
    provider = Check.present("provider", builder.provider);
    model = builder.model;
    revisedPrompt = builder.revisedPrompt;
    contentCredentials = builder.contentCredentials;
    createdAt = Check.present("createdAt", builder.createdAt);
  }

  /** Starts an image; for stores and transports. */
  public static Builder builder(ImageId id) {
    return new Builder(id);
  }

  /** Names the image. */
  public ImageId id() {
    return id;
  }

  /** The media type, told from the bytes: {@code image/png} (RFC 6838). */
  public String mediaType() {
    return mediaType;
  }

  /** The pixels, told from the bytes. */
  public ImageSize size() {
    return size;
  }

  /** The length in bytes. */
  public long bytes() {
    return bytes;
  }

  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** The name of the provider that made it. */
  public String provider() {
    return provider;
  }

  /** The model that made it, where the order or the provider named one. */
  public Optional<String> model() {
    return Optional.ofNullable(model);
  }

  /** What the provider made of the prompt, where it said so. */
  public Optional<String> revisedPrompt() {
    return Optional.ofNullable(revisedPrompt);
  }

  /** Whether the bytes carry a C2PA manifest (content credentials). It is not verified. */
  public boolean contentCredentials() {
    return contentCredentials;
  }

  /** When it was kept. */
  public Instant createdAt() {
    return createdAt;
  }

  @Override
  public String toString() {
    return "GeneratedImage[" + id + ", " + mediaType + ", " + size + ", " + bytes + " bytes]";
  }

  /**
   * Collects an image. Everything but model, revised prompt and credentials is required. Not
   * thread-safe.
   */
  public static final class Builder {
    private final ImageId id;
    private @Nullable String mediaType;
    private @Nullable ImageSize size;
    private long bytes;
    private @Nullable String sha256;
    private @Nullable String provider;
    private @Nullable String model;
    private @Nullable String revisedPrompt;
    private boolean contentCredentials;
    private @Nullable Instant createdAt;

    private Builder(ImageId id) {
      this.id = id;
    }

    /** See {@link GeneratedImage#mediaType()}. */
    public Builder mediaType(String type) {
      mediaType = type;
      return this;
    }

    /** See {@link GeneratedImage#size()}. */
    public Builder size(ImageSize pixels) {
      size = pixels;
      return this;
    }

    /** See {@link GeneratedImage#bytes()}. */
    public Builder bytes(long length) {
      bytes = length;
      return this;
    }

    /** See {@link GeneratedImage#sha256()}. */
    public Builder sha256(String hex) {
      sha256 = hex;
      return this;
    }

    /** See {@link GeneratedImage#provider()}. */
    public Builder provider(String name) {
      provider = name;
      return this;
    }

    /** See {@link GeneratedImage#model()}. */
    public Builder model(@Nullable String name) {
      model = name;
      return this;
    }

    /** See {@link GeneratedImage#revisedPrompt()}. */
    public Builder revisedPrompt(@Nullable String text) {
      revisedPrompt = text;
      return this;
    }

    /** See {@link GeneratedImage#contentCredentials()}. */
    public Builder contentCredentials(boolean present) {
      contentCredentials = present;
      return this;
    }

    /** See {@link GeneratedImage#createdAt()}. */
    public Builder createdAt(Instant instant) {
      createdAt = instant;
      return this;
    }

    /**
     * Makes the image.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a required field is absent
     */
    public GeneratedImage build() {
      return new GeneratedImage(this);
    }
  }
}
