package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.imageorders.ByteRange;
import org.imageorders.ImageContent;
import org.imageorders.ImageSpec;
import org.imageorders.provider.ImageOutput;
import org.imageorders.provider.ImageSink;
import org.imageorders.provider.ProviderCall;
import org.imageorders.testkit.FakeImageApi;
import org.imageorders.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An interrupt ends a call at once, whatever it is at, and the other side sees it. */
class AbortTest {

  private final FakeImageApi api = FakeImageApi.start();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    api.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void whileItConnects() throws Exception {
    // Once the queue of a server that accepts nobody is full, connecting takes for ever.
    ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(deaf);
    for (int i = 0; i < 8; i++) {
      SocketChannel waiting = SocketChannel.open();
      opened.add(waiting);
      waiting.configureBlocking(false);
      waiting.connect(deaf.getLocalSocketAddress());
    }
    CountDownLatch connecting = new CountDownLatch(1);
    OkHttpClient told =
        new OkHttpClient.Builder()
            .eventListener(
                new EventListener() {
                  @Override
                  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                    connecting.countDown();
                  }
                })
            .build();
    OpenAiImageProvider provider =
        OpenAiImageProvider.builder()
            .apiKey(Providers.KEY)
            .client(told)
            .baseUrl(URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/v1"))
            .build();
    interrupt(start(provider, call(0), new KeptSink()), connecting::await);
  }

  @Test
  void whileItAgreesOnTls() throws Exception {
    ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(mute);
    OpenAiImageProvider provider =
        OpenAiImageProvider.builder()
            .apiKey(Providers.KEY)
            .baseUrl(URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/v1"))
            .build();
    Socket[] accepted = new Socket[1];
    interrupt(
        start(provider, call(0), new KeptSink()),
        () -> {
          accepted[0] = mute.accept();
          assertThat(accepted[0].getInputStream().read()).as("of the client's hello").isPositive();
        });
    assertGone(accepted[0]);
  }

  @Test
  void whileItSendsAnImage() throws Exception {
    ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(slow);
    CountDownLatch much = new CountDownLatch(2_000);
    long endless = 1L << 40;
    ImageContent content =
        new ImageContent(
            "image/png",
            null,
            ByteRange.ALL.within(endless),
            endless,
            new InputStream() {
              @Override
              public int read() {
                return 0;
              }

              @Override
              public int read(byte[] target, int offset, int count) {
                much.countDown();
                return count;
              }
            });
    ProviderCall edit =
        ProviderCall.builder(
                "attempt-1", ImageSpec.builder("at night").sourceImage(Pictures.FIRST).build())
            .sources(id -> content)
            .build();
    OpenAiImageProvider provider =
        OpenAiImageProvider.builder()
            .apiKey(Providers.KEY)
            .baseUrl(URI.create("http://127.0.0.1:" + slow.getLocalPort() + "/v1"))
            .build();
    Socket[] accepted = new Socket[1];
    interrupt(
        start(provider, edit, new KeptSink()),
        () -> {
          accepted[0] = slow.accept();
          // More than fits into the buffers on the way would need a reader.
          accepted[0].getInputStream().readNBytes(1 << 20);
        });
    assertGone(accepted[0]);
  }

  @Test
  void whileItWaitsForAnAnswer() throws Exception {
    api.next(Fault.stall());
    interrupt(start(Providers.of(api), call(0), new KeptSink()), () -> api.awaitCalls(1));
    api.awaitClientLeft(1);
  }

  @Test
  void inTheMiddleOfAnImage() throws Exception {
    for (int previews : new int[] {0, 2}) {
      FirstWrite sink = new FirstWrite();
      try (FakeImageApi large = FakeImageApi.builder().imageBytes(1 << 20).start()) {
        large.next(Fault.stallInBase64());
        interrupt(start(Providers.of(large), call(previews), sink), sink.begun::await);
        large.awaitClientLeft(1);
      }
      assertThat(sink.kept.images).isEmpty();
    }
  }

  @Test
  void whileItFetchesAnImageFromItsLink() throws Exception {
    try (FakeImageApi links = FakeImageApi.builder().answerLinks().imageBytes(1 << 20).start()) {
      links.nextDownload(Fault.stallInBase64());
      FirstWrite sink = new FirstWrite();
      OpenAiImageProvider provider = Providers.builder(links).allowPrivateDownloads(true).build();
      interrupt(start(provider, call(0), sink), sink.begun::await);
      assertThat(sink.kept.images).isEmpty();
    }
  }

  @Test
  void aSinkThatFailsClosesTheConnectionToo() throws Exception {
    try (FakeImageApi large = FakeImageApi.builder().imageBytes(64 << 20).start();
        OpenAiImageProvider provider = Providers.of(large)) {
      IllegalArgumentException full = new IllegalArgumentException("the disk is full");
      FirstWrite sink =
          new FirstWrite() {
            @Override
            void written() {
              throw full;
            }
          };
      assertThat(
              catchThrowableOfType(
                  IllegalArgumentException.class, () -> provider.generate(call(0), sink)))
          .isSameAs(full);
      large.awaitClientLeft(1);
    }
  }

  /** Tells when the first bytes of an image have come. */
  private static class FirstWrite implements ImageSink {
    final KeptSink kept = new KeptSink();
    final CountDownLatch begun = new CountDownLatch(1);

    void written() {
      begun.countDown();
    }

    @Override
    public ImageOutput image(int index) {
      ImageOutput output = kept.image(index);
      return new ImageOutput() {
        @Override
        public void write(int b) {
          output.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          output.write(bytes, offset, length);
          written();
        }

        @Override
        public void complete() {
          output.complete();
        }

        @Override
        public void close() {
          output.close();
        }
      };
    }

    @Override
    public ImageOutput preview(int index) {
      return kept.preview(index);
    }
  }

  private interface Condition {
    void await() throws Exception;
  }

  private record Running(Thread thread, CompletableFuture<Void> end) {}

  private Running start(OpenAiImageProvider provider, ProviderCall call, ImageSink sink) {
    opened.add(provider);
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                provider.generate(call, sink);
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            },
            "call");
    thread.setDaemon(true);
    thread.start();
    return new Running(thread, end);
  }

  private static void interrupt(Running call, Condition condition) throws Exception {
    condition.await();
    call.thread.interrupt();
    ExecutionException end =
        catchThrowableOfType(ExecutionException.class, () -> call.end.get(60, TimeUnit.SECONDS));
    assertThat(end).hasCauseInstanceOf(InterruptedException.class);
  }

  /** Reads to the end that the client's leaving makes. */
  private static void assertGone(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static ProviderCall call(int previews) {
    return ProviderCall.builder(
            "attempt-1", ImageSpec.builder("x").size(1024, 1024).previews(previews).build())
        .build();
  }
}
