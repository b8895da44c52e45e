package org.imageorders.engine;

import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.imageorders.ByteRange;
import org.imageorders.EventPage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderId;
import org.imageorders.OrderPage;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.imageorders.Pauses;
import org.imageorders.provider.ImageProvider;
import org.imageorders.store.ImageStore;
import org.imageorders.store.OrderStore;
import org.imageorders.store.StateStore;
import org.imageorders.store.memory.MemoryImageStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link ImageOrders} handled in this process.
 *
 * <pre>{@code
 * try (ImageOrders orders = EmbeddedImageOrders.builder(OfflineProvider.builder().build()).build()) {
 *   ImageOrder order = orders.place(OrderRequest.builder("customer-7").prompt("a lighthouse at dusk").build());
 *   ImageOrder ended = orders.completion(order.id()).join();
 * }
 * }</pre>
 *
 * <p>Provider and stores that were given to the builder stay the giver's to close. Thread-safe.
 */
public final class EmbeddedImageOrders implements ImageOrders {

  private final Engine engine;
  private final String tenant;
  private final boolean owner;
  private final TenantImages images;
  private final Placing placing;

  private EmbeddedImageOrders(Engine engine, String tenant, boolean owner) {
    this.engine = engine;
    this.tenant = tenant;
    this.owner = owner;
    this.images = new TenantImages(engine.config, tenant);
    this.placing = new Placing(engine.config, engine.forecast, tenant);
  }

  /**
   * Starts an engine that calls this provider, keeps everything in memory unless given stores, and
   * belongs to the tenant {@code default}.
   */
  public static Builder builder(ImageProvider provider) {
    return new Builder(provider);
  }

  /**
   * Another tenant's orders, handled by the same engine. Closing what this returns does nothing.
   *
   * @param tenant 1 to 64 letters, digits, hyphens, dots or underscores
   * @throws ImageOrderException {@link org.imageorders.ErrorCode#INVALID_REQUEST} if it has another
   *     form
   */
  public EmbeddedImageOrders forTenant(String tenant) {
    return new EmbeddedImageOrders(engine, checkTenant(tenant), false);
  }

  @Override
  public ImageOrder place(OrderRequest request) {
    engine.requireOpen();
    return engine.forecast.explained(tenant, placing.place(request));
  }

  @Override
  public OrderId idOf(String customer, String idempotencyKey) {
    return OrderId.of(tenant, customer, idempotencyKey);
  }

  @Override
  public ImageOrder get(OrderId id) {
    return engine.forecast.explained(tenant, engine.config.orders.get(tenant, id));
  }

  @Override
  public OrderPage list(OrderQuery query) {
    OrderPage page = engine.config.orders.list(tenant, query);
    return new OrderPage(
        page.orders().stream().map(order -> engine.forecast.explained(tenant, order)).toList(),
        page.cursor());
  }

  @Override
  public ImageOrder cancel(OrderId id) {
    ImageOrder order = engine.config.orders.cancel(tenant, id);
    engine.dispatcher.stopCalls(tenant, id);
    return order;
  }

  @Override
  public ImageOrder withdraw(OrderId id) {
    return engine.forecast.explained(tenant, engine.config.orders.withdraw(tenant, id));
  }

  @Override
  public CompletableFuture<ImageOrder> completion(OrderId id) {
    return watch(id, order -> {});
  }

  @Override
  public CompletableFuture<ImageOrder> watch(OrderId id, Consumer<? super ImageOrder> onChange) {
    engine.requireOpen();
    return engine.watches.watch(new OrderStore.Change(tenant, id), onChange);
  }

  @Override
  public String explain(OrderId id) {
    return engine.forecast.inWords(get(id));
  }

  @Override
  public ImageContent open(ImageId id, ByteRange range) {
    return images.open(id, range);
  }

  @Override
  public ImageId upload(String customer, InputStream image) {
    return images.upload(customer, image);
  }

  @Override
  public EventPage events(String after, int limit, Duration wait) {
    if (limit < 1 || limit > 1_000) {
      throw ImageOrderException.invalid("limit", limit, "use 1 to 1000");
    }
    if (wait.isNegative() || wait.compareTo(Duration.ofSeconds(60)) > 0) {
      throw ImageOrderException.invalid("wait", wait, "use zero to 60 seconds");
    }
    return engine.events(tenant, after, limit, wait);
  }

  /** What a person may do to these orders, and to the gates that they go through. */
  public Operator operator() {
    return new Operator(engine, tenant, this);
  }

  @Override
  public void close() {
    if (owner) {
      engine.close();
    }
  }

  private static String checkTenant(String tenant) {
    if (!Pattern.matches("[A-Za-z0-9._-]{1,64}", tenant)) {
      throw ImageOrderException.invalid(
          "tenant", tenant, "use 1 to 64 letters, digits, hyphens, dots or underscores");
    }
    return tenant;
  }

  /** Collects what an engine needs. Not thread-safe. */
  public static final class Builder {
    final List<ImageProvider> providers = new ArrayList<>();
    @Nullable OrderStore orders;
    ImageStore images = new MemoryImageStore();
    @Nullable StateStore state;
    InstantSource clock = InstantSource.system();
    Pauses pauses = Pauses.system();
    EngineListener listener = new EngineListener() {};
    int concurrency = 8;
    int mostOpenTasks = 10_000;
    int mostTries = 6;
    long largestImage = 64L << 20;
    Duration lease = Duration.ofSeconds(30);
    Duration drain = Duration.ofSeconds(10);
    Duration uploadLife = Duration.ofHours(24);
    boolean restored;
    Budgets budgets = (anyTenant, anyCustomer) -> Budget.UNLIMITED;
    @Nullable Duration keepOrders;
    private String tenant = "default";

