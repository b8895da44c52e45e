package org.imageorders.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.TransportRequest;
import org.imageorders.transport.TransportResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTest {

  private static final char[] PASSWORD = "of-a-test".toCharArray();

  private static SSLContext context;
  private static X509TrustManager trust;

  /** A key, made by the JDK's own tool, and a client's trust in it. */
  @BeforeAll
  static void makeKey(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=service",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("service", keys.getCertificate("mykey"));
    trusted.init(certificates);
    trust = (X509TrustManager) trusted.getTrustManagers()[0];
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  private static ScriptedService service(LinkedBlockingQueue<String> requests) throws IOException {
    return new ScriptedService(
        context.getServerSocketFactory(),
        connection -> {
          requests.add(connection.readRequest());
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
  }

  private static HttpTransport.Builder to(ScriptedService service) {
    return HttpTransport.builder(URI.create("https://127.0.0.1:" + service.address().getPort()))
        .bearerToken(() -> "abc.def");
  }

  @Test
  void aTokenAndItsAnswerTravelEncrypted() throws Exception {
    LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    OkHttpClient trusting =
        new OkHttpClient.Builder().sslSocketFactory(context.getSocketFactory(), trust).build();
    try (ScriptedService service = service(requests);
        HttpTransport transport = to(service).client(trusting).build();
        TransportResponse response = transport.exchange(TransportRequest.of("GET", "/")).get()) {
      assertThat(response.body().open().readAllBytes()).hasSize(2);
      assertThat(requests.take()).contains("Authorization: Bearer abc.def\n");
    }
  }

  @Test
  void aServiceThatNobodyVouchesForIsToldNothing() throws Exception {
    LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
    try (ScriptedService service = service(requests);
        HttpTransport transport = to(service).build()) {
      assertThatThrownBy(() -> transport.exchange(TransportRequest.of("GET", "/")).get())
          .cause()
          .isInstanceOf(NotSentException.class)
          .hasCauseInstanceOf(SSLHandshakeException.class);
      assertThat(requests).allMatch(String::isEmpty);
    }
  }
}
