/** Names of galaxies in text, as catalogues write them, and the places in the sky that some names say. */

export interface ObjectName {
  /** The same for every way to write it: "NGC 1068" for "NGC1068", "M 77" for "Messier 77". */
  name: string;
  written: string;
  /** Where the name says it to a second of time and of arc; degrees, ICRS as far as J2000 is. */
  position?: { ra: number; dec: number };
}

interface Catalogue {
  prefix: string;
  pattern: string;
  /** Its prefix in small letters is no other word. */
  anyCase?: boolean;
  hasParts?: boolean;
}

const catalogues: readonly Catalogue[] = [
  // "NGC 4650A": another galaxy beside the catalogued one.
  { prefix: "NGC", pattern: "NGC", anyCase: true, hasParts: true },
  // "Type Ic 12 days after" is none.
  { prefix: "IC", pattern: "IC", hasParts: true },
  { prefix: "UGCA", pattern: "UGCA", anyCase: true },
  { prefix: "UGC", pattern: "UGC", anyCase: true, hasParts: true },
  // LEDA numbers its galaxies as PGC does.
  { prefix: "PGC", pattern: "PGC|LEDA", anyCase: true },
  { prefix: "M", pattern: "Messier|M" },
  { prefix: "Mrk", pattern: "Mrk|Mkn|Markarian", anyCase: true },
  { prefix: "Arp", pattern: "Arp", anyCase: true },
  { prefix: "3C", pattern: "3CR?" },
];

const spellings = catalogues.map((catalogue) => ({ catalogue, whole: new RegExp(`^(?:${catalogue.pattern})$`, "i") }));

function catalogueOf(prefix: string): Catalogue | undefined {
  return spellings.find(({ whole }) => whole.test(prefix))?.catalogue;
}

/** The last number in Messier's list. */
const lastMessier = 110;
/** "[Nn][Gg][Cc]": only some prefixes may be written in any case. */
const inAnyCase = (pattern: string) =>
  pattern.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
const prefixes = catalogues.map(({ pattern, anyCase }) => (anyCase ? inAnyCase(pattern) : pattern)).join("|");
/** A tie of LaTeX's, or a thin space of its, is a blank. */
const blank = String.raw`(?: {1,4}|[-_~]|\\,)?`;
const numbered = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${prefixes})${blank}(\d{1,7})(?:\.(\d)|([A-Fa-f])(?:/([A-Fa-f]))?)?((?:[/–-]\d{1,5})*)(?![\p{L}\p{N}])`,
  "gu",
);
/** A value that is a name and nothing else, as catalogues' columns have it. */
const alone = new RegExp(
  String.raw`^\s*(${catalogues.map(({ pattern }) => pattern).join("|")})\s*[-_]?\s*(\d{1,7}(?:\.\d)?[A-Fa-f]?(?:/[\dA-Fa-f]{1,5})*)\s*$`,
  "iu",
);
const positioned =
  /(?<![\p{L}\p{N}])(?:(SDSS|2MASX|2MASS|GALEX|WISE(?:A)?|LEDA|DES|LSBG)[ -]?)?J(\d{6}(?:\.\d+)?)([+−–-])(\d{6}(?:\.\d+)?)(?!\d)/gu;

/** ESO/Uppsala: field and number, and between them often what it is: "ESO 137-G001", "ESO 137- G 001". */
const southern =
  /(?<![\p{L}\p{N}])ESO[ -]?0{0,2}(\d{1,3}) ?[-–] ?(?:(?:I?G|PN|SC|EN|[?*]) ?)?0{0,2}(\d{1,3})(?![\p{L}\p{N}]|\.\d)/gu;
/** Arp & Madore: "AM 0644-741", a place of 1950 too rough to look for. */
const arpMadore = /(?<![\p{L}\p{N}])AM[ -]?(\d{4})[-–−](\d{3})(?![\p{L}\p{N}])/gu;

/** Zwicky's lists: "I Zw 18", "IZw18", "II Zw 40". */
const zwicky =
  /(?<![\p{L}\p{N}])(VIII|VII|VI|V|IV|III|II|I|[1-8])[ -]?Zw(?:icky)?[ -]?(\d{1,3}(?:\.\d{1,3})?)(?![\p{L}\p{N}])/giu;
const romans = "I II III IV V VI VII VIII".split(" ");

/** Radio galaxies by their constellations; what is short enough to be a word ("Her A", "For A") is left out. */
const constellations: Readonly<Record<string, string>> = {
  Virgo: "Virgo|Vir",
  Centaurus: "Centaurus|Cen",
  Cygnus: "Cygnus|Cyg",
  Fornax: "Fornax",
  Hydra: "Hydra|Hya",
  Hercules: "Hercules",
  Perseus: "Perseus",
  Pictor: "Pictor|Pic",
};
/** "The Virgo A subcluster" is no galaxy. */
const inConstellation = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${Object.values(constellations).join("|")})[ ~-]?A(?![\p{L}\p{N}]| (?:and|&) B\b| ?(?:sub)?-?cluster)`,
  "gu",
);

