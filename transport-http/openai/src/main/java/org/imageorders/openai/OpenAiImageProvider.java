package org.imageorders.openai;

import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.services.blocking.ImageService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.imageorders.ErrorCode;
import org.imageorders.ImageFormat;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageSize;
import org.imageorders.provider.ImageProvider;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.ProviderTraits;
import org.jspecify.annotations.Nullable;

/**
 * Draws with OpenAI's image API, with Azure OpenAI, or with any server of the same shape.
 *
 * <pre>{@code
 * try (ImageProvider provider = OpenAiImageProvider.builder().build(); // the key from OPENAI_API_KEY
 *     ImageOrders orders = EmbeddedImageOrders.builder(provider).build()) {
 *   orders.place(OrderRequest.builder("customer-7").prompt("a lighthouse at dusk").build());
 * }
 * }</pre>
 *
 * <p>Source images go out and images come in as streams; neither is ever held, so memory does not
 * grow with them. A call is made once, over a connection of its own (HTTP/1.1), and its failure
 * says whether it may have been paid for. An interrupt closes the connection. The attempt's id is
 * sent as {@code X-Client-Request-Id}, by which a server's log can be searched.
 *
 * <p>Options of the spec's {@link org.imageorders.ImageSpec#providerOptions()} pass as they are
 * into the request, {@code moderation}, {@code input_fidelity} and {@code safety_identifier} among
 * them; those for which the spec has a field are refused.
 *
 * <p>Previews come with answers that are streamed. Of a call for several images the API does not
 * say which one a preview is of; it is shown as one of the first that is still to come.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/image-generation">Image
 *     generation</a>
 * @see <a href="https://developers.openai.com/api/reference/resources/images">Images, in the API
 *     reference</a>
 * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/how-to/dall-e">Azure OpenAI</a>
 */
public final class OpenAiImageProvider implements ImageProvider {

  /** The model that draws where neither the spec nor the builder names one. */
  public static final String DEFAULT_MODEL = "gpt-image-2";

  final ImageService.WithRawResponse images;
  final OkHttpClient client;
  final Downloads downloads;
  final PriceTable prices;
  final String model;
  final Duration callTimeout;
  final long largestAnswer;

  private final String name;
  private final ProviderTraits traits;
  private final ClientOptions options;
  private final @Nullable ConnectionPool ownConnections;

  private OpenAiImageProvider(Builder builder) {
    name = builder.name;
    model = builder.model;
    prices = builder.prices != null ? builder.prices : PriceTable.builtIn();
    callTimeout = builder.callTimeout;
    largestAnswer = builder.largestAnswer;
    ownConnections = builder.client == null ? new ConnectionPool(32, 30, TimeUnit.SECONDS) : null;
    client = settings(builder);
    downloads =
        new Downloads(
            client, !builder.privateDownloads, builder.largestDownload, builder.longestDownload);
    options = builder.account.options(new WireCall(client, callTimeout, null));
    images = new OpenAIClientImpl(options).images().withRawResponse();
    traits = traits(builder);
  }

  private OkHttpClient settings(Builder builder) {
    OkHttpClient.Builder settings =
        builder.client == null
            ? new OkHttpClient.Builder().connectionPool(Objects.requireNonNull(ownConnections))
            : builder.client.newBuilder();
    if (builder.client == null || builder.client.socketFactory() == SocketFactory.getDefault()) {
      settings.socketFactory(new InterruptibleSockets());
    }
    return settings
        // A connection that is lost, or closed by an interrupt, takes one call with it.
        .protocols(List.of(Protocol.HTTP_1_1))
        // A second request is a second payment.
        .retryOnConnectionFailure(false)
        .authenticator(Authenticator.NONE)
        .followRedirects(false)
        .followSslRedirects(false)
        .cache(null)
        .connectTimeout(builder.connectTimeout)
        .readTimeout(builder.readTimeout)
        .writeTimeout(builder.readTimeout)
        .callTimeout(Duration.ZERO) // each call has its own
        .build();
  }

