package org.imageorders.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.imageorders.ErrorCode;
import org.imageorders.Money;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.imageorders.provider.Submission;

/**
 * A provider that does as it is told, call by call, and counts what it did and charged.
 *
 * <pre>{@code
 * var provider = ScriptedProvider.answering();
 * var provider = ScriptedProvider.script()
 *     .answer()
 *     .fail(Submission.REJECTED, ErrorCode.RATE_LIMITED, Duration.ofSeconds(90))
 *     .hang()
 *     .vanish()
 *     .thenAnswer();
 * }</pre>
 *
 * <p>Its images are small valid PNGs of the pixels asked for (1024x1024 where that is left open),
 * of a colour that prompt and place determine. It waits by the {@link Script#pauses pauses} it was
 * given and by nothing else. A hanging call ends by interrupt or {@link #release()} only.
 *
 * <p>Thread-safe.
 */
public final class ScriptedProvider implements ImageProvider {

  private final Deque<Answer> steps;
  private final Function<ProviderCall, Answer> rest;
  private final Money price;
  private final Pauses pauses;
  private final String name;
  private final ProviderTraits traits;
  private final CallTally tally = new CallTally();

  private ScriptedProvider(Script script, Function<ProviderCall, Answer> rest) {
    this.steps = new ArrayDeque<>(script.steps);
    this.rest = rest;
    this.price = script.price;
    this.pauses = script.pauses;
    this.name = script.name;
    Money each = price;
    this.traits =
        script
            .traits
            .apply(
                ProviderTraits.builder()
                    .mostImages(4)
                    .mostPreviews(3)
                    .mostSourceImages(16)
                    .masks(true)
                    .pricing((spec, images) -> each.times(images)))
            .build();
  }

  /** A provider that answers every call. */
  public static ScriptedProvider answering() {
    return script().thenAnswer();
  }

  /**
   * A provider that is steered by the words of the prompts, at 0.01 USD an image; see {@link
   * PromptScript}.
   */
  public static ScriptedProvider byPrompt() {
    return script().pricePerImage(Money.usd("0.01")).thenBy(new PromptScript());
  }