/**
 * In running text "ic 12", "m31" and "3c 48" may be other things; a text that is nothing but a name is one in any case, "ngc 4038" and "3c273.0".
 * @returns each name once, in the order of the text
 */
export function objectNamesIn(text: string): ObjectName[] {
  const [, own = "", rest = ""] = text.length < 40 ? (alone.exec(text) ?? []) : [];
  const spelt = catalogueOf(own);
  if (spelt) {
    // As its catalogue writes it, and joined, which is no mass and no type of spectrum.
    const names = namesInText(`${spelt.prefix}${rest}`);
    return names.map((name, i) => (i === 0 ? { ...name, written: text.trim() } : name));
  }
  return namesInText(text);
}

function namesInText(text: string): ObjectName[] {
  const found: (ObjectName & { at: number })[] = [];
  for (const match of text.matchAll(numbered)) {
    const {
      0: written,
      1: prefix = "",
      2: number = "",
      3: decimal,
      4: part = "",
      5: second,
      6: more = "",
      index,
    } = match;
    const catalogue = catalogueOf(prefix);
    if (!catalogue || Number(number) === 0 || (part !== "" && !catalogue.hasParts)) continue;
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
    found.push({
      name: `${catalogue.prefix} ${Number(number)}${part.toUpperCase()}${isWhole ? "" : end}`,
      written,
      at: index,
    });
    if (second !== undefined)
      found.push({ name: `${catalogue.prefix} ${Number(number)}${second.toUpperCase()}`, written, at: index });
    if (part === "" && decimal === undefined)
      for (const other of furtherNumbers(number, more))
        if (!isMessier || other <= lastMessier)
          found.push({ name: `${catalogue.prefix} ${other}`, written, at: index });
  }
  for (const { 0: written, 1: list = "", 2: number = "", index } of text.matchAll(zwicky)) {
    const roman = romans[Number(list) - 1] ?? list.toUpperCase();
    found.push({ name: `${roman} Zw ${number.replace(/^0+(?=\d)/, "")}`, written, at: index });
  }
  for (const { 0: written, 1: word = "", index } of text.matchAll(inConstellation)) {
    const [name] = Object.entries(constellations).find(([, pattern]) => pattern.split("|").includes(word)) ?? [];
    if (name) found.push({ name: `${name} A`, written, at: index });
  }
  for (const { 0: written, 1: field, 2: number, index } of text.matchAll(southern))
    found.push({ name: `ESO ${Number(field)}-${Number(number)}`, written, at: index });
  for (const { 0: written, 1: hours, 2: degrees, index } of text.matchAll(arpMadore))
    found.push({ name: `AM ${hours}-${degrees}`, written, at: index });
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

/** Of "NGC 4038/39" 4039, of "5194/5" 5195: a pair's other numbers, near the first. After a hyphen only the next one, for much else stands there. */
function furtherNumbers(first: string, written: string): number[] {
  return [...written.matchAll(/([/–-])(\d+)/g)].flatMap(([, between, digits = ""]) => {
    if (digits.length > first.length) return [];
    const number = Number(first.slice(0, first.length - digits.length) + digits);
    const apart = number - Number(first);
    const isNear = between === "/" ? apart !== 0 && Math.abs(apart) <= 20 : apart === 1;
    return isNear ? [number] : [];
  });
}

/** What papers may write before the number of a name of a catalogue, in small letters; the terms by which an index finds them. */
export function prefixWords(prefix: string): readonly string[] {
  const pattern = catalogues.find((each) => each.prefix === prefix)?.pattern ?? prefix;
  return pattern === "3CR?" ? ["3c", "3cr"] : pattern.toLowerCase().split("|");
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
