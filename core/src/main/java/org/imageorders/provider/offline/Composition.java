package org.imageorders.provider.offline;

import static org.imageorders.provider.offline.Motif.BALLOON;
import static org.imageorders.provider.offline.Motif.BIRDS;
import static org.imageorders.provider.offline.Motif.BOAT;
import static org.imageorders.provider.offline.Motif.CAT;
import static org.imageorders.provider.offline.Motif.CITY;
import static org.imageorders.provider.offline.Motif.DESERT;
import static org.imageorders.provider.offline.Motif.FOG;
import static org.imageorders.provider.offline.Motif.FOREST;
import static org.imageorders.provider.offline.Motif.HOUSE;
import static org.imageorders.provider.offline.Motif.LIGHTHOUSE;
import static org.imageorders.provider.offline.Motif.MEADOW;
import static org.imageorders.provider.offline.Motif.MOON;
import static org.imageorders.provider.offline.Motif.MOUNTAINS;
import static org.imageorders.provider.offline.Motif.RAIN;
import static org.imageorders.provider.offline.Motif.SEA;
import static org.imageorders.provider.offline.Motif.SNOW;
import static org.imageorders.provider.offline.Motif.STARS;
import static org.imageorders.provider.offline.Motif.TREE;

import java.util.ArrayList;
import java.util.List;

/** Decides what stands where: from the sky at the back to the weather at the front. */
final class Composition {
  private static final List<Light> USUAL_LIGHTS = List.of(Light.DAWN, Light.DAY, Light.DUSK);
  private static final List<Light> CITY_LIGHTS = List.of(Light.DAWN, Light.DUSK, Light.NIGHT);
  private static final List<Season> USUAL_SEASONS =
      List.of(Season.SUMMER, Season.SUMMER, Season.SPRING, Season.AUTUMN);

  private static final List<Season> FLOWERING_SEASONS = List.of(Season.SPRING, Season.SUMMER);

  private final PromptWords words;
  private final Dice dice;
  private final Light light;
  private final Setting setting;
  private final Land land;
  private final Woods woods;
  private final Figures figures;
  private final double width;
  private final double height;
  private final double horizon;
  private final List<Layer> layers = new ArrayList<>();

  private Composition(PromptWords words, long seed, Frame frame, Noise noise, Dice dice) {
    this.words = words;
    this.dice = dice;
    width = frame.width();
    height = frame.height();
    light = words.light().orElseGet(() -> dice.pick(usualLights()));
    List<Season> seasons = words.shows(MEADOW) ? FLOWERING_SEASONS : USUAL_SEASONS;
    Season season = words.season().orElseGet(() -> dice.pick(seasons));
    horizon = height * (usualHorizon() + dice.between(-0.04, 0.04));
    double orbX = width * (0.5 + dice.side() * dice.between(0.1, 0.34));
    double orbY = horizon * (light.orbHeight() + dice.between(-0.08, 0.06));
    Palette palette = Palette.of(light, season, seed, dice);
    setting = new Setting(frame, palette, noise, horizon, orbX, orbY);
    land = new Land(setting, dice);
    woods = new Woods(setting, land, dice);
    figures = new Figures(setting, dice);
  }

  /** The picture that the words ask for. */
  static Layer of(PromptWords words, long seed, Frame frame, Noise noise, Dice dice) {
    if (words.isAbstract()) {
      return Abstraction.of(frame, noise, dice);
    }
    Composition composition = new Composition(words, seed, frame, noise, dice);
    composition.addBackdrop();
    if (composition.hasWater()) {
      composition.addWater();
    } else {
      composition.addGround();
    }
    composition.addAir();
    return Layer.stack(composition.layers);
  }

  private List<Light> usualLights() {
    if (words.mood() == Mood.NEON || words.showsAny(STARS, MOON)) {
      return List.of(Light.NIGHT);
    }
    return words.shows(CITY) ? CITY_LIGHTS : USUAL_LIGHTS;
  }

  private double usualHorizon() {
    if (words.shows(CITY)) {
      return 0.74;
    }
    if (words.shows(DESERT) || words.shows(MEADOW)) {
      return 0.54;
    }
    return hasWater() || words.showsAny(MOUNTAINS, FOREST, TREE, HOUSE, CAT) ? 0.62 : 0.8;
  }

  private boolean hasWater() {
    boolean onLand = words.showsAny(MOUNTAINS, FOREST, DESERT, MEADOW, HOUSE, TREE);
    return words.showsAny(SEA, LIGHTHOUSE, BOAT) || (words.shows(CITY) && !onLand);
  }

