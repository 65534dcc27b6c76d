/** An observing facility, instrument or survey, and how authors write it. */

export interface Facility {
  /** As a person names it. */
  name: string;
  /** The short name of the AAS's list. */
  keyword: string;
  /**
   * Ways to write it that mean nothing else. One of a single word is matched as it is written; in longer ones each word may also
   * begin with a small letter, the first apart, and a hyphen may stand for a blank.
   */
  aliases: readonly string[];
  /** Single words that also mean something else. */
  bare?: readonly BareName[];
  /** Objects are named after it with a number: Kepler-22b, WASP-12. */
  namesPlanets?: boolean;
}

/** A word that is the facility's name only where the words round it say so. */
export interface BareName {
  word: string;
  /** What stands before it, up to 60 characters, must not match; ends at the word. */
  notAfter?: RegExp;
  /** What follows it, up to 80 characters, must not match; begins behind the word. */
  notBefore?: RegExp;
  /** Either of these must match, where there is one. */
  onlyAfter?: RegExp;
  onlyBefore?: RegExp;
}
