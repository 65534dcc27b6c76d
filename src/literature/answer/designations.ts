/** Names of objects that have numbers in them ("NGC 4258", "3C 273", "SGR 0418+5729", "HD 209458b", "Sgr A*"), each made one word without a number to read. */

import { byFirstName } from "../galaxies/sameObjects.ts";
import { plainMath } from "./measured.ts";

/** Before a number or a letter and a number, with a blank, a hyphen or nothing between. */
const catalogues =
  "K2|NGC|IC|UGCA?|PGC|LEDA|DDO|VCC|FCC|ESO|CGCG|MCG|Mrk|Mkn|Markarian|Arp|Abell|ACO|HCG|Hickson|Messier|[1-9]C|3CR|PKS|PSRs?|SGR|AXP|HDE?|HIP|HR|BD|" +
  "GJ|Gliese|Gl|LHS|LTT|LP|LS|TYC|KIC|KOI|EPIC|TIC|TOI|TrES|XO|CoRoT|HATS?|HAT-P|WASP|Kepler|TRAPPIST|Qatar|KELT|PDS|WD|WR|HE|CS|BPS|SNe?|AT|GRB|XRF|" +
  "FRB|GW|1E|1ES|1H|2E|RXS?|1RXS|RXC|CXOU?|XTE|XMMU|2XMM|SAX|GRS|GRO|GX|SS|4U|2S|MAXI|IGR|Ton|TON|PG|PHL|LBQS|QSO|MACS|MS|CL|Cl|RCS|HH|LDN|LBN|" +
  "Barnard|Sharpless|Terzan|Palomar|Pal|Berkeley|Trumpler|Westerlund|Collinder|Melotte|Ruprecht|Haro|Tol|Mayall|CTA|CTB";
/** Of surveys and constellations only with what no count has: a place, or the X of a source. */
const surveys =
  "SDSS|2MASX?|2MASSX?|WISEA?|WISEP|DENIS|ULAS|VIK|DES|GALEX|FIRST|NVSS|HESS|IRAS|ACT-CL|SPT-CL|PLCK|OGLE|MOA|RXJ";
const hosts = "Cyg|Cygnus|Sco|Scorpius|Her|Cen|Vela|LMC|SMC|Cir|Vul|Ser|Nor";
const place = String.raw`[JBG]? ?\d{3,9}(?:\.\d+)?[+-]\d{2,7}(?:\.\d+)?`;
const end = String.raw`(?:[A-Za-z]{1,4}| [b-hB-D])?(?![\p{L}\p{N}]|\.\d)`;