  private void addBackdrop() {
    layers.add(new Sky(setting, light, words.motifs(), dice));
    if (words.shows(MOUNTAINS)) {
      layers.addAll(land.mountains());
    } else if (hasWater() && !words.shows(CITY) && dice.chance(0.6)) {
      layers.add(land.hill(land.rolling(horizon - 0.015, 0.05), 0.95));
    }
    if (words.shows(CITY)) {
      layers.addAll(new City(setting, words.mood() == Mood.NEON).rows(dice));
    }
  }

  private void addWater() {
    Layer backdrop = Layer.stack(List.copyOf(layers));
    layers.clear();
    layers.add(new Water(backdrop, setting, dice));
    if (words.shows(LIGHTHOUSE)) {
      layers.add(Lighthouse.inWater(setting, figures, dice));
    }
    boolean extraBoat = words.shows(LIGHTHOUSE) && dice.chance(0.4);
    if (words.shows(BOAT) || extraBoat) {
      double size = words.shows(LIGHTHOUSE) ? dice.between(0.09, 0.13) : dice.between(0.24, 0.34);
      double below = 0.22 * size + (height - horizon) * dice.between(0.08, 0.22);
      double x = words.shows(LIGHTHOUSE) ? width - freeX() : freeX();
      layers.add(figures.boat(x, horizon + below, size));
    }
    if (words.showsAny(FOREST, TREE, HOUSE, MEADOW, CAT)) {
      addShore();
    }
  }

  private void addShore() {
    Ridge shore = land.rolling(height - 0.28 * (height - horizon), 0.03);
    layers.add(land.hill(shore, 0.1));
    addFiguresOn(shore, 0.26);
  }

  private void addGround() {
    if (words.shows(DESERT)) {
      layers.addAll(land.dunes());
      Ridge footing = land.rolling(height * 0.88, 0.05);
      layers.add(
          figures.cactus(freeX(), height * dice.between(0.8, 0.9), dice.between(0.22, 0.34)));
      addFiguresOn(footing, 0.26);
      return;
    }
    double nearest = horizon + 0.55 * (height - horizon);
    if (words.shows(FOREST)) {
      layers.add(land.hill(land.rolling(horizon, 0.05), 0.9));
      layers.addAll(woods.forest(5, 0.42, horizon + 0.03, height * 0.97));
      if (dice.chance(0.5)) {
        layers.add(woods.trunks());
      }
    } else if (words.shows(MOUNTAINS)) {
      layers.addAll(woods.forest(5, 0.22, horizon, height * 0.98));
    } else {
      layers.addAll(land.hills(3, horizon - 0.02, nearest));
    }
    Ridge ground = land.rolling(nearest + 0.1 * (height - horizon), 0.04);
    if (words.showsAny(TREE, HOUSE, CAT, MEADOW)) {
      layers.add(land.hill(ground, 0.05));
    }
    addFiguresOn(ground, 0.34);
  }

  private void addFiguresOn(Ridge ground, double size) {
    double place = freeX();
    if (words.shows(TREE)) {
      layers.add(woods.lone(place, ground.at(place) + 0.01, 1.5 * size));
    }
    if (words.shows(HOUSE)) {
      double x = words.shows(TREE) ? width - place : place;
      layers.add(figures.house(x, ground.at(x) + 0.03, size * dice.between(0.75, 0.95)));
    }
    if (words.shows(MEADOW)) {
      layers.add(new Flora(setting, ground, dice));
    }
    if (words.shows(CAT)) {
      double x = width - place;
      layers.add(figures.cat(x, ground.at(x) + 0.07, size));
    }
  }

  private void addAir() {
    if (words.shows(BALLOON)) {
      layers.add(figures.balloon(freeX(), horizon * dice.between(0.3, 0.45), 0.26));
      layers.add(figures.balloon(width * dice.fraction(), horizon * dice.between(0.4, 0.7), 0.09));
    }
    boolean calm = !words.showsAny(RAIN, SNOW, STARS) && light != Light.NIGHT;
    if (words.shows(BIRDS) || (calm && dice.chance(0.4))) {
      layers.add(figures.birds());
    }
    if (words.shows(FOG)) {
      layers.add(Weather.fog(setting));
    }
    if (words.shows(RAIN)) {
      layers.add(Weather.rain(setting));
    }
    if (words.shows(SNOW)) {
      layers.add(Weather.snowfall(setting));
    }
  }

  /** A place for a figure, away from the sun and off the middle. */
  private double freeX() {
    double share = dice.between(0.22, 0.4);
    return width * (setting.orbX() < 0.5 * width ? 1 - share : share);
  }
}
