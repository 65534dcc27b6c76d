/** Objects of several names: Messier's list with its numbers in the NGC and IC, radio sources and nebulae by their own names. */

/** An object a line, by the name it is called by first: "M 87" is also NGC 4486. Public facts, gathered by hand; M 40 is two stars, and M 102 is in dispute. */
const table = `
M 1|NGC 1952|Crab Nebula|Taurus A|3C 144
M 2|NGC 7089
M 3|NGC 5272
M 4|NGC 6121
M 5|NGC 5904
M 6|NGC 6405|Butterfly Cluster
M 7|NGC 6475|Ptolemy's Cluster
M 8|NGC 6523|Lagoon Nebula
M 9|NGC 6333
M 10|NGC 6254
M 11|NGC 6705|Wild Duck Cluster
M 12|NGC 6218
M 13|NGC 6205
M 14|NGC 6402
M 15|NGC 7078
M 16|NGC 6611|Eagle Nebula
M 17|NGC 6618|Omega Nebula|Swan Nebula
M 18|NGC 6613
M 19|NGC 6273
M 20|NGC 6514|Trifid Nebula
M 21|NGC 6531
M 22|NGC 6656
M 23|NGC 6494
M 24|IC 4715
M 25|IC 4725
M 26|NGC 6694
M 27|NGC 6853|Dumbbell Nebula
M 28|NGC 6626
M 29|NGC 6913
M 30|NGC 7099
M 31|NGC 224|Andromeda Galaxy
M 32|NGC 221
M 33|NGC 598|Triangulum Galaxy
M 34|NGC 1039
M 35|NGC 2168
M 36|NGC 1960
M 37|NGC 2099
M 38|NGC 1912
M 39|NGC 7092
M 41|NGC 2287
M 42|NGC 1976|Orion Nebula
M 43|NGC 1982
M 44|NGC 2632|Praesepe|Beehive Cluster
M 45|Pleiades
M 46|NGC 2437
M 47|NGC 2422
M 48|NGC 2548
M 49|NGC 4472
M 50|NGC 2323
M 51|NGC 5194|Whirlpool Galaxy
M 52|NGC 7654
M 53|NGC 5024
M 54|NGC 6715
M 55|NGC 6809
M 56|NGC 6779
M 57|NGC 6720
M 58|NGC 4579
M 59|NGC 4621
M 60|NGC 4649
M 61|NGC 4303
M 62|NGC 6266
M 63|NGC 5055|Sunflower Galaxy
M 64|NGC 4826|Black Eye Galaxy
M 65|NGC 3623
M 66|NGC 3627
M 67|NGC 2682
M 68|NGC 4590
M 69|NGC 6637
M 70|NGC 6681
M 71|NGC 6838
M 72|NGC 6981
M 73|NGC 6994
M 74|NGC 628
M 75|NGC 6864
M 76|NGC 650|Little Dumbbell Nebula
M 77|NGC 1068|Cetus A|3C 71
M 78|NGC 2068
M 79|NGC 1904
M 80|NGC 6093
M 81|NGC 3031|Bode's Galaxy
M 82|NGC 3034|Cigar Galaxy|3C 231
M 83|NGC 5236|Southern Pinwheel Galaxy
M 84|NGC 4374|3C 272.1
M 85|NGC 4382
M 86|NGC 4406
M 87|NGC 4486|Virgo A|3C 274
M 88|NGC 4501
M 89|NGC 4552
M 90|NGC 4569
M 91|NGC 4548
M 92|NGC 6341
M 93|NGC 2447
M 94|NGC 4736
M 95|NGC 3351
M 96|NGC 3368
M 97|NGC 3587|Owl Nebula
M 98|NGC 4192
M 99|NGC 4254
M 100|NGC 4321
M 101|NGC 5457|Pinwheel Galaxy
M 103|NGC 581
M 104|NGC 4594|Sombrero Galaxy
M 105|NGC 3379
M 106|NGC 4258
M 107|NGC 6171
M 108|NGC 3556
M 109|NGC 3992
M 110|NGC 205
NGC 5128|Centaurus A
3C 405|Cygnus A
NGC 1316|Fornax A
NGC 1275|Perseus A|3C 84
3C 218|Hydra A
3C 348|Hercules A
3C 461|Cassiopeia A
Arp 220|IC 4553
Mrk 231|UGC 8058
I Zw 18|Mrk 116|UGCA 166
NGC 2070|Tarantula Nebula|30 Doradus
NGC 3372|Carina Nebula
NGC 7293|Helix Nebula
NGC 6543|Cat's Eye Nebula
NGC 2392|Eskimo Nebula
NGC 2237|Rosette Nebula
NGC 7000|North America Nebula
NGC 104|47 Tucanae
NGC 5139|Omega Centauri
NGC 6822|Barnard's Galaxy
NGC 6946|Fireworks Galaxy
ESO 97-13|Circinus Galaxy
ESO 350-40|Cartwheel Galaxy
UGC 10214|Tadpole Galaxy
PGC 54559|Hoag's Object
`;

/** Its names as `objectNamesIn` gives them, or as people say them; the first is the one that it goes by here. */
export type KnownObject = readonly string[];

const objects: readonly KnownObject[] = table
  .trim()
  .split("\n")
  .map((line) => line.split("|"));
