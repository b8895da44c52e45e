package org.imageorders.openai;

import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.core.ClientOptions;
import com.openai.core.Sleeper;
import com.openai.core.http.HttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.credential.Credential;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.jspecify.annotations.Nullable;

/** Where calls go, and who pays for them. Not thread-safe. */
final class Account {

  private static final String KEY_VARIABLE = "OPENAI_API_KEY";

  /** The first that draws with models that are not retired; the SDK's own default is older. */
  private static final String FIRST_AZURE_VERSION = "2025-04-01-preview";

  private static final Pattern KEY = Pattern.compile("[!-~]{1,4096}");

  private final UnaryOperator<@Nullable String> environment;
  @Nullable String key;
  @Nullable Supplier<String> token;
  @Nullable URI address;
  boolean azure;
  @Nullable String azureVersion;
  @Nullable String organization;
  @Nullable String project;

  Account(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** How the SDK is to write requests, and through what to send them. */
  ClientOptions options(HttpClient wire) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .httpClient(wire)
            .credential(credential())
            .organization(organization)
            .project(project)
            .sleeper(new Sleepless())
            .maxRetries(0);
    String version = azureVersion;
    URI base = address;
    if (base != null) {
      if (HttpUrl.get(base) == null || base.getHost() == null) {
        throw ImageOrderException.invalid(
            "baseUrl", base, "use an http or https address, and a host without underscores");
      }
      options.baseUrl(base.toString());
      if (azure) {
        boolean newer = base.getPath().replaceFirst("/$", "").endsWith("/openai/v1");
        options.azureUrlPathMode(newer ? AzureUrlPathMode.UNIFIED : AzureUrlPathMode.LEGACY);
        version = version == null && !newer ? FIRST_AZURE_VERSION : version;
      }
    }
    if (version != null) {
      options.azureServiceVersion(AzureOpenAIServiceVersion.fromString(version));
    }
    return options.build();
  }

  private Credential credential() {
    if (token != null) {
      return BearerTokenCredential.create(token);
    }
    String given = key != null ? key : environment.apply(KEY_VARIABLE);
    if (given == null || given.isBlank()) {
      throw refused(
          "there is no API key: give the builder an apiKey, or set the environment variable "
              + KEY_VARIABLE);
    }
    if (!KEY.matcher(given).matches()) {
      throw refused(
          "the API key does not have the form of one: it holds a space, a line's end or another"
              + " character that no header can carry");
    }
    return azure ? AzureApiKeyCredential.create(given) : BearerTokenCredential.create(given);
  }

  private static ImageOrderException refused(String message) {
    return new ImageOrderException(ErrorCode.INVALID_REQUEST, message).withField("apiKey");
  }

  /** In place of the SDK's own, which has a thread: without repeats nobody waits for one. */
  private static final class Sleepless implements Sleeper {
    @Override
    public void sleep(Duration duration) {
      throw waiting(duration);
    }

    @Override
    public CompletableFuture<@Nullable Void> sleepAsync(Duration duration) {
      return CompletableFuture.failedFuture(waiting(duration));
    }

    private static IllegalStateException waiting(Duration duration) {
      return new IllegalStateException(
          "the SDK is set to repeat nothing, and yet waits " + duration + " to do so");
    }

    @Override
    public void close() {}
  }
}
