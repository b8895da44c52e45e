package org.imageorders.examples.quickstart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imageorders.Money;

/** Numbers, prompts and names as people read them, the same in every locale. */
final class Words {

  private static final int LONGEST_SLUG = 48;
  private static final Map<String, String> LETTERS_WITHOUT_ACCENT =
      Map.of(
          "ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı",
          "i");

  private Words() {}

  /**
   * The words of a prompt as the beginning of a file name: lower-case ASCII letters, digits and
   * hyphens.
   */
  static String slug(String prompt) {
    String letters = prompt.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> letter : LETTERS_WITHOUT_ACCENT.entrySet()) {
      letters = letters.replace(letter.getKey(), letter.getValue());
    }
    String plain =
        Normalizer.normalize(letters, Normalizer.Form.NFKD).replaceAll("\\p{M}|['’]", "");
    String slug = plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    if (slug.length() > LONGEST_SLUG) {
      int end = slug.lastIndexOf('-', LONGEST_SLUG);
      slug = slug.substring(0, end < LONGEST_SLUG / 2 ? LONGEST_SLUG : end);
    }
    return slug.isEmpty() ? "image" : slug;
  }

  /** A text on one line, without control characters, shortened. */
  static String line(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, longest - 3)) + "...";
  }

  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  static String time(Duration time) {
    if (time.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
    return String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }

  static String money(Money money) {
    return money.isZero()
        ? "free"
        : money
                .amount()
                .setScale(Math.max(2, Math.min(4, money.amount().scale())), RoundingMode.HALF_UP)
                .toPlainString()
            + " "
            + money.currency().getCurrencyCode();
  }

  /** An equal part of an amount, to a ten-thousandth of a cent. */
  static Money share(Money money, int parts) {
    return new Money(
        money.amount().divide(BigDecimal.valueOf(parts), 6, RoundingMode.HALF_UP),
        money.currency());
  }

  /** The sum of amounts, one line for each currency. */
  static String sum(List<Money> amounts) {
    List<String> sums =
        amounts.stream()
            .map(Money::currency)
            .distinct()
            .map(
                currency ->
                    amounts.stream()
                        .filter(money -> money.currency().equals(currency))
                        .reduce(Money.zero(currency), Money::plus))
            .map(Words::money)
            .toList();
    return Optional.of(String.join(" + ", sums)).filter(text -> !text.isEmpty()).orElse("free");
  }

  static String images(int number) {
    return number == 1 ? "1 image" : number + " images";
  }
}
