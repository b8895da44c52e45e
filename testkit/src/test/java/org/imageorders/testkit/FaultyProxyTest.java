package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyProxyTest {

  private ServerSocket echo;
  private Thread accepting;
  private FaultyProxy proxy;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    accepting = new Thread(this::serve, "echo");
    accepting.setDaemon(true);
    accepting.start();
    proxy = proxy(7);
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  private FaultyProxy proxy(long seed) {
    return new FaultyProxy(new InetSocketAddress(echo.getInetAddress(), echo.getLocalPort()), seed);
  }

  private void serve() {
    try {
      while (true) {
        Socket client = echo.accept();
        Thread thread =
            new Thread(
                () -> {
                  try (client) {
                    client.getInputStream().transferTo(client.getOutputStream());
                  } catch (IOException e) {
                    // The connection was cut.
                  }
                },
                "echo-of-one");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static Socket connect(FaultyProxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static int say(Socket socket, int what) throws IOException {
    socket.getOutputStream().write(what);
    return socket.getInputStream().read();
  }

  @Test
  void bytesPassBothWaysUntilTheClientCloses() throws IOException {
    try (Socket client = connect(proxy)) {
      assertThat(say(client, 1)).isEqualTo(1);
      assertThat(say(client, 2)).isEqualTo(2);
    }
    assertThat(proxy.cuts()).isZero();
  }

  @Test
  void aConnectionThatIsCutIsResetAndTheNextOnePasses() throws IOException {
    try (Socket client = connect(proxy)) {
      assertThat(say(client, 1)).isEqualTo(1);
      assertThat(proxy.cut(1)).isEqualTo(1);
      assertThatThrownBy(() -> say(client, 2)).isInstanceOf(IOException.class);
    }
    try (Socket next = connect(proxy)) {
      assertThat(say(next, 3)).isEqualTo(3);
    }
  }

  @Test
  void aConnectionIsCutOnceItsLifeInBytesIsOver() throws IOException {
    proxy.lifeInBytes(5, 5); // two bytes there and back, and one more
    try (Socket client = connect(proxy)) {
      assertThat(say(client, 1)).isEqualTo(1);
      assertThat(say(client, 2)).isEqualTo(2);
      assertThatThrownBy(() -> say(client, say(client, 3))).isInstanceOf(IOException.class);
    }
    assertThat(proxy.cuts()).isEqualTo(1);
  }

  @Test
  void theSameSeedCutsTheSameConnections() throws IOException {
    try (FaultyProxy other = proxy(7);
        FaultyProxy third = proxy(8)) {
      List<Integer> cuts = lives(proxy);
      assertThat(lives(other)).isEqualTo(cuts);
      assertThat(lives(third)).isNotEqualTo(cuts);
    }
  }

  /** How many bytes came back on each of some connections before they were cut. */
  private static List<Integer> lives(FaultyProxy proxy) throws IOException {
    proxy.lifeInBytes(2, 400);
    List<Integer> lives = new ArrayList<>();
    for (int connection = 0; connection < 5; connection++) {
      int echoed = 0;
      try (Socket client = connect(proxy)) {
        while (say(client, 1) == 1) {
          echoed++;
        }
      } catch (IOException e) {
        // It was cut.
      }
      lives.add(echoed);
    }
    return lives;
  }

  @Test
  void anEmptyRangeIsRefused() {
    assertThatThrownBy(() -> proxy.lifeInBytes(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 to 1");
  }

  @Test
  void aServerThatIsAwayIsAwayBehindTheProxyToo() throws Exception {
    echo.close();
    accepting.join(); // until then one more connection may be accepted
    try (Socket client = connect(proxy)) {
      assertThat(saidOrCut(client)).as("an end or a reset, and no echo").isEqualTo(-1);
    }
  }

  private static int saidOrCut(Socket client) {
    try {
      return say(client, 1);
    } catch (IOException e) {
      return -1;
    }
  }
}
