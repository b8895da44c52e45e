package org.imageorders.provider.offline;

import java.util.Set;

/** What a picture can show, and the English and Portuguese words that ask for it. */
enum Motif implements Term {
  SEA(
      "sea ocean coast beach bay wave shore island lake river water harbour harbor port mar oceano"
          + " praia onda ilha lago rio agua baia costa porto"),
  LIGHTHOUSE("lighthouse beacon farol"),
  BOAT("boat sail sailboat sailing ship yacht regatta barco veleiro navio vela"),
  MOUNTAINS("mountain alps peak summit fjord montanha montanhoso serra pico alpes"),
  FOREST("forest wood woods woodland pine fir jungle floresta bosque mata pinheiro selva"),
  TREE("tree oak orchard garden arvore carvalho jardim pomar"),
  CITY(
      "city skyline town downtown street skyscraper building metropolis tokyo york paulo cidade"
          + " predio rua arranha metropole"),
  DESERT("desert dune sahara cactus sand deserto duna areia cacto"),
  MEADOW(
      "meadow flower field wildflower lavender poppy tulip grass prairie prado campo flor flores"
          + " lavanda girassol sunflower"),
  HOUSE("house cabin cottage hut barn farm home casa cabana chale fazenda"),
  CAT("cat kitten gato gata gatinho"),
  BALLOON("balloon airship balao baloes"),
  BIRDS("bird gull seagull swallow crow flock passaro ave gaivota andorinha"),
  SUN("sun sunset sunrise sol poente nascente"),
  MOON("moon moonlight moonlit lua luar"),
  STARS(
      "star starry milky galaxy constellation space cosmos universe estrela estrelado galaxia"
          + " espaco"),
  CLOUDS("cloud cloudy sky overcast ceu nuvem nuvens nublado"),
  FOG("fog foggy mist misty haze nevoa neblina bruma"),
  RAIN("rain rainy storm stormy chuva chuvoso tempestade"),
  SNOW("snow snowy snowfall blizzard neve nevando nevasca");

  private final Set<String> words;

  Motif(String words) {
    this.words = Set.of(words.split(" "));
  }

  @Override
  public Set<String> words() {
    return words;
  }
}