  /** Starts a script. */
  public static Script script() {
    return new Script();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ProviderTraits traits() {
    return traits;
  }

  @Override
  public void generate(ProviderCall call, ImageSink sink)
      throws ProviderException, InterruptedException {
    Answer answer = next(call);
    Money charge = price.times(answer.chargedFor(call.count()));
    boolean hangs = answer.hangsFirst || answer.ending == Answer.Ending.HANG;
    CountDownLatch release = tally.begin(call, charge, hangs);
    boolean byInterrupt = false;
    try {
      new Performance(call, sink, pauses, tally::drew).play(answer, charge, release);
    } catch (InterruptedException e) {
      byInterrupt = true;
      throw e;
    } catch (IOException e) {
      throw new ProviderException(
          Submission.UNKNOWN, ErrorCode.INTERNAL, "the sink threw what it must not: " + e, e);
    } finally {
      tally.end(release, byInterrupt);
    }
  }

  private Answer next(ProviderCall call) {
    synchronized (steps) {
      Answer step = steps.poll();
      if (step != null) {
        return step;
      }
    }
    return rest.apply(call);
  }

  /** Lets the calls that hang now go on. */
  public void release() {
    tally.release();
  }

  /** How many calls have begun. */
  public int calls() {
    return tally.calls();
  }

  /** The calls that have begun, in that order. */
  public List<ProviderCall> received() {
    return tally.received();
  }

  /** How many images were given whole to a sink. */
  public int imagesDrawn() {
    return tally.drawn();
  }

  /** What was charged over all calls, those of unknown fate included. */
  public Money charged() {
    return tally.charged().values().stream().reduce(Money.zero(price.currency()), Money::plus);
  }

  /**
   * What each attempt was charged, by {@link ProviderCall#attempt()}; what cost nothing is not
   * there.
   */
  public Map<String, Money> chargedByAttempt() {
    return tally.charged();
  }

  /** How many calls run now. */
  public int inFlight() {
    return tally.inFlight();
  }

  /** How many calls ran at one time, at most. */
  public int peakInFlight() {
    return tally.peak();
  }

  /** How many calls an interrupt has ended. */
  public int interrupted() {
    return tally.interrupted();
  }

  /** Waits until so many calls have begun, however long that takes. */
  public void awaitCalls(int begun) throws InterruptedException {
    tally.await(() -> tally.calls() >= begun);
  }

  /** Waits until an interrupt has ended so many calls, however long that takes. */
  public void awaitInterrupted(int ended) throws InterruptedException {
    tally.await(() -> tally.interrupted() >= ended);
  }

  /** Waits until no call runs, however long that takes. */
  public void awaitIdle() throws InterruptedException {
    tally.await(() -> tally.inFlight() == 0);
  }

  /**
   * Collects what a provider is to do: first the steps, one a call; then what a {@code then} method
   * says, for every further call, except for the shares that {@link #percent} sets aside. Not
   * thread-safe.
   */
  public static final class Script {
    private final List<Answer> steps = new ArrayList<>();
    private final List<Share> shares = new ArrayList<>();
    private long seed;
    private Money price = Money.usd("0");
    private Pauses pauses = Pauses.system();
    private String name = "scripted";
    private UnaryOperator<ProviderTraits.Builder> traits = UnaryOperator.identity();

    private Script() {}

    /** The next call gets this. */
    public Script next(Answer answer) {
      steps.add(answer);
      return this;
    }

    /** The next call gets its images. */
    public Script answer() {
      return next(Answer.images());
    }

    /** The next call fails. */
    public Script fail(Submission submission, ErrorCode code) {
      return next(Answer.fail(submission, code));
    }

    /** The next call fails and asks for a pause. */
    public Script fail(Submission submission, ErrorCode code, Duration retryAfter) {
      return next(Answer.fail(submission, code).retryAfter(retryAfter));
    }

    /** The next call hangs. */
    public Script hang() {
      return next(Answer.hang());
    }

    /** The next call is taken, paid for and never answered. */
    public Script vanish() {
      return next(Answer.vanish());
    }

    /**
     * So many of a hundred calls get this. Which ones follows from the {@link #seed} and the
     * attempt's name alone, so that it does not matter which thread comes first.
     */
    public Script percent(double share, Answer answer) {
      shares.add(new Share(share / 100, answer));
      return this;
    }

    /** What decides which calls the {@link #percent} falls on; 0 unless set. */
    public Script seed(long number) {
      seed = number;
      return this;
    }

    /** What an image costs; nothing, in US dollars, unless set. */
    public Script pricePerImage(Money money) {
      price = money;
      return this;
    }

    /** How delays pass; in real time unless set. */
    public Script pauses(Pauses time) {
      pauses = time;
      return this;
    }

    /** The provider's name; {@code scripted} unless set. */
    public Script name(String what) {
      name = what;
      return this;
    }

    /** How many images a call makes at most; 4 unless set. */
    public Script mostImages(int images) {
      return traits(builder -> builder.mostImages(images));
    }

    /**
     * Changes the traits, which begin with 4 images a call, 3 previews, 16 source images, masks and
     * PNG alone. The pricing is that of {@link #pricePerImage}.
     */
    public Script traits(UnaryOperator<ProviderTraits.Builder> change) {
      UnaryOperator<ProviderTraits.Builder> before = traits;
      traits = builder -> change.apply(before.apply(builder));
      return this;
    }

    /** Every further call gets its images. */
    public ScriptedProvider thenAnswer() {
      return then(Answer.images());
    }

    /** Every further call hangs. */
    public ScriptedProvider thenHang() {
      return then(Answer.hang());
    }

    /** Every further call gets this. */
    public ScriptedProvider then(Answer answer) {
      return thenBy(call -> answer);
    }

    /**
     * Every further call gets what a function says. Calls run at the same time, and so does the
     * function.
     */
    public ScriptedProvider thenBy(Function<ProviderCall, Answer> answers) {
      List<Share> mix = List.copyOf(shares);
      long number = seed;
      return new ScriptedProvider(
          this,
          call -> {
            double dice = new SplittableRandom(number ^ mixed(call.attempt())).nextDouble();
            for (Share share : mix) {
              dice -= share.probability;
              if (dice < 0) {
                return share.answer;
              }
            }
            return answers.apply(call);
          });
    }

    static long mixed(String text) {
      long hash = 0xcbf29ce484222325L;
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
      return hash;
    }

    private record Share(double probability, Answer answer) {}
  }
}