const byName = new Map(objects.flatMap((object) => object.map((name) => [name, object] as const)));

/** @param name as `objectNamesIn` gives it @returns its other names, none where it has none that are known here */
export function otherNames(name: string): readonly string[] {
  return byName.get(name)?.filter((other) => other !== name) ?? [];
}

export interface NamedObject {
  object: KnownObject;
  /** Of its names, the one that is meant. */
  name: string;
  written: string;
  start: number;
  end: number;
}

const spoken = objects
  .flat()
  .filter((name) => !/^(?:M|NGC|IC|UGCA?|PGC|ESO|Mrk|Arp|3C|I Zw) \d/.test(name))
  .sort((a, b) => b.length - a.length);
/** Constellations as radio astronomers shorten them, and the only other ways that names here are written. */
const shortened: Readonly<Record<string, string>> = {
  "Taurus A": "Tau(?:rus)? ?A",
  "Virgo A": "Vir(?:go)? ?A",
  "Centaurus A": "Cen(?:taurus)? ?A",
  "Cygnus A": "Cyg(?:nus)? ?A",
  "Cassiopeia A": "Cas(?:siopeia)? ?A",
  "Perseus A": "Perseus A",
  "Hydra A": "Hydra A",
  "Hercules A": "Hercules A",
  "Fornax A": "Fornax A",
  "Cetus A": "Cetus A",
  "47 Tucanae": "47 ?Tuc(?:anae)?",
  "Omega Centauri": "(?:Omega|omega|ω|\\$?\\\\omega\\$?)[ ~]?Cen(?:tauri)?",
  "30 Doradus": "30 ?Dor(?:adus)?",
};
/** "crab nebula" in small letters is that one, but "ring nebula" would be any: names that are words are not in the table. */
const patternOf = (name: string) =>
  shortened[name] ??
  name
    .split(" ")
    .map((word, i) => word.replace(/'/, "['’]").replace(/^\p{L}/u, (l) => (i === 0 ? l : `[${l}${l.toLowerCase()}]`)))
    .join("[ ~-]");
const words = spoken.map((name) => [name, new RegExp(`^(?:${patternOf(name)})$`, "u")] as const);
const named = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(NGC|Ngc|ngc|IC|UGCA?|PGC|LEDA|Mrk|Mkn|Markarian|Arp|3CR?)[ ~-]?0*(\d{1,6}(?:\.\d)?)(?![\p{L}\p{N}]|\.\d|[-–/]\d)` +
    String.raw`|(M|Messier)[ ~]?(\d{1,3})(?![\p{L}\p{N}*]|\.\d|\s*(?:x|×|\\times|±|%|\\pm|[-–/+^<>=]|[MLR]_|[MLR]_?sun|M?pc|[kK]pc|dwarf|giant|star|type|V\b|III\b))` +
    String.raw`|(${spoken.map(patternOf).join("|")})(?![\p{L}\p{N}*]| (?:and|&) B\b|(?: (?:sub)?-?)cluster(?=s? of galax)))`,
  "gu",
);

/** @returns in the order of the text */
export function knownObjectsIn(text: string): NamedObject[] {
  const found: NamedObject[] = [];
  for (const match of text.matchAll(named)) {
    const { 0: written, 1: prefix, 2: number = "", 3: messier, 4: which = "", 5: said, index } = match;
    const name = said
      ? words.find(([, whole]) => whole.test(said))?.[0]
      : messier
        ? isMessier(text, messier, Number(which))
          ? `M ${which}`
          : undefined
        : `${prefixes[prefix ?? ""] ?? prefix?.toUpperCase()} ${number}`;
    const object = name === undefined ? undefined : byName.get(name);
    if (object && name) found.push({ object, name, written, start: index, end: index + written.length });
  }
  return found;
}

const prefixes: Readonly<Record<string, string>> = {
  LEDA: "PGC",
  Mrk: "Mrk",
  Mkn: "Mrk",
  Markarian: "Mrk",
  Arp: "Arp",
  "3CR": "3C",
};

/** "M4" may be a type of star: what is not written out must stand beside a word for such things. */
function isMessier(text: string, prefix: string, number: number): boolean {
  if (prefix === "Messier" || number >= 10) return true;
  return /\b(?:cluster|nebula|globular|galax|pulsar|Messier|NGC|remnant|spiral|elliptical|jet|black hole)/i.test(text);
}

/** "M 87" as "M87": apart, its number is any number. */
export function asOneWord(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}])(?:M|Messier)[ ~](?=\d{1,3}(?![\p{L}\p{N}.]))/gu, "M");
}

/** Each of its names by the first of its object: for whoever compares texts that name it otherwise. */
export function byFirstName(text: string): string {
  return knownObjectsIn(text).reduceRight(
    (now, { object, start, end }) => `${now.slice(0, start)}${object[0]}${now.slice(end)}`,
    text,
  );
}

/** @param names by which a text shall call objects @returns the text with each of those called so */
export function inNames(text: string, names: ReadonlyMap<KnownObject, string>): string {
  return knownObjectsIn(text).reduceRight((now, { object, start, end }) => {
    const name = names.get(object);
    return name === undefined ? now : `${now.slice(0, start)}${name}${now.slice(end)}`;
  }, text);
}
