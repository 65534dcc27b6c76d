/** A place in the sky as a person writes it: degrees, hours and minutes, or the name that is made of them. */

import { exitCodes, Fault } from "../fault.ts";

/**
 * Reads 150.12,2.35 in degrees, 10:00:28.8 +02:21:00, 10h00m28.8s +2d21m0s and J100028.80+022100.0. A right ascension of
 * several numbers is in hours, unless it says degrees.
 * @returns degrees, ICRS
 * @throws Fault "usage"
 */
export function writtenPosition(text: string): [ra: number, dec: number] {
  const [raPart, decPart] = halves(plain(text)) ?? ["", ""];
  const [ra, dec] = [angle(raPart, "hours"), angle(decPart, "degrees")];
  if (ra >= 0 && ra < 360 && dec >= -90 && dec <= 90) return [ra, dec];
  throw new Fault(
    "usage",
    `"${text}" is no position: write right ascension and declination in degrees, such as 150.12,2.35, or as 10:00:28.8 +02:21:00`,
    { exitCode: exitCodes.usage },
  );
}

/** One sign for each thing, with nothing between that says nothing. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\u2212\u2013]/g, "-")
    .replace(/[\u2032\u2019]/g, "'")
    .replace(/[\u2033\u201d]|''/g, '"')
    .replace(/degrees?|deg|\u00b0|\u00ba/g, "d")
    .replace(/\s*([:hdms'"])\s*/g, "$1")
    .replace(/([+-])\s+/g, "$1")
    .replace(/\s+/g, " ");
}

/** Right ascension and declination: parted by a comma, by the sign of the second, or in the middle of the numbers. */
function halves(text: string): [string, string] | undefined {
  const named = /^(?:[a-z]+ ?)?j(\d\d)(\d\d)(\d\d(?:\.\d*)?)([+-]\d\d)(\d\d)(\d\d(?:\.\d*)?)$/.exec(text);
  if (named) return [named.slice(1, 4).join(":"), named.slice(4, 7).join(":")];
  const parts = text.split(/[,;]/).map((part) => part.trim());
  if (parts.length > 1) return parts.length === 2 ? (parts as [string, string]) : undefined;
  const sign = text.slice(1).search(/[+-]/) + 1;
  if (sign > 0) return [text.slice(0, sign).trim(), text.slice(sign).trim()];
  // In the middle of the numbers, or where else both are angles.
  const starts = [...text.matchAll(/[\d.]+/g)].map(({ index }) => index);
  const fromMiddle = (place: number) => Math.abs(place - starts.length / 2);
  const places = [...starts.keys()].slice(1).sort((a, b) => fromMiddle(a) - fromMiddle(b));
  const pairs = places.map((place): [string, string] => {
    const start = starts[place];
    return [text.slice(0, start).trim(), text.slice(start).trim()];
  });
  return pairs.find(([ra, dec]) => Number.isFinite(angle(ra, "hours") + angle(dec, "degrees")));
}

const written =
  /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([hd])|[: ](?=\d)|$)(?:(\d{1,2}(?:\.\d*)?)(?:[m']|[: ](?=\d)|$)(?:(\d{1,2}(?:\.\d*)?)[s"]?)?)?$/;

/** @param several what a first number means that others follow @returns degrees; NaN where it is no angle */
function angle(text: string, several: "hours" | "degrees"): number {
  const [, sign, first = "", unit, minutes, seconds] = written.exec(text) ?? [];
  const isBroken = (part: string | undefined, next: string | undefined) => next !== undefined && part?.includes(".");
  if (first === "" || isBroken(first, minutes) || isBroken(minutes, seconds)) return Number.NaN;
  if (Number(minutes ?? 0) >= 60 || Number(seconds ?? 0) >= 60 || (unit === "h" && several === "degrees"))
    return Number.NaN;
  const isHours = unit === "h" || (unit === undefined && minutes !== undefined && several === "hours");
  const size = Number(first) + Number(minutes ?? 0) / 60 + Number(seconds ?? 0) / 3600;
  if (isHours && size >= 24) return Number.NaN;
  return (sign === "-" ? -1 : 1) * size * (isHours ? 15 : 1);
}
