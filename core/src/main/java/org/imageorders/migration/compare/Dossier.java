package org.imageorders.migration.compare;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imageorders.ImageOrders;

/**
 * A report of what a parallel run found, for people: an {@code index.html} with its pictures beside
 * it, without a script or a link to anywhere, readable on a phone, by day and by night.
 *
 * <p>It holds customers' pictures, reduced, and ids of orders; no prompts and no names. Keep it
 * where such pictures may be kept, and no longer.
 *
 * <p>Thread-safe, but one directory is for one writer at a time.
 */
public final class Dossier {

  private static final String INDEX = "index.html";
  private static final String PICTURES = "pictures-";
  private static final Pattern FORMER =
      Pattern.compile(
          Pattern.quote(DossierPage.PICTURES) + "(" + Pattern.quote(PICTURES) + "[0-9a-f-]{36})\"");

  private final ImageOrders originals;
  private final ImageOrders copies;
  private final ComparisonLadder ladder;
  private final String title;
  private final int worst;

  private Dossier(Builder builder) {
    originals = builder.originals;
    copies = builder.copies;
    ladder = builder.ladder;
    title = builder.title;
    worst = builder.worst;
  }

  /**
   * Starts a dossier.
   *
   * @param originals opens legacy's pictures: legacy itself, or the migration
   * @param copies opens the candidate's: the reserved tenant of the parallel run
   */
  public static Builder builder(ImageOrders originals, ImageOrders copies) {
    return new Builder(originals, copies);
  }

  /**
   * Writes the dossier. The page appears at once, with all of its pictures; one that was there is
   * replaced by it, and its pictures are deleted then. If writing fails, that one stays.
   *
   * @param directory is made if need be
   * @return the page
   * @throws IOException if the directory cannot be written
   */
  public Path write(Mismatches found, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path index = directory.resolve(INDEX);
    Optional<Path> former = picturesOf(index);
    Path pictures = directory.resolve(PICTURES + UUID.randomUUID());
    Path partial = directory.resolve(pictures.getFileName() + ".html");
    boolean whole = false;
    try {
      Files.createDirectory(pictures);
      Files.writeString(partial, page(found, pictures));
      Files.move(partial, index, StandardCopyOption.ATOMIC_MOVE);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(partial);
        delete(pictures);
      }
    }
    if (former.isPresent()) {
      delete(former.get());
    }
    return index;
  }

  private String page(Mismatches found, Path directory) throws IOException {
    PairPictures pictures = new PairPictures(originals, copies, ladder, directory);
    List<PairPictures.Pair> pairs = new ArrayList<>();
    for (Mismatch mismatch : found.worst(worst)) {
      pairs.add(pictures.write(mismatch, pairs.size() + 1));
    }
    return new DossierPage(found, String.valueOf(directory.getFileName()))
        .html(title, css(), ladder, pairs);
  }

  private static String css() throws IOException {
    try (InputStream css = Dossier.class.getResourceAsStream("dossier.css")) {
      if (css == null) {
        throw new FileNotFoundException("dossier.css is missing beside " + Dossier.class);
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Optional<Path> picturesOf(Path index) throws IOException {
    try {
      Matcher former = FORMER.matcher(Files.readString(index));
      return former.find() ? Optional.of(index.resolveSibling(former.group(1))) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static void delete(Path pictures) throws IOException {
    if (!Files.isDirectory(pictures)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(pictures)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(pictures);
  }

  /** Collects a dossier. Not thread-safe. */
  public static final class Builder {
    private final ImageOrders originals;
    private final ImageOrders copies;
    private ComparisonLadder ladder = ComparisonLadder.standard();
    private String title = "Legacy and candidate, compared";
    private int worst = 12;

    private Builder(ImageOrders originals, ImageOrders copies) {
      this.originals = originals;
      this.copies = copies;
    }

    /** The ladder that compared, for its thresholds and bounds; the standard one unless set. */
    public Builder ladder(ComparisonLadder used) {
      ladder = used;
      return this;
    }

    /** The heading. */
    public Builder title(String text) {
      title = text;
      return this;
    }

    /** How many pairs are shown with their pictures, at most; 12 unless set. */
    public Builder worst(int pairs) {
      worst = pairs;
      return this;
    }

    /** Makes the dossier. */
    public Dossier build() {
      return new Dossier(this);
    }
  }
}
