/** Names of galaxies in text, as catalogues write them, and the places in the sky that some names say. */

export interface ObjectName {
  /** The same for every way to write it: "NGC 1068" for "NGC1068", "M 77" for "Messier 77". */
  name: string;
  written: string;
  /** Where the name says it to a second of time and of arc; degrees, ICRS as far as J2000 is. */
  position?: { ra: number; dec: number };
}

const catalogues: { prefix: string; pattern: string; isJoined?: boolean }[] = [
  { prefix: "NGC", pattern: "NGC" },
  { prefix: "IC", pattern: "IC" },
  { prefix: "UGC", pattern: "UGC" },
  { prefix: "PGC", pattern: "PGC" },
  { prefix: "M", pattern: "Messier|M", isJoined: true },
  { prefix: "Mrk", pattern: "Mrk|Mkn|Markarian" },
  { prefix: "Arp", pattern: "Arp" },
  { prefix: "3C", pattern: "3CR?" },
];

/** The last number in Messier's list. */
const lastMessier = 110;
const numbered = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(${catalogues.map(({ pattern }) => pattern).join("|")}))[ -]?(\\d{1,7})(?:\\.(\\d))?(?![\\p{L}\\p{N}])`,
  "gu",
);
const positioned =
  /(?<![\p{L}\p{N}])(?:(SDSS|2MASX|2MASS|GALEX|WISE(?:A)?|LEDA|DES|LSBG)[ -]?)?J(\d{6}(?:\.\d+)?)([+−–-])(\d{6}(?:\.\d+)?)(?!\d)/gu;

/** @returns each name once, in the order of the text */
export function objectNamesIn(text: string): ObjectName[] {
  const found: (ObjectName & { at: number })[] = [];
  for (const { 0: written, 1: prefix = "", 2: number = "", 3: decimal, index } of text.matchAll(numbered)) {
    const catalogue = catalogues.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(prefix));
    if (!catalogue || Number(number) === 0) continue;
    // "M 2" may be a mass or a spectral type: only joined, or written out.
    const isMessier = catalogue.prefix === "M";
    if (
      isMessier &&
      (Number(number) > lastMessier || decimal !== undefined || (prefix === "M" && !/^M\d/.test(written)))
    )
      continue;
    if (catalogue.prefix === "3C" && decimal === undefined && Number(number) > 500) continue;
    const end = decimal === undefined ? "" : `.${decimal}`;
    // Other catalogues have no decimals: the point ends a sentence.
    const isWhole = catalogue.prefix !== "3C";
    found.push({ name: `${catalogue.prefix} ${Number(number)}${isWhole ? "" : end}`, written, at: index });
  }
  for (const { 0: written, 2: ra = "", 3: sign = "", 4: dec = "", index } of text.matchAll(positioned)) {
    const position = { ra: 15 * sexagesimal(ra), dec: (sign === "+" ? 1 : -1) * sexagesimal(dec) };
    if (position.ra >= 360 || Math.abs(position.dec) > 90) continue;
    found.push({ name: `J${ra}${sign === "+" ? "+" : "-"}${dec}`, written, position, at: index });
  }
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, ...each }) => {
      if (seen.has(each.name)) return [];
      seen.add(each.name);
      return [each];
    });
}

/** "094651.40" is 9 h 46 min 51.40 s, or degrees. */
function sexagesimal(digits: string): number {
  return Number(digits.slice(0, 2)) + Number(digits.slice(2, 4)) / 60 + Number(digits.slice(4)) / 3600;
}

/** The first letters of every name of a place within the same minute of right ascension, or the ones beside it: "J0946". */
export function minutesAround(raDegrees: number): string[] {
  const minute = Math.floor((raDegrees / 15) * 60);
  return [minute - 1, minute, minute + 1].map((each) => {
    const within = (each + 1440) % 1440;
    return `j${String(Math.floor(within / 60)).padStart(2, "0")}${String(within % 60).padStart(2, "0")}`;
  });
}

/** Columns in which catalogues hold right ascension and declination, in degrees. */
const placeColumns = [
  ["ra", "dec"],
  ["ra_deg", "dec_deg"],
] as const;

/** @param has whether the survey has a column of numbers of this name */
export function placeColumnsOf(has: (column: string) => boolean): readonly [ra: string, dec: string] | undefined {
  return placeColumns.find((columns) => columns.every(has));
}
