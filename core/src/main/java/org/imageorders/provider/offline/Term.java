package org.imageorders.provider.offline;

import java.util.Set;

/** An entry of the vocabulary: something the painter understands. */
interface Term {

  /** The words that mean it: singular, lower case, without accents. */
  Set<String> words();
}
