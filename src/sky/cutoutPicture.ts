/** A cutout as a file: a picture of one to three bands, or FITS of any number. */

import { blockBytes, paddedBytes } from "./fitsHeader.ts";
import { encodeJpeg } from "./jpeg.ts";
import { luptonRgb } from "./lupton.ts";
import { sharp } from "./sharp.ts";
import type { Cutout } from "./skyCutout.ts";
import type { Pair } from "./worldCoordinates.ts";

export const stretches = ["lupton", "asinh", "linear"] as const;
export type Stretch = (typeof stretches)[number];

/** How values become light: (value - sky) x scale, band by band, then the stretch. */
export interface Look {
  stretch: Stretch;
  sky: readonly number[];
  scale: readonly number[];
  /** Of Lupton's and asinh: where the scale turns from linear to logarithmic, and how softly. */
  turn: number;
  softness: number;
}

const jpegQuality = 92;

/**
 * RGB, the top row first: FITS counts rows from the bottom.
 * @param bands of the cutout, from blue to red; one is grey
 */
export function pictureOf(cutout: Pick<Cutout, "bands">, size: number, look: Look): Uint8Array {
  const light = cutout.bands.map((band, b) => {
    const [sky, scale] = [look.sky[b] ?? 0, look.scale[b] ?? 1];
    const turned = new Float32Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0, from = (size - 1 - row) * size, to = row * size; column < size; column++) {
        const value = ((band[from + column] as number) - sky) * scale;
        // Where there is no value it is as dark as sky.
        turned[to + column] = Number.isNaN(value) ? 0 : value;
      }
    return turned;
  });
  if (light.length === 2) {
    const [blue, red] = light as [Float32Array, Float32Array];
    light.splice(
      1,
      0,
      blue.map((value, i) => (value + (red[i] as number)) / 2),
    );
  }
  if (look.stretch === "lupton") return luptonRgb(light, { stretch: look.turn, q: look.softness });
  const [blue = new Float32Array(0), green = blue, red = green] = light;
  const rgb = new Uint8ClampedArray(size * size * 3);
  const shade =
    look.stretch === "linear"
      ? (value: number) => 20 + (235 * value) / look.turn / 2
      : (value: number) => 20 + (235 * Math.asinh((look.softness * value) / look.turn)) / look.softness;
  for (let i = 0; i < size * size; i++) {
    rgb[3 * i] = shade(red[i] as number);
    rgb[3 * i + 1] = shade(green[i] as number);
    rgb[3 * i + 2] = shade(blue[i] as number);
  }
  return new Uint8Array(rgb.buffer);
}

export async function pictureFile(rgb: Uint8Array, size: number, format: "jpeg" | "png"): Promise<Buffer> {
  if (format === "jpeg") return encodeJpeg({ width: size, height: size, data: rgb }, jpegQuality);
  return sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}

/** The cutout's values as 32-bit numbers, a plane a band; its world coordinates are TAN, straight about the object. */
export function fitsCutout(
  { bands, centre, matrix }: Pick<Cutout, "bands" | "centre" | "matrix">,
  size: number,
  [ra, dec]: Pair,
  { id, mosaic, names }: { id: string; mosaic: string; names: readonly string[] },
): Uint8Array {
  const isCube = bands.length > 1;
  const cards = [
    card("SIMPLE", "T".padStart(20)),
    card("BITPIX", number(-32)),
    card("NAXIS", number(isCube ? 3 : 2)),
    card("NAXIS1", number(size)),
    card("NAXIS2", number(size)),
    ...(isCube ? [card("NAXIS3", number(bands.length))] : []),
    card("OBJECT", text(id)),
    card("MOSAIC", text(mosaic)),
    ...names.map((name, i) => card(`BAND${i + 1}`, text(name))),
    card("RADESYS", text("ICRS")),
    card("CTYPE1", text("RA---TAN")),
    card("CTYPE2", text("DEC--TAN")),
    card("CRVAL1", number(ra)),
    card("CRVAL2", number(dec)),
    card("CRPIX1", number(centre[0] + 1)),
    card("CRPIX2", number(centre[1] + 1)),
    card("CD1_1", number(matrix[0][0])),
    card("CD1_2", number(matrix[1][0])),
    card("CD2_1", number(matrix[0][1])),
    card("CD2_2", number(matrix[1][1])),
    "END".padEnd(80),
  ].join("");
  const header = Buffer.alloc(Math.ceil(cards.length / blockBytes) * blockBytes, " ");
  header.write(cards, "latin1");
  const data = Buffer.alloc(paddedBytes(4 * size * size * bands.length));
  bands.forEach((band, b) => {
    for (let i = 0; i < band.length; i++) data.writeFloatBE(band[i] as number, 4 * (b * size * size + i));
  });
  return Buffer.concat([header, data]);
}

function card(keyword: string, value: string): string {
  return `${keyword.padEnd(8)}= ${value}`.padEnd(80).slice(0, 80);
}

function number(value: number): string {
  const written = String(value).toUpperCase();
  return (Number.isInteger(value) || /[.E]/.test(written) ? written : `${written}.0`).padStart(20);
}

function text(value: string): string {
  const plain = value.replace(/[^ -~]/g, "?").replaceAll("'", "''");
  return `'${plain.slice(0, 66).padEnd(8)}'`;
}
