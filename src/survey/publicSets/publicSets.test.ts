import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { mutators } from "../../mutatedFiles.ts";
import { randomStream } from "../../random.ts";
import { openSurvey, surveyLabels, surveyObjects } from "../survey.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { idxBytes } from "./idx.ts";
import { importPublicSet, type PublicSetName } from "./importPublicSet.ts";
import { pictureBatch } from "./pictureBatch.ts";

const fixture = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../../fixtures/pictureBatches/batches.json", import.meta.url)), "utf8"),
) as {
  pixels: number[][];
  labels: number[];
  names: string[];
  good: Record<string, string>;
  bad: Record<string, string>;
};
const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? "", "base64"));
const fail = (problem: string): never => {
  throw new Fault("picture-batch", `batch: ${problem}`);
};

let root: string;
let workspace: Workspace;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almagest-sets-"));
  workspace = await openWorkspace(join(root, "workspace"), { create: true });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function folder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  const path = join(root, name);
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(path, file, ".."), { recursive: true });
    await writeFile(join(path, file), content);
  }
  return path;
}

const imported = async (name: string, format: PublicSetName, path: string) => {
  const report = await importPublicSet(workspace, name, { folder: path, format });
  const survey = await openSurvey(workspace, name);
  return {
    report,
    objects: await surveyObjects(survey),
    labels: await surveyLabels(survey, survey.card.labels[0] ?? ""),
  };
};

