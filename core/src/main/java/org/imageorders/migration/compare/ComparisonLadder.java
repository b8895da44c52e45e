package org.imageorders.migration.compare;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.imageorders.ErrorCode;
import org.imageorders.ImageContent;
import org.imageorders.ImageOrderException;
import org.imageorders.migration.shadow.ImageComparison;
import org.imageorders.migration.shadow.Resemblance;
import org.imageorders.migration.shadow.Rung;

/**
 * Compares two pictures, the cheapest question first: did both arrive; can both be decoded to the
 * last pixel; are format, pixels and opacity the same; are their difference hashes near each other;
 * is their structure similar (SSIM); and does the {@link Judge} object. The first no is the answer.
 *
 * <p>The thresholds that hold unless set are for a twin that draws <em>the same picture</em>, but
 * for encoding, a little noise and brightness. A model that draws another picture each time does
 * not meet them with itself: compare with how often the A/A baseline differs ({@link Mismatches}),
 * or set {@link Builder#mostHashDistance} to 64 and {@link Builder#leastSimilarity} to -1 and let a
 * judge decide.
 *
 * <p>Formats that ImageIO has no reader for, such as WebP with the JDK alone, end at {@link
 * Rung#READABLE}. A reader on the class path is found by itself.
 *
 * <p>Only the first picture of an animation is seen, and colour profiles are not. Thread-safe. A
 * comparison holds both files in memory, up to two copies more of the one that it decodes, which is
 * 64 MiB of pixels at most, and less than 20 MiB for SSIM; the JPEG reader may need 6 bytes for
 * each pixel beside that. SVG is never decoded: it can name other files.
 */
public final class ComparisonLadder implements ImageComparison {

  private static final String ORIGINAL = "legacy's picture";
  private static final String COPY = "the copy";

  private final int mostBytes;
  private final Decoder decoder;
  private final int mostHashDistance;
  private final double leastSimilarity;
  private final Judge judge;

  private ComparisonLadder(Builder builder) {
    mostBytes = builder.mostBytes;
    decoder = new Decoder(builder.mostPixels);
    mostHashDistance = builder.mostHashDistance;
    leastSimilarity = builder.leastSimilarity;
    judge = builder.judge;
  }

  /** A ladder with everything as {@link Builder} has it. */
  public static ComparisonLadder standard() {
    return builder().build();
  }

  /** Starts a ladder. */
  public static Builder builder() {
    return new Builder();
  }

  /** By how many of 64 bits the hashes of alike pictures differ at most. */
  public int mostHashDistance() {
    return mostHashDistance;
  }

  /** The SSIM that alike pictures have at least. */
  public double leastSimilarity() {
    return leastSimilarity;
  }

  @Override
  public Resemblance compare(ImageContent original, ImageContent copy) throws IOException {
    Optional<Picture> one = read(original);
    Optional<Picture> other = read(copy);
    if (isEmpty(one) || isEmpty(other)) {
      return failed(Rung.ARRIVED, (isEmpty(one) ? ORIGINAL : COPY) + " has no bytes");
    }
    Sight legacy = look(one);
    Sight twin = look(other);
    Optional<Resemblance> apart = tellApart(legacy, twin);
    if (apart.isPresent()) {
      return apart.get();
    }
    Resemblance seen = resemblance(legacy.plane(), twin.plane());
    if (!seen.isAlike()) {
      return seen;
    }
    return judge
        .objection(one.orElseThrow(), other.orElseThrow())
        .map(
            why ->
                new Resemblance(
                    Optional.of(Rung.JUDGE), why, seen.hashDistance(), seen.similarity()))
        .orElse(seen);
  }

  /** Reads a picture; empty if it has too many bytes. */
  Optional<Picture> read(ImageContent content) throws IOException {
    return Picture.read(content, mostBytes);
  }

  /** Decodes a picture, with the same bounds as for comparing. */
  DecodedImage decode(Picture picture) throws CannotDecode {
    ImageKind kind =
        ImageKind.of(picture.bytes())
            .orElseThrow(() -> CannotDecode.broken("it is no picture of a known format"));
    return decoder.decode(picture.bytes(), kind);
  }

  private Sight look(Optional<Picture> picture) {
    return picture
        .map(whole -> Sight.of(whole.bytes(), decoder))
        .orElseGet(() -> Sight.broken("it has more than " + mostBytes + " bytes"));
  }

  private static boolean isEmpty(Optional<Picture> picture) {
    return picture.isPresent() && picture.get().length() == 0;
  }

