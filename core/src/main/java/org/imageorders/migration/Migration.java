package org.imageorders.migration;

import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.store.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link ImageOrders} of which a share of customers is handled by a candidate and the rest by
 * legacy.
 *
 * <pre>{@code
 * Migration orders = Migration.between(legacy, candidate).stateStore(state).build();
 * orders.control().enter(Stage.live(Share.percent(12.5)), Reason.of("ops", "first customers"));
 * }</pre>
 *
 * <p>Before an order is placed, its side is written into the state store, and it stays there: a
 * repeat goes to the same side and finds the same order, whatever has been changed since. Only what
 * the candidate certainly did not take ({@link ImageOrderException#isDoubtful}) falls back to
 * legacy, and only while nobody else has met the order; when the candidate's answer is lost, the
 * order is looked up there by its id, and stays there. While an order's side cannot be read or
 * written, whatever concerns it is refused as {@link ErrorCode#UNAVAILABLE}, for guessing could
 * order twice: keep pins where the shop keeps what it cannot sell without. An order without a pin
 * is one that was placed before the migration, and legacy's; so that its repeat finds it, legacy is
 * asked once before a new order goes to the candidate, until {@link Builder#keysRepeatedWithin} is
 * over.
 *
 * <p>Lists and feeds are of both sides; a reader of legacy's feed goes on with the cursor that it
 * has. Waiting for events asks both sides four times a second; while one does not answer, the
 * other's come all the same, half a minute late at most. A source image that is kept on the other
 * side than its order is copied, once for each order; requests come back with the names that they
 * came with.
 *
 * <p>While programs still place orders with legacy directly, stay at {@link Stage#LEGACY_ONLY}.
 * Thread-safe.
 */
public final class Migration implements ImageOrders {

  private final String name;
  private final Sides sides;
  private final Pins pins;
  private final Moving moving;
  private final Routing routing;
  private final Placing placing;
  private final MergedList list;
  private final MergedFeed feed;
  private final MigrationControl control;
  private final Waits waits = new Waits();

  private Migration(Builder builder, StateStore state) {
    name = builder.name;
    Sides.requireOneTenant(builder.legacy, builder.candidate);
    String salt = builder.salt == null ? name : builder.salt;
    Documents documents = new Documents(state, name);
    Settings settings = new Settings(documents, builder.clock, salt, builder.initialStage);
    CustomerLists lists = new CustomerLists(documents);
    Targeting targeting = builder.targeting == null ? Targeting.byShare(salt) : builder.targeting;
    LegacyUse use = new LegacyUse(documents, builder.clock);
    sides = new Sides(builder.legacy, builder.candidate, settings, use);
    pins = new Pins(documents, settings::isFinished);
    routing = new Routing(sides, settings, lists, targeting, builder.keysRepeatedWithin);
    FallbackCounter fallbacks = new FallbackCounter(documents, settings);
    moving = new Moving(sides, pins, builder.longestPlacing);
    Recalls recalls = new Recalls(sides, pins, moving);
    placing = new Placing(sides, pins, moving, routing, fallbacks);
    list = new MergedList(sides, moving);
    feed = new MergedFeed(sides, moving, builder.clock, builder.pauses, waits::isClosed);
    control =
        new MigrationControl(
            settings,
            lists,
            recalls,
            fallbacks,
            new Ending(settings, sides, recalls, builder.pauses, builder.longestPlacing));
  }

  /** Starts a migration between two of the same tenant, which stay their owner's to close. */
  public static Builder between(ImageOrders legacy, ImageOrders candidate) {
    return new Builder(legacy, candidate);
  }

  /** What an operator can change while this runs. */
  public MigrationControl control() {
    return control;
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    waits.requireOpen();
    OrderId id = idOf(request.customer(), request.idempotencyKey());
    ImageOrder order = placing.place(request, id);
    return Moving.isWithdrawn(order) ? get(id) : order;
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return sides.lookInto(Side.CANDIDATE).idOf(customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    return follow(id, side -> side.get(id));
  }

  @Override
  public OrderPage list(OrderQuery query) {
    return list.page(query);
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    return follow(id, side -> side.cancel(id));
  }

  @Override
  public ImageOrder withdraw(OrderId id) {
    return follow(id, side -> side.withdraw(id));
  }

  /** Asks an order's side, and the other one if the order turns out to have gone there. */
  private ImageOrder follow(OrderId id, Function<ImageOrders, ImageOrder> ask) {
    Pin pin = moving.settled(id);
    ImageOrder order = ask.apply(sides.of(pin.side()));
    if (!Moving.isWithdrawn(order)) {
      return pin.forCaller(order);
    }
    Pin now = moving.settled(id);
    return now.forCaller(now.side() == pin.side() ? order : ask.apply(sides.of(now.side())));
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return waits.follow(
        () -> moving.settled(id), pin -> sides.of(pin.side()).completion(id), order -> {});
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    return waits.follow(
        () -> moving.settled(id),
        pin ->
            sides
                .of(pin.side())
                .watch(
                    id,
                    order -> {
                      if (!Moving.isWithdrawn(order)) { // or it may be on the other side
                        onChange.accept(pin.forCaller(order));
                      }
                    }),
        onChange::accept);
  }

  @Override
  public String explain(OrderId id) {
    Pin pin = moving.settled(id);
    String said = sides.of(pin.side()).explain(id).stripTrailing();
    String where = "Handled by the " + pin.side() + " side of migration '" + name + "'";
    String why =
        switch (pin.state()) {
          case FELL_BACK -> ": the candidate refused it.";
          case MOVED -> ": it was recalled from the other.";
          default -> ".";
        };
    return said + "\n" + where + why;
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    return sides.of(pins.homeOf(id)).open(id, range);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    Side side = routing.sideFor(customer);
    ImageId id = sides.of(side).upload(customer, image);
    if (side == Side.CANDIDATE) {
      pins.uploadedToCandidate(id);
    }
    return id;
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    return feed.page(after, limit, wait);
  }

  /** Ends the waits that were begun here. Both sides and the state store stay open. */
  @Override
  public void close() {
    waits.close();
  }

  /** Collects what a migration needs. The state store is required. Not thread-safe. */
  public static final class Builder {
    private final ImageOrders legacy;
    private final ImageOrders candidate;
    private @Nullable StateStore state;
    private String name = "images";
    private @Nullable String salt;
    private Stage initialStage = Stage.LEGACY_ONLY;
    private @Nullable Targeting targeting;
    private @Nullable Duration keysRepeatedWithin;
    private Duration longestPlacing = Duration.ofSeconds(30);
    private InstantSource clock = InstantSource.system();
    private Pauses pauses = Pauses.system();

    private Builder(ImageOrders legacy, ImageOrders candidate) {
      this.legacy = legacy;
      this.candidate = candidate;
    }

    /** Where sides and settings are kept: by all JVMs that share them, for as long as orders. */
    public Builder stateStore(StateStore store) {
      state = store;
      return this;
    }

    /**
     * What tells this migration from others in the same store: 1 to 32 lower-case letters, digits,
     * hyphens or underscores; {@code images} unless set. It finds the pins again: never change it.
     * Those of one name share their settings and lists, also if they are of different tenants.
     */
    public Builder name(String word) {
      name = word;
      return this;
    }

    /** What customers are mixed with to find their bucket; the name unless set. */
    public Builder salt(String text) {
      salt = text;
      return this;
    }

    /**
     * The stage of the very first start; {@link Stage#LEGACY_ONLY} unless set. Later the state
     * store has the stage.
     */
    public Builder initialStage(Stage stage) {
      initialStage = stage;
      return this;
    }

    /** Who decides about customers that are not listed; {@link Targeting#byShare} unless set. */
    public Builder targeting(Targeting deciding) {
      targeting = deciding;
      return this;
    }

    /**
     * How long after its first use an idempotency key may come again; for ever unless set, which is
     * safe, but lets no new order go to the candidate while legacy does not answer: each may be one
     * that legacy took before there was a migration. Once {@link Stage#LEGACY_ONLY} was left so
     * long ago (for the last time, by the state store's clock), none is, and legacy is not asked
     * any more. Zero says that legacy has no orders from before the migration.
     *
     * <p>Set it only where pins outlive the program. Nothing here removes one, not even with its
     * order: the repeat of an order that was erased, or removed by retention, still finds its side,
     * and is {@link ErrorCode#GONE}. Where pins are lost otherwise, as by putting the state store
     * back to a backup, a repeat of one of legacy's orders is known by asking legacy alone: leave
     * this unset until those keys come no more.
     */
    public Builder keysRepeatedWithin(Duration time) {
      keysRepeatedWithin = time;
      return this;
    }

    /**
     * The longest that an order may be on its way to a side: from when {@code place} is called
     * there until it was taken or never will be, with all the side's own repeats; 30 seconds unless
     * set. It is waited for where {@link Stage#FINISHED} is entered; and an order that is recalled,
     * is refused, and may have been placed by another process all the same, is {@link
     * ErrorCode#UNAVAILABLE} for so long.
     *
     * <p>What is taken later still is not lost: the process that placed it notices, and enters
     * {@link Stage#ALL_NEW} again, or takes the recalled order back to where it was placed. Only if
     * that process dies before it has, a side has an order that the migration does not show. So
     * rather set too much, such as 150 seconds for a {@code RemoteImageOrders} as its builder has
     * it.
     */
    public Builder longestPlacing(Duration time) {
      longestPlacing = time;
      return this;
    }

    /** What time it is; the system's unless set. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** How time passes; as the system's unless set. */
    public Builder pauses(Pauses passing) {
      pauses = passing;
      return this;
    }

    /**
     * Reads the settings, or writes the first ones.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there is no state store, the
     *     name has another form, keys would come again before they are used, the longest placing is
     *     not more than zero and at most an hour, the salt is not the one that the migration began
     *     with, or the sides are of different tenants; {@link ErrorCode#UNAVAILABLE} if the state
     *     store does not answer
     */
    public Migration build() {
      if (state == null) {
        throw ImageOrderException.invalid("stateStore", null, "set it: pins must outlive this JVM");
      }
      if (!Pattern.matches("[a-z0-9_-]{1,32}", name)) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 32 lower-case letters, digits, hyphens or underscores");
      }
      if (keysRepeatedWithin != null && keysRepeatedWithin.isNegative()) {
        throw ImageOrderException.invalid(
            "keysRepeatedWithin", keysRepeatedWithin, "use zero or more");
      }
      if (longestPlacing.compareTo(Duration.ZERO) <= 0
          || longestPlacing.compareTo(Duration.ofHours(1)) > 0) {
        throw ImageOrderException.invalid(
            "longestPlacing", longestPlacing, "use more than zero and at most an hour");
      }
      return new Migration(this, state);
    }
  }
}