describe("a pickled batch", () => {
  test.each(Object.keys(fixture.good))("is read as NumPy reads it: %s", (name) => {
    const batch = pictureBatch(bytes(fixture.good[name]), "batch", fail);
    expect(batch.pictures.map((each) => [...each])).toEqual(fixture.pixels);
    expect([batch.size, batch.labels, batch.names]).toEqual([8, fixture.labels, fixture.names]);
  });

  test.each([
    ["command", /names (posix|nt|os)\.system, which no array of numbers needs: nothing of it was run/],
    ["eval", /names collections\.OrderedDict/],
    ["floats", /of type f4, and 8-bit numbers/],
    ["fortran", /Fortran's order/],
    ["oblong", /60 numbers, and a square/],
    ["tooFewLabels", /3 pictures and 2 labels/],
    ["negative", /label 3 is -1/],
    ["noData", /its "data" is no array of pictures \(it has labels\)/],
    ["list", /holds no dictionary/],
    ["protocol0", /protocol 2 or later begins with/],
  ])("is refused in one line where it is not one: %s", (name, message) => {
    expect(() => pictureBatch(bytes(fixture.bad[name]), "batch", fail)).toThrow(message);
  });

  test("that is damaged gives a Fault or as many pictures as labels, never anything else", () => {
    const whole = bytes(fixture.good.protocol4);
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(mutators)), fc.nat(), (mutate, seed) => {
        try {
          const { pictures, labels, size } = pictureBatch(mutate(whole, randomStream(seed, "damage")), "batch", fail);
          expect(pictures).toHaveLength(labels.length);
          expect(pictures.every((each) => each.length === size * size)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("MiraBest", () => {
  test("is imported with its classes, confidence and shapes, pixel for pixel", async () => {
    const path = await folder("mirabest", {
      data_batch_1: bytes(fixture.good.protocol4),
      test_batch: bytes(fixture.good.python2),
    });
    const { report, objects, labels } = await imported("mirabest", "mirabest", path);
    expect(report.added).toBe(6);
    expect([...labels].sort()).toEqual(["FRI", "FRI", "FRII", "FRII", "hybrid", "hybrid"]);
    // The same three names in either batch: the second's are told apart by their place.
    expect([...objects.ids].sort()[0]).toBe("100_010.451-009.284_0.0529_0080.60");
    expect(objects.ids).toContain("test_batch_0002");
    const first = objects.images[objects.ids.indexOf("100_010.451-009.284_0.0529_0080.60")] ?? "";
    const pixels = await sharp(first).raw().toColourspace("b-w").toBuffer();
    expect([...pixels]).toEqual(fixture.pixels[0]);
    const [header, row] = (await readFile(join(workspace.path, "imported", "mirabest", "catalog.csv"), "utf8")).split(
      "\n",
    );
    expect(header).toBe("id_str,file_loc,fr_class,confidence,morphology,class_code,published_split,published_batch");
    expect(row).toMatch(/,FRI,confident,standard,100,train,data_batch_1$/);
  });

  test("of another numbering of classes is noticed by the files' names", async () => {
    const raw = Buffer.from(bytes(fixture.good.python2));
    // The first label: K 0 becomes K 1.
    const at = raw.indexOf(Buffer.from("](K\x00", "latin1"));
    raw[at + 3] = 1;
    const path = await folder("renumbered", { data_batch_1: raw });
    await expect(imported("renumbered", "mirabest", path)).rejects.toThrow(
      /labelled 1 \(class 102\), but named 100_010/,
    );
  });

  test("without batches says what was looked for", async () => {
    const path = await folder("empty", { "readme.txt": "x" });
    await expect(imported("none", "mirabest", path)).rejects.toThrow(/no files data_batch_1.*unpack batches\.tar\.gz/);
    await expect(imported("none", "frdeep", join(root, "nowhere"))).rejects.toThrow(/does not exist/);
  });

  test("read as FR-DEEP has labels that FR-DEEP does not", async () => {
    await expect(imported("wrong", "frdeep", join(root, "mirabest"))).rejects.toThrow(
      /labelled 5, and FR-DEEP has labels 0 to 1/,
    );
  });
});

function idx(shape: number[], content: ArrayLike<number>, magic = 0x0800 + shape.length): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(magic);
  shape.forEach((side, i) => {
    header.writeUInt32BE(side, 4 + 4 * i);
  });
  return new Uint8Array(Buffer.concat([header, Uint8Array.from(content)]));
}

describe("MNIST", () => {
  const pictures = Uint8Array.from({ length: 4 * 28 * 28 }, (_, i) => i % 255);

  test("is imported from packed and unpacked files, with the published split as a column", async () => {
    const path = await folder("mnist", {
      "train-images-idx3-ubyte.gz": gzipSync(idx([4, 28, 28], pictures)),
      "train-labels-idx1-ubyte.gz": gzipSync(idx([4], [7, 0, 9, 7])),
      "t10k-images.idx3-ubyte": idx([1, 28, 28], pictures.subarray(0, 784)),
      "t10k-labels.idx1-ubyte": idx([1], [3]),
    });
    const report = await importPublicSet(workspace, "mnist", { folder: path, format: "mnist" });
    const survey = await openSurvey(workspace, "mnist");
    expect(report.added).toBe(5);
    expect([...(await surveyLabels(survey, "digit"))].sort()).toEqual(["0", "3", "7", "7", "9"]);
  });

  test.each([
    [
      "another magic number",
      idx([1, 28, 28], new Uint8Array(784), 0x0d03),
      idx([1], [1]),
      /0x00000d03, and 0x00000803/,
    ],
    [
      "a file that is cut off",
      idx([1, 28, 28], new Uint8Array(700)),
      idx([1], [1]),
      /1 x 28 x 28 = 784 bytes, and 700/,
    ],
    [
      "fewer labels than pictures",
      idx([2, 28, 28], new Uint8Array(1568)),
      idx([1], [1]),
      /2 pictures, and .* 1 labels/,
    ],
    ["a label that is no digit", idx([1, 28, 28], new Uint8Array(784)), idx([1], [11]), /label 1 is 11/],
    ["oblong pictures", idx([1, 28, 20], new Uint8Array(560)), idx([1], [1]), /28 x 20, and squares/],
    [
      "a packed file that is cut off",
      new Uint8Array(gzipSync(idx([1, 28, 28], new Uint8Array(784)))).slice(0, 30),
      idx([1], [1]),
      /damaged or cut off/,
    ],
  ])("with %s is refused, and no survey begins", async (name, images, labels, message) => {
    const path = await folder(`mnist ${name}`, {
      "train-images-idx3-ubyte": images,
      "train-labels-idx1-ubyte": labels,
    });
    await expect(imported("refused", "mnist", path)).rejects.toThrow(message);
    await expect(openSurvey(workspace, "refused")).rejects.toThrow(Fault);
  });

  test("whatever the bytes, is read as its header says or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (raw, isHeaded) => {
        const input = isHeaded ? Uint8Array.of(0, 0, 8, 1, 0, 0, 0, raw.length % 7, ...raw.subarray(0, 7)) : raw;
        try {
          const { shape, bytes: content } = idxBytes(input, 1, fail);
          expect(content).toHaveLength(shape[0] as number);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
  });
});

describe("sets that come as pictures", () => {
  let png: Buffer;
  beforeAll(async () => {
    png = await sharp({ create: { width: 32, height: 32, channels: 3, background: "red" } })
      .png()
      .toBuffer();
  });

  test("MNIST-M: labels by line, pictures where they are", async () => {
    const path = await folder("mnist-m", {
      "mnist_m_test/00000000.png": png,
      "mnist_m_test/00000001.png": png,
      "mnist_m_test_labels.txt": "00000000.png 7\n00000001.png 2\n",
    });
    const report = await importPublicSet(workspace, "mnist-m", { folder: path, format: "mnist-m" });
    expect(report.added).toBe(2);
    await writeFile(join(path, "mnist_m_test_labels.txt"), "00000000.png 7\n");
    await expect(imported("m", "mnist-m", path)).rejects.toThrow(/holds 2 pictures, and .* has 1 labels/);
    await writeFile(join(path, "mnist_m_test_labels.txt"), "00000000.png seven\n");
    await expect(imported("m", "mnist-m", path)).rejects.toThrow(/line 1 is "00000000.png seven"/);
    await writeFile(join(path, "mnist_m_test_labels.txt"), "0.png 7\n");
    await expect(imported("m", "mnist-m", path)).rejects.toThrow(/line 1 names 0\.png, which is not in/);
  });

  test("Radio Galaxy Zoo: sources of the list that have a picture, by components and peaks", async () => {
    const head =
      "catalog_id,rgz_name,zooniverse_id,radio.ra,radio.dec,consensus.radio_level,radio.number_components,radio.number_peaks";
    const path = await folder("rgz", {
      "images/ARG1.png": png,
      "images/ARG2.png": png,
      "static_rgz.csv": `${head}\n1,RGZJ1,ARG1,10.5,20,0.8,1,2\n2,RGZJ2,ARG2,11,-99,0.6,4,5\n3,RGZJ3,ARG3,12,20,0.9,1,1\n`,
    });
    const report = await importPublicSet(workspace, "rgz", { folder: path, format: "rgz" });
    expect(report.added).toBe(2);
    const text = await readFile(join(workspace.path, "imported", "rgz", "catalog.csv"), "utf8");
    expect(
      text
        .split("\n")
        .slice(1, 3)
        .map((line) => line.split(",").slice(2, 6)),
    ).toEqual([
      ["1C2P", "ARG1", "10.5", "20"],
      ["3C3P", "ARG2", "11", ""],
    ]);
    await writeFile(join(path, "static_rgz.csv"), `${head}\n1,RGZJ1,ARG1,10.5,20,0.8,0,2\n`);
    await expect(imported("r", "rgz", path)).rejects.toThrow(/row 2: components is "0"/);
    await writeFile(join(path, "static_rgz.csv"), "name,zooniverse_id\nx,ARG1\n");
    await expect(imported("r", "rgz", path)).rejects.toThrow(/no column .*number_components/);
  });
});