    private Builder(ImageProvider provider) {
      providers.add(provider);
    }

    /**
     * Adds a provider that draws where those before it cannot: one that could not be reached, said
     * that it is out of order, that the account is used up, or that it does not take the call. What
     * was sent and not answered is never repeated elsewhere, and a refused prompt or a pause that a
     * provider asks for is no reason to ask another. None unless set; each needs a name of its own.
     */
    public Builder fallback(ImageProvider next) {
      providers.add(next);
      return this;
    }

    /** Where orders are kept; in memory, and lost with the process, unless set. */
    public Builder orderStore(OrderStore store) {
      orders = store;
      return this;
    }

    /** Where images are kept; in memory unless set. */
    public Builder imageStore(ImageStore store) {
      images = store;
      return this;
    }

    /** Where uploads are registered; in memory unless set. */
    public Builder stateStore(StateStore store) {
      state = store;
      return this;
    }

    /**
     * Whose orders these are: 1 to 64 letters, digits, hyphens, dots or underscores; {@code
     * default} unless set.
     */
    public Builder tenant(String name) {
      tenant = name;
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

    /** Who hears what the engine does; nobody unless set. */
    public Builder listener(EngineListener hearing) {
      listener = hearing;
      return this;
    }

    /**
     * How many calls run at the same time; 8 unless set. With 0, orders are placed here and worked
     * on elsewhere.
     */
    public Builder concurrency(int calls) {
      concurrency = calls;
      return this;
    }

    /**
     * How many calls may wait or run, over all orders, before new orders are refused; 10,000 unless
     * set.
     */
    public Builder mostOpenTasks(int calls) {
      mostOpenTasks = calls;
      return this;
    }

    /**
     * How often a call that certainly was not accepted is made, in all; 6 unless set. Refusals that
     * ask for a pause do not count: they are obeyed as long as the order's deadline allows.
     */
    public Builder mostTries(int tries) {
      mostTries = tries;
      return this;
    }

    /**
     * The most bytes of an image, made or uploaded; 64 MiB unless set. So much room, 64 MiB at
     * most, must be left in the image store for each call that runs.
     */
    public Builder largestImage(long bytes) {
      largestImage = bytes;
      return this;
    }

    /**
     * After what time without a heartbeat another worker takes over a call; 30 seconds unless set.
     */
    public Builder lease(Duration time) {
      lease = time;
      return this;
    }

    /**
     * How long {@link EmbeddedImageOrders#close()} lets calls end before it aborts them; 10 seconds
     * unless set.
     */
    public Builder drain(Duration time) {
      drain = time;
      return this;
    }

    /** How long an upload is kept that no order names; 24 hours unless set. */
    public Builder uploadLife(Duration time) {
      uploadLife = time;
      return this;
    }

    /** What customers may spend; any sum unless set. */
    public Builder budgets(Budgets rule) {
      budgets = rule;
      return this;
    }

    /**
     * How long orders are kept once they have ended; then they are removed with their images, a few
     * at a time, and a tombstone and the sums of the ledger stay. For ever unless set.
     */
    public Builder keepOrders(Duration time) {
      keepOrders = time;
      return this;
    }

    /**
     * Says that the stores' database was restored to an earlier moment: the engine starts held,
     * until {@link Operator#release()}, and before each call asks the image store for what a call
     * that the restore has undone may have left there, so that it is not paid again. For the first
     * starts after a restore; false unless set.
     */
    public Builder restored(boolean toAnEarlierMoment) {
      restored = toAnEarlierMoment;
      return this;
    }

    /**
     * Starts the engine.
     *
     * @throws ImageOrderException {@link org.imageorders.ErrorCode#INVALID_REQUEST} if a number or
     *     a time makes no sense, or two providers have one name or different currencies
     */
    public EmbeddedImageOrders build() {
      atLeast("concurrency", concurrency, 0);
      atLeast("mostOpenTasks", mostOpenTasks, 1);
      atLeast("mostTries", mostTries, 1);
      atLeast("largestImage", largestImage, 1);
      atLeast("lease in milliseconds", lease.toMillis(), 100);
      atLeast("drain in milliseconds", drain.toMillis(), 0);
      atLeast("uploadLife in milliseconds", uploadLife.toMillis(), 1_000);
      if (keepOrders != null) {
        atLeast("keepOrders in milliseconds", keepOrders.toMillis(), 0);
      }
      alike("name", ImageProvider::name, false);
      alike("currency", Builder::currency, true);
      return new EmbeddedImageOrders(new Engine(new EngineConfig(this)), checkTenant(tenant), true);
    }

    private static String currency(ImageProvider provider) {
      return provider
          .traits()
          .pricing()
          .estimate(ImageSpec.of("any"), 1)
          .currency()
          .getCurrencyCode();
    }

    private void alike(String what, Function<ImageProvider, String> of, boolean wanted) {
      List<String> all = providers.stream().map(of).toList();
      if (new HashSet<>(all).size() != (wanted ? 1 : all.size())) {
        throw ImageOrderException.invalid(
            "fallback",
            String.join(", ", all),
            "give every provider " + (wanted ? "the same " : "another ") + what);
      }
    }

    private static void atLeast(String field, long value, long least) {
      if (value < least) {
        throw ImageOrderException.invalid(field, value, "use " + least + " or more");
      }
    }
  }
}
