/** Draws docs/images/radio-sources.png, what docs/radio-sources.md shows of the radio simulator: node dist/docs/radioSheet.js */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { radioClasses } from "../src/sky/radioSource.ts";
import { simulatedRadio } from "../src/sky/simulateRadio.ts";

const [side, columns, gap, field] = [100, 7, 4, 150];
const place = (at: number) => at * (side + gap);

const tiles: { input: Buffer; left: number; top: number }[] = [];
const found = radioClasses.map(() => 0);
for (let index = 0; found.some((count) => count < columns); index++) {
  const { source, picture } = simulatedRadio(
    { domain: "source", mix: "even", seed: 1, size: field, experts: 1 },
    index,
  );
  const row = radioClasses.indexOf(source.class);
  const column = found[row] as number;
  if (column >= columns) continue;
  found[row] = column + 1;
  // By its root, so that faint lobes are seen beside bright cores; the middle two thirds.
  const bytes = Uint8Array.from(picture, (value) => Math.round(255 * Math.sqrt(value / 255)));
  const input = await sharp(bytes, { raw: { width: field, height: field, channels: 1 } })
    .extract({ left: (field - side) / 2, top: (field - side) / 2, width: side, height: side })
    .flip()
    .png()
    .toBuffer();
  tiles.push({ input, left: place(column), top: place(row) });
}
const sheet = sharp({
  create: { width: place(columns) - gap, height: place(radioClasses.length) - gap, channels: 3, background: "white" },
}).composite(tiles);
// From dist/docs and from docs alike: beside package.json.
const root = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? ".." : "../..", import.meta.url));
await sheet.png({ compressionLevel: 9, palette: true }).toFile(join(root, "docs", "images", "radio-sources.png"));