  /** The rungs for which no pixel needs to be compared. */
  private static Optional<Resemblance> tellApart(Sight legacy, Sight twin) {
    if (legacy.fault().isPresent() || twin.fault().isPresent()) {
      String first = legacy.fault().map(why -> ORIGINAL + ": " + why).orElse("");
      String second = twin.fault().map(why -> COPY + ": " + why).orElse("");
      String and = first.isEmpty() || second.isEmpty() ? "" : "; ";
      return Optional.of(failed(Rung.DECODABLE, first + and + second));
    }
    if (!legacy.kind().equals(twin.kind())) {
      return Optional.of(failed(Rung.FORMAT, beside(legacy.format(), twin.format())));
    }
    Optional<String> lack = legacy.lack().or(twin::lack);
    if (lack.isPresent()) {
      return Optional.of(
          failed(
              Rung.READABLE,
              "not compared: "
                  + lack.get()
                  + "; an ImageIO plug-in on the class path would be used"));
    }
    if (!legacy.size().equals(twin.size())) {
      return Optional.of(failed(Rung.PIXELS, beside(legacy.size(), twin.size())));
    }
    if (!legacy.opacity().equals(twin.opacity())) {
      return Optional.of(failed(Rung.ALPHA, beside(legacy.opacity(), twin.opacity())));
    }
    return Optional.empty();
  }

  private Resemblance resemblance(Plane legacy, Plane twin) {
    int distance = DifferenceHash.distance(legacy, twin);
    if (distance > mostHashDistance) {
      return new Resemblance(
          Optional.of(Rung.HASH),
          distance + " of 64 bits differ, at most " + mostHashDistance + " are allowed",
          OptionalInt.of(distance),
          OptionalDouble.empty());
    }
    double similarity = Ssim.mean(legacy, twin);
    boolean similar = similarity >= leastSimilarity;
    return new Resemblance(
        similar ? Optional.empty() : Optional.of(Rung.STRUCTURE),
        similar
            ? ""
            : String.format(
                Locale.ROOT, "SSIM is %.3f, at least %.3f is asked", similarity, leastSimilarity),
        OptionalInt.of(distance),
        OptionalDouble.of(similarity));
  }

  private static Resemblance failed(Rung rung, String why) {
    return new Resemblance(Optional.of(rung), why, OptionalInt.empty(), OptionalDouble.empty());
  }

  private static String beside(String legacy, String twin) {
    return legacy + " beside " + twin;
  }

  /** Collects a ladder; everything has a default. Not thread-safe. */
  public static final class Builder {
    private int mostBytes = 64 << 20;
    private long mostPixels = 4096L * 4096;
    private int mostHashDistance = 10;
    private double leastSimilarity = 0.75;
    private Judge judge = (original, copy) -> Optional.empty();

    private Builder() {}

    /** The largest file that is looked at; 64 MiB unless set. A larger one is not decodable. */
    public Builder mostBytes(int bytes) {
      mostBytes = bytes;
      return this;
    }

    /**
     * The most pixels of a picture; 4096x4096 unless set. One of more is not decodable, as one
     * could fill the memory by a small file.
     */
    public Builder mostPixels(long pixels) {
      mostPixels = pixels;
      return this;
    }

    /** By how many of 64 bits the hashes of alike pictures may differ; 10 unless set. */
    public Builder mostHashDistance(int bits) {
      mostHashDistance = bits;
      return this;
    }

    /** The SSIM that alike pictures have at least, -1 to 1; 0.75 unless set. */
    public Builder leastSimilarity(double ssim) {
      leastSimilarity = ssim;
      return this;
    }

    /** Who is asked last; nobody unless set. */
    public Builder judge(Judge last) {
      judge = last;
      return this;
    }

    /**
     * Makes the ladder.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if a bound is below 1, a
     *     distance outside 0 to 64 or a similarity outside -1 to 1
     */
    public ComparisonLadder build() {
      check("mostBytes", mostBytes, mostBytes >= 1, "use 1 or more");
      check("mostPixels", mostPixels, mostPixels >= 1, "use 1 or more");
      check(
          "mostHashDistance",
          mostHashDistance,
          mostHashDistance >= 0 && mostHashDistance <= 64,
          "use 0 to 64");
      check(
          "leastSimilarity",
          leastSimilarity,
          leastSimilarity >= -1 && leastSimilarity <= 1,
          "use -1 to 1");
      return new ComparisonLadder(this);
    }

    private static void check(String field, Number value, boolean allowed, String mend) {
      if (!allowed) {
        throw ImageOrderException.invalid(field, value, mend);
      }
    }
  }
}
