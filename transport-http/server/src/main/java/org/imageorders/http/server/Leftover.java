package org.imageorders.http.server;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What a client still sends after it was refused. Many read their answer only when they have sent
 * everything, and would find a broken connection instead; so it is read and dropped, within limits.
 * Holds no thread.
 */
final class Leftover implements Runnable {

  private static final long MOST = 16 * 1024 * 1024;

  private final Request request;
  private final Pace pace;
  private final Callback callback;
  private long dropped;

  Leftover(Request request, Pace pace, Callback callback) {
    this.request = request;
    this.pace = pace;
    this.callback = callback;
    pace.begin();
  }

  @Override
  public void run() {
    // Who asked first whether to send does not send now; reading would tell it to.
    boolean ends = request.getHeaders().contains("Expect");
    long before = dropped;
    while (!ends && dropped < MOST) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        if (pace.isTooSlowAfter(dropped - before)) {
          break;
        }
        pace.begin();
        request.demand(this);
        return;
      }
      dropped += chunk.remaining();
      ends = chunk.isLast() || Content.Chunk.isFailure(chunk);
      chunk.release();
    }
    callback.succeeded();
  }
}
