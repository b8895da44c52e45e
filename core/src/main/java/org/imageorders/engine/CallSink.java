package org.imageorders.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.imageorders.Attempt.Outcome;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrderException;
import org.imageorders.Money;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Usage;
import org.imageorders.store.Claim;
import org.imageorders.store.PendingImage;
import org.imageorders.store.StoredImage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what one call brings: streams it to the image store, checks it on the way, and remembers
 * what came.
 */
final class CallSink implements ImageSink {

  private static final Logger log = LoggerFactory.getLogger(CallSink.class);

  private final EngineConfig config;
  private final Gate gate;
  private final Claim claim;
  private final List<Integer> places;
  private final KeptImages kept;

  private final Map<Integer, GeneratedImage> images = new TreeMap<>();
  private final Map<Integer, Failure> failures = new TreeMap<>();
  private final Map<Integer, String> revisedPrompts = new HashMap<>();
  private final Map<Integer, String> missing = new HashMap<>();
  private final List<ImageId> previews = new ArrayList<>();
  private @Nullable String model;
  private @Nullable Usage usage;
  private @Nullable Failure fault;
  private boolean over;

  /**
   * Takes the images of a claim.
   *
   * @param gate that the call went through
   * @param places which images of the order the call makes, by the sink's index
   */
  CallSink(EngineConfig config, Gate gate, Claim claim, List<Integer> places) {
    this.config = config;
    this.gate = gate;
    this.claim = claim;
    this.places = places;
    this.kept = new KeptImages(config);
  }

  /** From here on nothing is taken: a provider's thread that outlives its call cannot add to it. */
  synchronized void end() {
    over = true;
  }

  private void requireOpen() {
    if (over) {
      throw new IllegalStateException("call " + claim.attemptId() + " has ended");
    }
  }

  /** The images that were kept, by their place in the order. */
  Map<Integer, GeneratedImage> images() {
    return images;
  }

  /** Why images that came were not kept, by their place in the order. */
  Map<Integer, Failure> failures() {
    return failures;
  }

  /** What an image of the order fails with that did not come though the provider answered. */
  Failure missing(int place) {
    String why = missing.get(place);
    return new Failure(
        ErrorCode.IMAGE_MISSING,
        "the provider answered without this image" + (why == null ? "" : ": " + why));
  }

  /**
   * What the call cost: as the provider told, else by its prices for what was drawn; null to let
   * the estimate stand.
   */
  @Nullable Money cost(Outcome outcome) {
    Money told = usage == null ? null : usage.cost();
    // A ledger in two currencies has no sum: the estimate stands, which is in the order's.
    if (told != null && told.currency().equals(claim.cost().reserved().currency())) {
      return told;
    }
    int drawn = (int) places.stream().filter(this::isDrawn).count();
    boolean countable = drawn > 0 && outcome != Outcome.UNKNOWN;
    return countable ? gate.traits().pricing().estimate(claim.spec(), drawn) : null;
  }

  private boolean isDrawn(int place) {
    return images.containsKey(place) || failures.containsKey(place) || missing.containsKey(place);
  }

  /** How many tokens the call used; 0 where that is not known. */
  long tokens() {
    return usage == null ? 0 : usage.inputTokens() + usage.outputTokens();
  }

  /** The model that drew: the one told, or the one asked for. */
  @Nullable String model() {
    return model != null ? model : claim.spec().model().or(gate.traits()::model).orElse(null);
  }

  /** What keeping an image failed with; it must not be mistaken for the provider's failure. */
  @Nullable Failure fault() {
    return fault;
  }

  /** Removes the previews that were shown. */
  void dropPreviews() {
    drop(previews);
  }

  /** Removes the images that were kept, for an order that has no place for them. */
  void dropImages() {
    drop(images.values().stream().map(GeneratedImage::id).toList());
  }

  private void drop(List<ImageId> ids) {
    for (ImageId id : ids) {
      try {
        config.images.delete(id);
      } catch (ImageOrderException e) {
        log.atWarn().addKeyValue("image", id).log("image could not be removed: {}", e.getMessage());
      }
    }
  }