const patterns: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?:${catalogues})[ ~-]{0,2}(?:${place}|[JBGXVW]?-?\d{1,9}(?:[+-]\d{1,7})*)${end}`,
    "gu",
  ),
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${surveys})[ ~-]{0,2}${place}${end}`, "gu"),
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${hosts})[ ~-]X[ -]?\d{1,2}(?![\p{L}\p{N}]|\.\d)`, "gu"),
  // "M87", "M 31": no more than Messier's list has, and no mass ("M 5 x 10^9").
  /(?<![\p{L}\p{N}_])M ?(?:10\d|110|[1-9]\d?)\*?(?![\p{L}\p{N}]|\.\d|\s*(?:x|±|%|[MLR]sun|[MLR]_|-\s*\d|\^))/gu,
  // A place: "J1030+0524", "0957+561", "B1422+231".
  /(?<![\p{L}\p{N}.])(?:[JBGQ] ?)?\d{4,6}(?:\.\d+)?\+\d{2,6}(?:\.\d+)?[A-Za-z]?(?![\p{N}]|\.\d)/gu,
  /(?<![\p{L}\p{N}])[JBGQ] ?\d{3,6}(?:\.\d+)?[+-]\d{2,6}(?:\.\d+)?[A-Za-z]?(?![\p{N}]|\.\d)/gu,
  /(?<![\p{L}\p{N}])(?:I{1,3}|IV|VI{0,3}) ?Zw ?\d{1,3}(?![\p{L}\p{N}])/gu,
  // "47 Tuc", "51 Peg b", "61 Cygni", "30 Doradus".
  /(?<![\p{L}\p{N}.+-])\d{1,3} (?:Tuc(?:anae)?|Peg(?:asi)?|Cyg(?:ni)?|Dor(?:adus)?|Cnc|Cancri|Vir(?:ginis)?|Eri(?:dani)?|UMa|Ursae|Her(?:culis)?|Cet(?:i)?|Psc|Aqr|Tau(?:ri)?|Ori(?:onis)?|Vesta|Ceres|Pallas|Eros|Lutetia)\b(?: ?[A-Fa-f]\b)?/gu,
  // "67P/Churyumov-Gerasimenko", "C/1995 O1", "1I/2017 U1", "2003 UB313".
  /(?<![\p{L}\p{N}])(?:\d{1,3}[PDI]\/\p{Lu}[\p{L}-]*|[CPDXAI]\/\d{4} \p{Lu}\d{1,3})/gu,
  /(?<![\p{L}\p{N}])(?:1[89]|20)\d\d \p{Lu}{2}\d{0,3}(?![\p{L}\p{N}])/gu,
];

/** Objects of many names, by one. */
const aliases: readonly (readonly [RegExp, string])[] = [
  [/\bLarge Magellanic Cloud(?:\s*\(LMC\))?/gi, "LMC"],
  [/\bSmall Magellanic Cloud(?:\s*\(SMC\))?/gi, "SMC"],
  [/\bSagittarius A ?\*|\bSgr ?A ?\^?\s?(?:\*|ast\b|star\b)/gi, "SgrAstar"],
  [/\bM87 ?\^?\s?(?:\*|ast\b)/g, "M87star"],
  [
    /\b(?:the )?Andromeda(?: galaxy)?(?! (?:constellation|[IVX]+\b|stream))(?:\s*\(M ?31\))?|\bMessier 31\b|\bNGC ?224\b|\bM 31\b/gi,
    "M31",
  ],
];

/** Of stars, moons and clusters that go by a name of their own, those that are no other word. */
const spoken =
  /(?<![\p{L}\p{N}])(?:Sirius [AB]|Procyon [AB]|Betelgeuse|Arcturus|Antares|Aldebaran|Fomalhaut|Proxima(?: Centauri)?|Barnard['’]s [Ss]tar|Pluto|Charon|Europa|Enceladus|Callisto|Ganymede|Triton|(?:Bullet|Coma|Virgo|Fornax|Perseus) [Cc]luster)(?![\p{L}\p{N}])/gu;

/** @returns the text with every letter of such a name an "x": as long as it was, without their numbers */
export function namesMasked(plain: string): string {
  let text = plain;
  for (const pattern of patterns) text = text.replace(pattern, (written) => "x".repeat(written.length));
  return text;
}

/**
 * @param plain without LaTeX
 * @returns with each such name as letters and digits alone that begin with a letter: "NGC4258", "N3C273", "SGR0418p5729"
 */
export function namesJoined(plain: string): string {
  let text = plain;
  for (const [pattern, name] of aliases) text = text.replace(pattern, name);
  text = byFirstName(text);
  for (const pattern of patterns) text = text.replace(pattern, joined);
  return text;
}

/** @returns the objects that a text, LaTeX and all, names by number or by a name known here: each by the same word whichever it is */
export function designationsIn(text: string): Set<string> {
  let plain = plainMath(byFirstName(text));
  for (const [pattern, name] of aliases) plain = plain.replace(pattern, name);
  const found = new Set<string>(plain.match(/(?<![\p{L}\p{N}])(?:[LS]MC|SgrAstar|M87star)(?![\p{L}\p{N}])/gu) ?? []);
  for (const pattern of [spoken, ...patterns])
    plain = plain.replace(pattern, (written) => {
      found.add(joined(written).toLowerCase());
      // "PSR J1614-2230" is no second one called J1614-2230.
      return "";
    });
  return found;
}

function joined(written: string): string {
  const whole = written
    .replace(/\*/g, "star")
    .replace(/(?<=\d)-(?=\d)/g, "m")
    .replace(/\+/g, "p")
    .replace(/(?<=\d)\.(?=\d)/g, "d")
    .replace(/[^\p{L}\p{N}]/gu, "");
  return /^\d/.test(whole) ? `N${whole}` : whole;
}
