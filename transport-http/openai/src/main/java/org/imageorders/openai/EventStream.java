package org.imageorders.openai;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events, read as they come: an event's data is a stream, and no line of it is ever
 * held.
 *
 * @see <a
 *     href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">
 *     HTML, 9.2.5</a>
 */
final class EventStream {

  private static final int END = -1;
  private static final int LONGEST_WORD = 256;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream in;
  private final byte[] buffer = new byte[8 * 1024];
  private int next;
  private int limit;

  private @Nullable String name;
  private boolean inData;
  private boolean afterReturn;

  EventStream(InputStream in) {
    this.in = in;
  }

  /** Goes to the next event that has data; false if there is none any more. */
  boolean next() throws IOException {
    while (inData) {
      skipLine();
      goOn();
    }
    name = null;
    while (peek() != END) {
      if (atLineEnd()) {
        skipLine();
        name = null;
      } else if (readField()) {
        inData = true;
        return true;
      }
    }
    return false;
  }

  /** The event's name, as far as it came before its data. */
  @Nullable String name() {
    return name;
  }

  /** The event's data, until the next call of {@link #next}. Its lines are joined by line feeds. */
  InputStream data() {
    return new Data();
  }

  /** Reads a field's name, and its value unless it is data; true if it is. */
  private boolean readField() throws IOException {
    String field = word(':').replace(BYTE_ORDER_MARK, "");
    if (peek() == ':') {
      next++;
      if (peek() == ' ') {
        next++;
      }
    }
    if (field.equals("data")) {
      return true;
    }
    if (field.equals("event")) {
      name = word('\n');
    }
    skipLine();
    return false;
  }

  /** After a line of data: whether another one follows, at whose value it then stands. */
  private void goOn() throws IOException {
    while (inData) {
      if (peek() == END || atLineEnd()) {
        skipLine();
        inData = false;
      } else if (readField()) {
        return;
      }
    }
  }

  /** What comes before a character or the line's end, shortened if it is no word. */
  private String word(char end) throws IOException {
    byte[] word = new byte[LONGEST_WORD];
    int length = 0;
    while (peek() != END && peek() != end && !atLineEnd()) {
      word[length] = buffer[next++];
      length = Math.min(length + 1, LONGEST_WORD - 1);
    }
    return new String(word, 0, length, StandardCharsets.UTF_8);
  }

  private boolean atLineEnd() throws IOException {
    int character = peek();
    return character == '\n' || character == '\r';
  }

  private void skipLine() throws IOException {
    while (peek() != END && !atLineEnd()) {
      next++;
    }
    int end = peek();
    if (end != END) {
      next++;
      // A line feed may belong to it, but is not waited for.
      afterReturn = end == '\r';
    }
  }

  private int peek() throws IOException {
    if (next == limit) {
      next = 0;
      limit = Math.max(0, in.read(buffer));
      if (limit == 0) {
        return END;
      }
    }
    if (afterReturn) {
      afterReturn = false;
      if (buffer[next] == '\n') {
        next++;
        return peek();
      }
    }
    return buffer[next] & 0xff;
  }

  private final class Data extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? END : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      if (!inData || count == 0) {
        return inData ? 0 : END;
      }
      if (peek() == END) {
        inData = false;
        return END;
      }
      if (atLineEnd()) {
        skipLine();
        goOn();
        if (!inData) {
          return END;
        }
        target[offset] = '\n';
        return 1;
      }
      int length = 0;
      while (length < Math.min(count, limit - next)
          && buffer[next + length] != '\n'
          && buffer[next + length] != '\r') {
        length++;
      }
      System.arraycopy(buffer, next, target, offset, length);
      next += length;
      return length;
    }
  }
}