  @Override
  public synchronized ImageOutput image(int index) {
    requireOpen();
    int place = places.get(index);
    if (images.containsKey(place) || failures.containsKey(place)) {
      throw new IllegalStateException(
          "image " + index + " of call " + claim.attemptId() + " came twice");
    }
    return new FinalImage(
        place, remembering(() -> config.images.begin(claim.image(claim.attempt(), place))));
  }

  @Override
  public synchronized ImageOutput preview(int index) {
    requireOpen();
    int place = places.get(index);
    ImageId id = claim.image(claim.attempt(), place).preview(previews.size() + 1);
    return new Preview(place, id);
  }

  @Override
  public synchronized void revisedPrompt(int index, String prompt) {
    requireOpen();
    revisedPrompts.put(places.get(index), prompt);
  }

  @Override
  public synchronized void missing(int index, String why) {
    requireOpen();
    missing.put(places.get(index), why);
  }

  @Override
  public synchronized void model(String name) {
    requireOpen();
    model = name;
  }

  @Override
  public synchronized void usage(Usage used) {
    requireOpen();
    usage = used;
  }

  /** What the gate cannot take is left out: it is no reason to lose a call that is paid for. */
  @Override
  public void rateLimit(RateLimit reading) {
    try {
      gate.told(reading);
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("attempt", claim.attemptId())
          .setCause(e)
          .log("the gate could not be told of a limit");
    }
  }

  private <T> T remembering(Supplier<T> step) {
    try {
      return step.get();
    } catch (ImageOrderException e) {
      fault = new Failure(e.code(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private final class FinalImage extends ImageOutput {
    private final int place;
    private final PendingImage pending;
    private final ImageProbe probe = new ImageProbe();
    private long bytes;

    FinalImage(int place, PendingImage pending) {
      this.place = place;
      this.pending = pending;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
      remembering(
          () -> {
            if (bytes > config.largestImage) {
              throw new ImageOrderException(
                  ErrorCode.TOO_LARGE,
                  "the image has more than "
                      + config.largestImage
                      + " bytes, the configured limit");
            }
            pending.write(source, offset, length);
            return null;
          });
      probe.accept(source, offset, length);
    }

    @Override
    public void complete() {
      synchronized (CallSink.this) {
        requireOpen();
        keep();
      }
    }

    private void keep() {
      Optional<Failure> objection = KeptImages.objection(probe, claim.spec());
      if (objection.isPresent()) {
        failures.put(place, objection.get());
        return;
      }
      StoredImage stored = remembering(pending::commit);
      images.put(
          place,
          kept.describe(stored, probe, claim.spec(), gate.provider().name())
              .model(model())
              .revisedPrompt(revisedPrompts.get(place))
              .build());
    }

    @Override
    public void close() {
      remembering(
          () -> {
            pending.close();
            return null;
          });
    }
  }

  /** A preview that cannot be kept is left out: it is no reason to lose a call that is paid for. */
  private final class Preview extends ImageOutput {
    private final int place;
    private final ImageId id;
    private @Nullable PendingImage pending;
    private long bytes;

    Preview(int place, ImageId id) {
      this.place = place;
      this.id = id;
      attempt(() -> pending = config.images.begin(id));
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
      if (bytes > config.largestImage) {
        close();
      }
      if (pending != null) {
        PendingImage open = pending;
        attempt(() -> open.write(source, offset, length));
      }
    }

    @Override
    public void complete() {
      synchronized (CallSink.this) {
        PendingImage open = pending;
        if (open != null && !over) {
          attempt(() -> show(open));
        }
      }
    }

    private void show(PendingImage open) {
      open.commit();
      previews.add(id);
      config.orders.preview(claim, place, id);
    }

    @Override
    public void close() {
      if (pending != null) {
        PendingImage open = pending;
        pending = null;
        attempt(open::close);
      }
    }

    private void attempt(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        log.atWarn().addKeyValue("image", id).log("preview left out: {}", e.getMessage());
        close();
      }
    }
  }
}
