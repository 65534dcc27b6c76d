import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hdf5 from "h5wasm/node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSurvey, surveyLabels } from "../survey.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { importPublicSet } from "./importPublicSet.ts";

let root: string;
let workspace: Workspace;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almagest-galaxy10-"));
  workspace = await openWorkspace(join(root, "workspace"), { create: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Content {
  width?: number;
  images?: Uint8Array | Float32Array;
  answers?: number[];
  redshift?: number[];
}

/** A folder as Galaxy10 is published, of three galaxies. */
async function published(
  name: string,
  { width = 69, images = pixels(3 * width * width * 3), answers = [1, 9, 1], redshift }: Content = {},
): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await hdf5.ready;
  const file = new hdf5.File(join(folder, "Galaxy10.h5"), "w");
  file.create_dataset({ name: "images", data: images, shape: [3, width, width, images.length / (3 * width * width)] });
  file.create_dataset({ name: "ans", data: Uint8Array.from(answers) });
  if (redshift) file.create_dataset({ name: "redshift", data: Float64Array.from(redshift) });
  file.close();
  return folder;
}

const pixels = (length: number) => Uint8Array.from({ length }, (_, i) => (7 * i) % 251);
const imported = (name: string, folder: string) => importPublicSet(workspace, name, { folder, format: "galaxy10" });

describe("Galaxy10", () => {
  test("of SDSS: pictures to the byte, classes by name", async () => {
    const report = await imported("sdss", await published("sdss"));
    expect(report.added).toBe(3);
    expect([...(await surveyLabels(await openSurvey(workspace, "sdss"), "class"))].sort()).toEqual([
      "face-on disk, loose spiral",
      "smooth, round",
      "smooth, round",
    ]);
    const second = join(workspace.path, "imported", "sdss", "images", "000001.png");
    const { data, info } = await sharp(second).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([69, 69, 3]);
    const bytes = 69 * 69 * 3;
    expect(Buffer.compare(data, pixels(3 * bytes).subarray(bytes, 2 * bytes))).toBe(0);
  });

  test("of DECaLS: its own classes, and no redshift where there is none", async () => {
    await imported("decals", await published("decals", { width: 256, redshift: [0.1, Number.NaN, 0.2] }));
    const text = await readFile(join(workspace.path, "imported", "decals", "catalog.csv"), "utf8");
    expect(text.split("\n").map((line) => line.split(",").slice(2).join())).toEqual([
      "class,redshift",
      "merging,0.1",
      "edge-on with bulge,",
      "merging,0.2",
      "",
    ]);
  });

  test.each<[string, Content, RegExp]>([
    ["pictures of another width", { width: 64 }, /pictures of 64 x 64 x 3, and Galaxy10's are 256 x 256 x 3/],
    ["one band", { images: pixels(3 * 69 * 69) }, /pictures of 69 x 69 x 1/],
    ["numbers that are no bytes", { images: new Float32Array(3 * 69 * 69 * 3) }, /"images" is .* of type <f/],
    ["fewer labels than pictures", { answers: [1, 2] }, /3 pictures and 2 values of "ans"/],
    ["a label that is no class", { answers: [1, 2, 10] }, /label 3 is 10, and 0 to 9/],
  ])("with %s is refused, and no survey begins", async (name, content, message) => {
    const folder = await published(name, content);
    await expect(imported("refused", folder)).rejects.toThrow(message);
    await expect(openSurvey(workspace, "refused")).rejects.toThrow(/refused/);
  });

  test("a file that is cut off, or is none, is refused in one line", async () => {
    const folder = await published("cut");
    await truncate(join(folder, "Galaxy10.h5"), 9000);
    await expect(imported("refused", folder)).rejects.toThrow(
      /Galaxy10\.h5 cannot be read as HDF5: truncated file[^\n]*$/,
    );
    await writeFile(join(folder, "Galaxy10.h5"), "<html>");
    await expect(imported("refused", folder)).rejects.toThrow(/cannot be read as HDF5: file signature not found$/);
    await rm(join(folder, "Galaxy10.h5"));
    await expect(imported("refused", folder)).rejects.toThrow(/has 0 files \.h5/);
  });
});
