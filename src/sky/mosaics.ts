/** Mosaics of a survey: which files are the same part of the sky in several bands, and where each lies. */

import { basename } from "node:path";
import { exitCodes, Fault } from "../fault.ts";
import { type FitsImage, openFitsImage } from "./fitsImage.ts";
import { type Pair, type WorldCoordinates, worldCoordinates } from "./worldCoordinates.ts";

export interface Mosaic {
  /** The file of its first band, without folders. */
  name: string;
  /** A file a band, in the order of the bands. */
  files: string[];
}

/**
 * Files of the same sky have names that differ in the band alone: a word of its own in them, as in field-12-r.fits, or what
 * stands in the place of {band}.
 * @param files absolute paths
 * @param bands none: each file is a mosaic of one band
 * @param pattern that found the files, where it has {band} in it
 * @throws Fault "bands" that names a mosaic which lacks one, or files whose band is not to be told
 */
export function mosaicsOf(files: readonly string[], bands: readonly string[], patterns: readonly string[]): Mosaic[] {
  const named = files.length > 0 ? [...files].sort() : [];
  if (bands.length === 0) return named.map((file) => ({ name: basename(file), files: [file] }));
  const found = new Map<string, Map<string, string>>();
  const unnamed: string[] = [];
  for (const file of named) {
    const place = bandIn(file, bands, patterns);
    if (!place) {
      unnamed.push(file);
      continue;
    }
    const mosaic = found.get(place.mosaic) ?? new Map<string, string>();
    const other = mosaic.get(place.band);
    if (other !== undefined)
      throw bandFault(`${basename(file)} and ${basename(other)} are both band ${place.band} of the same mosaic`);
    found.set(place.mosaic, mosaic.set(place.band, file));
  }
  if (found.size === 0)
    throw bandFault(
      `none of the names has one of the bands ${bands.join(", ")} as a word of its own (${basename(named[0] ?? "")}): write {band} ` +
        "in --mosaics where it stands, such as 'tiles/*-{band}.fits'",
    );
  return [...found].map(([mosaic, ofBand]) => {
    const lacking = bands.filter((band) => !ofBand.has(band));
    if (lacking.length > 0)
      throw bandFault(`${basename(mosaic)} has no file of band ${lacking.join(", ")} among those found`);
    const all = bands.map((band) => ofBand.get(band) as string);
    return { name: basename(all[0] as string), files: all };
  });
}

function bandFault(why: string): Fault {
  return new Fault("bands", `mosaics: ${why}`, { exitCode: exitCodes.usage });
}

function bandIn(
  file: string,
  bands: readonly string[],
  patterns: readonly string[],
): { mosaic: string; band: string } | undefined {
  for (const pattern of patterns) {
    if (!pattern.includes("{band}")) continue;
    for (const band of bands) {
      const [, before, after] = globExpression(pattern, band).exec(file) ?? [];
      if (before !== undefined && after !== undefined) return { mosaic: `${before}{band}${after}`, band };
    }
  }
  const name = basename(file);
  const folder = file.slice(0, file.length - name.length);
  for (const band of bands) {
    const words = [...name.matchAll(new RegExp(`(?<![A-Za-z0-9])${literal(band)}(?![A-Za-z0-9])`, "gi"))];
    const last = words.at(-1);
    if (last)
      return { mosaic: `${folder}${name.slice(0, last.index)}{band}${name.slice(last.index + band.length)}`, band };
  }
  return undefined;
}

/** A pattern's {band} as one band; * and ? stay within a folder. */
function globExpression(pattern: string, band: string): RegExp {
  const [before = "", ...after] = pattern.split("{band}");
  return new RegExp(`^(${globText(before)})${literal(band)}(${after.map(globText).join(literal(band))})$`);
}

/** A pattern with * and ? as a regular expression's text. */
export function globText(pattern: string): string {
  return literal(pattern).replaceAll("\\*", "[^/\\\\]*").replaceAll("\\?", "[^/\\\\]");
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** One band of a mosaic, open. */
export interface BandImage extends Pick<FitsImage, "read" | "width" | "height"> {
  sky: WorldCoordinates;
}

export interface OpenMosaic {
  name: string;
  bands: BandImage[];
  close(): void;
}

/** @throws Fault that names the file which cannot be read, or does not say where in the sky it lies */
export async function openMosaic({ name, files }: Mosaic): Promise<OpenMosaic> {
  const images: FitsImage[] = [];
  const close = () => {
    for (const image of images) image.close();
  };
  try {
    for (const file of files) images.push(await openFitsImage(file));
    return { name, bands: images.map(withSky), close };
  } catch (error) {
    close();
    throw error;
  }
}

function withSky(image: FitsImage): BandImage {
  const { read, width, height } = image;
  return { read, width, height, sky: worldCoordinates(image.header, basename(image.path)) };
}

/** What is known of a mosaic before any object is cut from it. */
export interface Footprint {
  width: number;
  height: number;
  sky: WorldCoordinates;
  centre: Pair;
  /** From its centre to its furthest edge, degrees. */
  radius: number;
}

export function footprintOf({ width, height, sky }: Pick<BandImage, "width" | "height" | "sky">): Footprint {
  const centre = sky.toSky((width - 1) / 2, (height - 1) / 2);
  let radius = 0;
  for (const across of [0, 0.5, 1])
    for (const up of [0, 0.5, 1]) {
      const place = sky.toSky(across * width - 0.5, up * height - 0.5);
      const angle = degreesApart(centre, place);
      // A corner outside of the sky: the image shows up to a whole hemisphere.
      radius = Math.max(radius, Number.isNaN(angle) ? 180 : angle);
    }
  return { width, height, sky, centre, radius };
}

export function degreesApart([ra, dec]: Pair, [otherRa, otherDec]: Pair): number {
  const radians = Math.PI / 180;
  const [a, b] = [dec * radians, otherDec * radians];
  const half = Math.sin((a - b) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(((ra - otherRa) * radians) / 2) ** 2;
  return (2 * Math.asin(Math.min(1, Math.sqrt(half)))) / radians;
}
