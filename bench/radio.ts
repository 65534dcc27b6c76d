/**
 * Simulated radio galaxies beside MiraBest's: node dist/bench/radio.js [--data FOLDER] [--count N]. Size, lit pixels, concentration, at
 * 10, 50 and 90 % of the sources, and how well a nearest-neighbour rule tells the two apart (0.5: not at all).
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { type RadioShape, radioShape, shapeNames, shapeQuantiles } from "../src/sky/radioShape.ts";
import { simulatedRadio } from "../src/sky/simulateRadio.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data/mirabest-radio" },
    count: { type: "string", default: "150" },
  },
});
const count = Number(values.count);
const [size, margin, arcsecPerPixel] = [150, 4, 1.8];

const [head = "", ...rows] = (await readFile(join(values.data, "catalog.csv"), "utf8")).trimEnd().split("\n");
const column = (row: string, name: string) => row.split(",")[head.split(",").indexOf(name)] ?? "";

for (const name of ["FRI", "FRII"]) {
  const real: RadioShape[] = [];
  for (const row of rows
    .filter((each) => column(each, "fr_class") === name && column(each, "morphology") === "standard")
    .slice(0, count)) {
    const pixels = await sharp(join(values.data, column(row, "file_loc")))
      .greyscale()
      .raw()
      .toBuffer();
    const shape = radioShape(pixels, size, Number(column(row, "size_arcsec")) / 2 / arcsecPerPixel + margin);
    if (shape) real.push(shape);
  }
  const simulated: RadioShape[] = [];
  let [confident, judged] = [0, 0];
  for (let index = 0; simulated.length < real.length; index++) {
    const options = { domain: "source", mix: "mirabest", seed: 1, size, experts: 20 } as const;
    const { picture, source, opinion } = simulatedRadio(options, index);
    if (source.class !== name) continue;
    judged++;
    if (opinion.isConfident) confident++;
    const shape = radioShape(picture, size, source.sizeArcsec / 2 / arcsecPerPixel + margin);
    if (shape) simulated.push(shape);
  }
  const [theirs, ours] = [real, simulated].map((shapes) => shapeQuantiles(shapes, [0.1, 0.5, 0.9]));
  console.log(
    `${name}, ${real.length} real and ${simulated.length} simulated (${((100 * confident) / judged).toFixed(0)} % called the same by four of five experts)`,
  );
  for (const measure of shapeNames)
    console.log(
      [
        measure.padEnd(14),
        ...[theirs, ours].map((each) =>
          each?.[measure]
            .map((value) => value.toPrecision(2))
            .join(" / ")
            .padEnd(24),
        ),
      ].join("  "),
    );
  console.log(
    `told apart from these five numbers: ${(100 * toldApart(real, simulated)).toFixed(0)} % right, 50 % is chance`,
  );
}

/** Each source is given the origin of most of its five nearest others, by measures in units of their spread. */
function toldApart(real: readonly RadioShape[], simulated: readonly RadioShape[]): number {
  const all = [
    ...real.map((shape) => ({ shape, isReal: true })),
    ...simulated.map((shape) => ({ shape, isReal: false })),
  ];
  const places = all.map(({ shape }) => shapeNames.map((name) => shape[name]));
  const spreads = shapeNames.map((_, k) => {
    const mean = places.reduce((sum, each) => sum + (each[k] as number), 0) / places.length;
    return Math.sqrt(places.reduce((sum, each) => sum + ((each[k] as number) - mean) ** 2, 0) / places.length);
  });
  const right = all.filter(({ isReal }, i) => {
    const near = places
      .map((place, j) => ({
        j,
        d: place.reduce(
          (sum, value, k) => sum + ((value - (places[i]?.[k] as number)) / (spreads[k] as number)) ** 2,
          0,
        ),
      }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.d - b.d)
      .slice(0, 5);
    return near.filter(({ j }) => all[j]?.isReal).length > 2 === isReal;
  });
  return right.length / all.length;
}
