package org.imageorders.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.TransportRequest;
import org.junit.jupiter.api.Test;

class BearerTokenTest {

  private static Throwable failure(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get();
      throw new AssertionError("did not fail");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void aTokenThatDoesNotComeIsToldAndNothingIsSent() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedService service = new ScriptedService(connection -> requests.incrementAndGet())) {
      List<HttpTransport> transports = new ArrayList<>();
      transports.add(
          HttpTransport.builder(service.address())
              .bearerToken(
                  () -> {
                    throw new IllegalStateException("the vault is shut");
                  })
              .build());
      transports.add(
          HttpTransport.builder(service.address()).bearerToken(() -> "two\r\nlines").build());
      for (HttpTransport transport : transports) {
        try (transport) {
          assertThat(failure(transport.exchange(TransportRequest.of("GET", "/"))))
              .isInstanceOfSatisfying(
                  ImageOrderException.class,
                  e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
              .hasMessageNotContaining("two");
        }
      }
      assertThat(requests).hasValue(0);
    }
  }

  @Test
  void aTokenTravelsInTheClearOnlyIfThatIsAllowed() {
    for (String address : List.of("http://images.example.com", "http://10.0.0.7:8080")) {
      HttpTransport.Builder builder =
          HttpTransport.builder(URI.create(address)).bearerToken(() -> "t");
      assertThatExceptionOfType(ImageOrderException.class)
          .isThrownBy(builder::build)
          .withMessageContaining("https");
      builder.tokenInTheClear(true).build().close();
    }
    for (String address :
        List.of("https://images.example.com", "http://localhost:1", "http://[::1]:1")) {
      HttpTransport.builder(URI.create(address)).bearerToken(() -> "t").build().close();
    }
  }
}
