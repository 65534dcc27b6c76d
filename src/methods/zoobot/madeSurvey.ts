/** A tiny survey for tests: bright discs and bars on dark sky, which a network tells apart in seconds. */

import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { randomStream } from "../../random.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { writeWhole } from "../../wholeFile.ts";

export const side = 40;

/** @returns a catalogue with columns id_str, file_loc, class and the votes of a tree of one question */
export async function madeCatalogue(folder: string, count: number): Promise<string> {
  await mkdir(join(folder, "images"), { recursive: true });
  const rows = [
    "id_str,file_loc,class,smooth-or-featured-dr5_smooth,smooth-or-featured-dr5_featured-or-disk,smooth-or-featured-dr5_artifact",
  ];
  for (let i = 0; i < count; i++) {
    const shape = i % 3 === 0 ? "bar" : "disc";
    await sharp(drawn(shape, i), { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toFile(join(folder, "images", `${i}.png`));
    // Longer than 2^53, as SDSS identifiers are.
    const id = `58772295330391${String(i).padStart(4, "0")}`;
    rows.push(`${id},images/${i}.png,${shape},${shape === "disc" ? "30,8,2" : "6,33,1"}`);
  }
  const path = join(folder, "catalog.csv");
  await writeWhole(path, `${rows.join("\n")}\n`);
  return path;
}

/** Adds columns to a made catalogue. @param columns what stands in row i, by column */
export async function withColumns(path: string, columns: Record<string, (i: number) => string>): Promise<void> {
  const [header = "", ...rows] = (await readFile(path, "utf8")).trimEnd().split("\n");
  const wider = rows.map((row, i) => [row, ...Object.values(columns).map((textOf) => textOf(i))].join(","));
  await writeWhole(path, `${[[header, ...Object.keys(columns)].join(","), ...wider].join("\n")}\n`);
}

function drawn(shape: "bar" | "disc", seed: number): Buffer {
  const stream = randomStream(seed, "made");
  const angle = Math.PI * stream.uniform();
  const pixels = Buffer.alloc(side * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = [column - side / 2, row - side / 2];
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      const across = (y * Math.cos(angle) - x * Math.sin(angle)) * (shape === "bar" ? 4 : 1);
      const light = 200 * Math.exp(-Math.hypot(along, across) / 5) + 20 * stream.uniform();
      pixels.fill(Math.min(255, light), (row * side + column) * 3, (row * side + column) * 3 + 3);
    }
  }
  return pixels;
}

export async function madeWorkspace(count: number): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-made-"));
  const catalogue = await madeCatalogue(join(folder, "catalogue"), count);
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, { label: { column: "class", merge: {} } });
  return workspace;
}
