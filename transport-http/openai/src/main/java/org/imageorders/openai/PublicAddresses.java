package org.imageorders.openai;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import okhttp3.Connection;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Lets nobody connect but to addresses of the public internet: names resolve to those alone, and
 * before a request is written the address that was really connected to is looked at, which need not
 * have come from a name.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6890">RFC 6890, special-purpose addresses</a>
 */
final class PublicAddresses implements Dns, Interceptor {

  private static final List<Block> NOT_PUBLIC =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // carriers' own
          Block.of("127.0.0.0", 8), // loopback
          Block.of("169.254.0.0", 16), // link-local, and clouds' metadata
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocol assignments
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 3)); // multicast, reserved, broadcast

  /** Of IPv6 what is handed out, and of that not what is set aside. */
  private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);

  private static final List<Block> NOT_PUBLIC_OF_IT =
      List.of(
          Block.of("2001::", 23), // protocol assignments, Teredo
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4, which leads to any IPv4 address
          Block.of("3fff::", 20)); // documentation

  private static final Block TRANSLATED = Block.of("64:ff9b::", 96);

  /** All addresses that begin with the same bits. */
  private static final class Block {
    private final byte[] first;
    private final int bits;

    private Block(byte[] first, int bits) {
      this.first = first;
      this.bits = bits;
    }

    static Block of(String literal, int bits) {
      try {
        return new Block(InetAddress.getByName(literal).getAddress(), bits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != first.length) {
        return false;
      }
      int different = Arrays.mismatch(address, first);
      if (different < 0) {
        return true;
      }
      int bit = Integer.numberOfLeadingZeros((address[different] ^ first[different]) & 0xff) - 24;
      return different * 8 + bit >= bits;
    }
  }

  /** Whether an address is one of the public internet. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC.stream().noneMatch(block -> block.holds(bytes));
    }
    if (TRANSLATED.holds(bytes)) {
      byte[] embedded = Arrays.copyOfRange(bytes, 12, 16);
      return NOT_PUBLIC.stream().noneMatch(block -> block.holds(embedded));
    }
    return GLOBAL_UNICAST.holds(bytes)
        && NOT_PUBLIC_OF_IT.stream().noneMatch(block -> block.holds(bytes));
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> open =
        Dns.SYSTEM.lookup(host).stream().filter(PublicAddresses::isPublic).toList();
    if (open.isEmpty()) {
      throw new UnknownHostException("it leads to no address of the public internet");
    }
    return open;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Connection connection = chain.connection();
    if (connection == null || !isPublic(connection.socket().getInetAddress())) {
      throw new IOException("it leads to no address of the public internet");
    }
    return chain.proceed(chain.request());
  }
}
