package org.imageorders.provider.offline;

import java.text.Normalizer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the painter understood of a prompt. Terms that were not asked for are left to chance; words
 * that mean nothing to the painter still make a picture of their own.
 *
 * @param motifs what to show; empty for an abstract picture
 * @param light the time of day, if the prompt tells it
 * @param season the time of year, if the prompt tells it
 * @param mood how to grade the colours
 * @param style how to put the paint on
 * @param rest a fingerprint of the words that were not understood
 */
record PromptWords(
    Set<Motif> motifs,
    Optional<Light> light,
    Optional<Season> season,
    Mood mood,
    Style style,
    long rest) {
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final List<Term> VOCABULARY =
      Stream.<Term[]>of(
              Motif.values(), Light.values(), Season.values(), Mood.values(), Style.values())
          .flatMap(Stream::of)
          .toList();

  static PromptWords read(String prompt) {
    List<String> words = words(prompt);
    Set<Motif> motifs = EnumSet.noneOf(Motif.class);
    motifs.addAll(named(words, Motif.values()));
    return new PromptWords(
        Collections.unmodifiableSet(motifs),
        last(named(words, Light.values())),
        last(named(words, Season.values())),
        last(named(words, Mood.values())).orElse(Mood.NATURAL),
        last(named(words, Style.values())).orElse(Style.ILLUSTRATION),
        fingerprint(words));
  }

  /** Whether nothing in the prompt can be pictured. */
  boolean isAbstract() {
    return motifs.isEmpty() && light.isEmpty() && season.isEmpty();
  }

  boolean shows(Motif motif) {
    return motifs.contains(motif);
  }

  boolean showsAny(Motif... some) {
    return List.of(some).stream().anyMatch(motifs::contains);
  }

  private static List<String> words(String prompt) {
    String plain =
        ACCENTS
            .matcher(Normalizer.normalize(prompt, Normalizer.Form.NFD))
            .replaceAll("")
            .toLowerCase(Locale.ROOT);
    return BETWEEN_WORDS.splitAsStream(plain).filter(word -> !word.isEmpty()).toList();
  }

  /** The terms that the words name, in the order of the words. */
  private static <T extends Term> List<T> named(List<String> words, T[] terms) {
    return words.stream()
        .flatMap(word -> Stream.of(terms).filter(term -> means(word, term)))
        .toList();
  }

  private static boolean means(String word, Term term) {
    String singular = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    return term.words().contains(word) || term.words().contains(singular);
  }

  private static <T> Optional<T> last(List<T> terms) {
    return terms.isEmpty() ? Optional.empty() : Optional.of(terms.get(terms.size() - 1));
  }

  private static long fingerprint(List<String> words) {
    long fingerprint = 0;
    for (String word : words) {
      if (VOCABULARY.stream().noneMatch(term -> means(word, term))) {
        fingerprint = Dice.scramble(31 * fingerprint + word.hashCode());
      }
    }
    return fingerprint;
  }
}
