package org.imageorders.transport;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Entity tags, compared weakly (RFC 9110, section 8.8.3). */
final class EntityTags {

  private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")|(\\*)");

  private EntityTags() {}

  /** Whether one of a header's tags is this one, or the header allows any. */
  static boolean anyMatches(List<String> header, String tag) {
    String opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
    for (String value : header) {
      Matcher matcher = TAG.matcher(value);
      while (matcher.find()) {
        if (matcher.group(2) != null || opaque.equals(matcher.group(1))) {
          return true;
        }
      }
    }
    return false;
  }
}
