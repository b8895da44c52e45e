package org.imageorders.provider.offline;

import java.util.Set;

/** The techniques a prompt can ask for. */
enum Style implements Term {
  ILLUSTRATION("illustration illustrated ilustracao"),
  WATERCOLOUR("watercolour watercolor aquarelle gouache aquarela guache"),
  OIL("oil painting painted canvas impressionist impressionism gogh monet oleo pintura tela"),
  POSTER("poster flat minimal minimalist vector cartaz minimalista vetor"),
  PIXELS("pixel pixelart 8bit 16bit"),
  PENCIL("sketch pencil drawing drawn charcoal esboco lapis desenho rascunho");

  private final Set<String> words;

  Style(String words) {
    this.words = Set.of(words.split(" "));
  }

  @Override
  public Set<String> words() {
    return words;
  }

  /** This technique, applied to a scene. */
  Technique applyTo(Layer scene, Frame frame, Noise noise) {
    return switch (this) {
      case ILLUSTRATION -> new Print(scene, frame, noise)::illustrate;
      case POSTER -> new Print(scene, frame, noise)::poster;
      case PIXELS -> new Print(scene, frame, noise)::pixelate;
      case WATERCOLOUR -> new Watercolour(scene, frame, noise);
      case OIL -> new Oil(scene, frame, noise);
      case PENCIL -> new Pencil(scene, frame, noise);
    };
  }
}