  private ProviderTraits traits(Builder builder) {
    ProviderTraits.Builder made =
        ProviderTraits.builder()
            .mostImages(10)
            .largestSize(new ImageSize(3840, 3840)) // either way up; the API counts pixels too
            .sizeStep(16)
            .steepestRatio(3)
            .formats(ImageFormat.PNG, ImageFormat.JPEG, ImageFormat.WEBP)
            .mostSourceImages(16)
            .masks(true)
            .mostPreviews(3)
            .longestCall(callTimeout)
            .model(model)
            .pricing((spec, count) -> prices.estimate(spec.model().orElse(model), spec, count));
    if (builder.imagesPerMinute != null) {
      made.imagesPerMinute(builder.imagesPerMinute);
    }
    if (builder.tokensPerMinute != null) {
      made.tokensPerMinute(builder.tokensPerMinute);
    }
    return made.build();
  }

  /** Starts a provider. */
  public static Builder builder() {
    return new Builder(System::getenv);
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
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the call was made");
    }
    new ImageCall(this, call, sink).run();
  }

  @Override
  public void close() {
    options.close();
    if (ownConnections != null) {
      ownConnections.evictAll();
    }
  }

  /** The name and the model; not the key. */
  @Override
  public String toString() {
    return "OpenAiImageProvider[" + name + ", " + model + "]";
  }

  /** Collects what a provider needs. Not thread-safe. */
  public static final class Builder {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final Account account;
    private String name = "openai";
    private String model = DEFAULT_MODEL;
    private @Nullable OkHttpClient client;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ofMinutes(5);
    private Duration callTimeout = Duration.ofMinutes(5);
    private @Nullable Long imagesPerMinute;
    private @Nullable Long tokensPerMinute;
    private @Nullable PriceTable prices;
    private boolean privateDownloads;
    private long largestDownload = 64L << 20;
    private Duration longestDownload = Duration.ofMinutes(1);
    private long largestAnswer = 1L << 30;

    Builder(UnaryOperator<@Nullable String> environment) {
      account = new Account(environment);
    }

    /** The API key; the environment variable {@code OPENAI_API_KEY} unless set. */
    public Builder apiKey(String key) {
      account.key = key;
      return this;
    }

    /**
     * The address of a server of the same shape, with its version, such as {@code
     * http://127.0.0.1:8080/v1}; {@code https://api.openai.com/v1} unless set.
     */
    public Builder baseUrl(URI address) {
      account.address = address;
      account.azure = false;
      return this;
    }

    /** The organization that pays; the key's own unless set. */
    public Builder organization(String id) {
      account.organization = id;
      return this;
    }

    /** The project that pays; the key's own unless set. */
    public Builder project(String id) {
      account.project = id;
      return this;
    }

    /**
     * Draws with Azure OpenAI. There the model is the name of a deployment.
     *
     * @param endpoint such as {@code https://NAME.openai.azure.com}, or with {@code /openai/v1} for
     *     the newer form of it
     * @param key of the resource
     */
    public Builder azure(URI endpoint, String key) {
      account.address = endpoint;
      account.azure = true;
      account.key = key;
      return this;
    }

    /**
     * Draws with Azure OpenAI, as whom Entra ID says.
     *
     * @param entraToken gives a token that is valid now; asked at each call, on its thread
     */
    public Builder azure(URI endpoint, Supplier<String> entraToken) {
      account.address = endpoint;
      account.azure = true;
      account.token = entraToken;
      return this;
    }

    /**
     * Azure's {@code api-version}; {@code 2025-04-01-preview} unless set, and none for the newer
     * form of the endpoint.
     */
    public Builder azureApiVersion(String version) {
      account.azureVersion = version;
      return this;
    }

    /**
     * An OkHttp client whose settings and connections are used, but for its time-outs, its
     * protocols and those settings by which a request is sent again or elsewhere. An interrupt ends
     * a call at once unless the client has a socket factory of its own, or a SOCKS proxy. It stays
     * the giver's to close.
     */
    public Builder client(OkHttpClient okHttp) {
      client = okHttp;
      return this;
    }

    /** How long a connection may take to be made; 10 seconds unless set. */
    public Builder connectTimeout(Duration time) {
      connectTimeout = time;
      return this;
    }

    /**
     * How long nothing at all may come, or go, before a call fails; 5 minutes unless set. Unless
     * previews are asked for, nothing comes until an image is drawn.
     */
    public Builder readTimeout(Duration time) {
      readTimeout = time;
      return this;
    }

    /**
     * How long a call may take in all, the {@linkplain ProviderTraits#longestCall longest call}; 5
     * minutes unless set. What fails by it has perhaps been paid for.
     */
    public Builder callTimeout(Duration time) {
      callTimeout = time;
      return this;
    }

    /**
     * What the provider is called in the ledger; {@code openai} unless set. Two accounts in one
     * engine need two names.
     */
    public Builder name(String shortName) {
      name = shortName;
      return this;
    }

    /**
     * The model, or Azure deployment, for specs that name none; {@value #DEFAULT_MODEL} unless set.
     */
    public Builder model(String defaultModel) {
      model = defaultModel;
      return this;
    }

    /** The account's limit on images of each model; learned from answers unless set. */
    public Builder imagesPerMinute(long images) {
      imagesPerMinute = images;
      return this;
    }

    /** The account's limit on tokens of each model; learned from answers unless set. */
    public Builder tokensPerMinute(long tokens) {
      tokensPerMinute = tokens;
      return this;
    }

    /** What models cost; {@link PriceTable#builtIn()} unless set. */
    public Builder prices(PriceTable table) {
      prices = table;
      return this;
    }

    /**
     * Whether links that an answer gives in place of images may lead to addresses that are not of
     * the public internet, such as loopback and private ones. Not unless set, because the other
     * side could have us fetch what only we can reach; then links are fetched without a proxy, so
     * that the address can be seen.
     */
    public Builder allowPrivateDownloads(boolean allowed) {
      privateDownloads = allowed;
      return this;
    }

    /** The largest image that is fetched from a link, in bytes; 64 MiB unless set. */
    public Builder largestDownload(long bytes) {
      largestDownload = bytes;
      return this;
    }

    /** How long fetching an image from a link may take, in its call's time; a minute unless set. */
    public Builder longestDownload(Duration time) {
      longestDownload = time;
      return this;
    }

    /**
     * How much of an answer is read, in bytes; 1 GiB unless set. It is a bound on nonsense: images
     * pass as a third more than they have, all of a call and their previews in one answer.
     */
    public Builder largestAnswer(long bytes) {
      largestAnswer = bytes;
      return this;
    }

    /**
     * Makes the provider. It connects when it is first used.
     *
     * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there is no key, or a value
     *     makes no sense
     */
    public OpenAiImageProvider build() {
      if (!NAME.matcher(name).matches()) {
        throw ImageOrderException.invalid(
            "name", name, "use 1 to 64 lower-case letters, digits, dots, hyphens or underscores");
      }
      positive("connectTimeout", connectTimeout);
      positive("readTimeout", readTimeout);
      positive("callTimeout", callTimeout);
      positive("longestDownload", longestDownload);
      atLeastOne("largestDownload", largestDownload);
      atLeastOne("largestAnswer", largestAnswer);
      return new OpenAiImageProvider(this);
    }

    private static void positive(String field, Duration time) {
      if (time.toMillis() < 1) {
        throw ImageOrderException.invalid(field, time, "use 1 ms or more");
      }
    }

    private static void atLeastOne(String field, long bytes) {
      if (bytes < 1) {
        throw ImageOrderException.invalid(field, bytes, "use 1 or more");
      }
    }
  }
}
