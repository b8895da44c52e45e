package org.imageorders.migration.compare;

import org.imageorders.migration.shadow.Rung;

/** What the dossier calls things. */
final class Words {

  private Words() {}

  static String cause(Rung rung) {
    return switch (rung) {
      case ARRIVED -> "A picture is missing";
      case DECODABLE -> "A picture is broken";
      case FORMAT -> "Another format";
      case READABLE -> "Could not be looked at";
      case PIXELS -> "Another size";
      case ALPHA -> "Another transparency";
      case HASH -> "Another picture";
      case STRUCTURE -> "Other details";
      case JUDGE -> "The judge objects";
      case UNRECOGNIZED -> "Something else";
    };
  }

  static String meaning(Rung rung) {
    return switch (rung) {
      case ARRIVED -> "one side has none";
      case DECODABLE -> "not decodable to the last pixel";
      case FORMAT -> "such as PNG beside JPEG";
      case READABLE -> "no reader in this JVM";
      case PIXELS -> "width or height";
      case ALPHA -> "one is opaque";
      case HASH -> "difference hashes far apart";
      case STRUCTURE -> "same layout, SSIM too low";
      case JUDGE -> "alike to every other question";
      case UNRECOGNIZED -> "a rung of a newer version";
    };
  }
}
