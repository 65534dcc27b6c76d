import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { randomStream } from "../random.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { checkImage, decodeImage, thumbnail } from "./image.ts";

let folder: string;
const at = (name: string) => join(folder, name);

/** A 424 x 424 picture with detail at every scale, as RGB bytes. */
function picture(side = 424): Buffer {
  const stream = randomStream(1, "picture");
  return Buffer.from(
    Uint8Array.from({ length: side * side * 3 }, (_, i) => 100 + 60 * Math.sin(i / 997) + 40 * stream.uniform()),
  );
}

/** A sound black PNG of one bit a pixel. */
function blackPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(data, crc32(type)));
    return Buffer.concat([length, Buffer.from(type), data, checksum]);
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 1 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

beforeAll(async () => {
  folder = await temporaryFolder("image");
  const whole = sharp(picture(), { raw: { width: 424, height: 424, channels: 3 } });
  await whole.clone().jpeg().toFile(at("whole.jpg"));
  await whole.clone().png().toFile(at("whole.png"));
  const jpeg = await readFile(at("whole.jpg"));
  await writeFile(at("half.jpg"), jpeg.subarray(0, jpeg.length / 2));
  const png = await readFile(at("whole.png"));
  await writeFile(at("half.png"), png.subarray(0, png.length / 2));
  await writeFile(at("text.png"), "id_str,file_loc\n");
  await writeFile(at("empty.jpg"), "");
  await whole.clone().gif().toFile(at("animation.jpg"));
  await writeFile(at("drawing.jpg"), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await writeFile(at("bomb.png"), blackPng(30_000));
});

test("an image comes out as size x size RGB, the same bytes each time", async () => {
  for (const name of ["whole.jpg", "whole.png"]) {
    const first = await decodeImage(at(name), 64);
    expect(first.length).toBe(64 * 64 * 3);
    expect(await decodeImage(at(name), 64)).toEqual(first);
  }
});

test("detail finer than a pixel is averaged, not sampled: a checkerboard becomes even grey", async () => {
  const side = 256;
  const board = Buffer.from(
    Uint8Array.from({ length: side * side }, (_, i) => (((i % side) + Math.floor(i / side)) % 2 ? 255 : 0)),
  );
  await sharp(board, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toFile(at("board.png"));
  const pixels = await decodeImage(at("board.png"), 64);
  for (const value of pixels) expect(Math.abs(value - 127.5)).toBeLessThan(8);
});

test("a JPEG shrunk as it is read looks like the same pixels shrunk from a PNG", async () => {
  const smooth = sharp(picture(8), { raw: { width: 8, height: 8, channels: 3 } }).resize(424, 424);
  await smooth.jpeg({ quality: 95 }).toFile(at("smooth.jpg"));
  await sharp(at("smooth.jpg")).png().toFile(at("smooth.png"));
  const [jpeg, png] = [await decodeImage(at("smooth.jpg"), 64), await decodeImage(at("smooth.png"), 64)];
  const mean = jpeg.reduce((sum, value, i) => sum + Math.abs(value - (png[i] ?? 0)), 0) / jpeg.length;
  expect(mean).toBeLessThan(2);
});

test("the centre of an oblong image is taken, and EXIF orientation does not turn it", async () => {
  const left = {
    input: { create: { width: 100, height: 100, channels: 3 as const, background: "red" } },
    left: 0,
    top: 0,
  };
  const canvas = { create: { width: 300, height: 100, channels: 3 as const, background: "blue" } };
  await sharp(canvas).composite([left]).withMetadata({ orientation: 6 }).png().toFile(at("oblong.png"));
  const pixels = await decodeImage(at("oblong.png"), 10);
  // The image is made small before it is cut, so a little of the neighbours shines in at the edge.
  for (let i = 0; i < pixels.length; i += 3) expect(pixels[i + 2]).toBeGreaterThan(200);
});

test.each(["grey 8 bit", "grey 16 bit", "grey with alpha", "colour with alpha", "CMYK JPEG", "palette", "1 x 1"])(
  "%s becomes RGB",
  async (kind) => {
    const path = at(`${kind.replaceAll(" ", "-")}.img`);
    const grey = Buffer.alloc(40 * 40, 128);
    const colour = sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 128, g: 128, b: 128, alpha: 0.5 } },
    });
    const mono = sharp(grey, { raw: { width: 40, height: 40, channels: 1 } });
    if (kind === "grey 8 bit") await mono.toColourspace("b-w").png().toFile(path);
    if (kind === "grey 16 bit") await mono.toColourspace("grey16").png().toFile(path);
    if (kind === "grey with alpha") await colour.toColourspace("b-w").png().toFile(path);
    if (kind === "colour with alpha") await colour.png().toFile(path);
    if (kind === "CMYK JPEG") await colour.removeAlpha().toColourspace("cmyk").jpeg().toFile(path);
    if (kind === "palette") await colour.removeAlpha().png({ palette: true }).toFile(path);
    if (kind === "1 x 1") await colour.removeAlpha().resize(1, 1).png().toFile(path);
    expect(await checkImage(path)).toBeUndefined();
    const pixels = await decodeImage(path, 16);
    expect(pixels.length).toBe(16 * 16 * 3);
    // CMYK goes through a printing profile, which is not exact.
    for (const value of pixels) expect(Math.abs(value - 128)).toBeLessThanOrEqual(kind === "CMYK JPEG" ? 20 : 1);
  },
);

test.each([
  ["half.jpg", /damaged or cut off/],
  ["half.png", /damaged or cut off/],
  ["text.png", /not a JPEG, PNG, WebP or TIFF image/],
  ["animation.jpg", /not a JPEG, PNG, WebP or TIFF image/],
  ["drawing.jpg", /not a JPEG, PNG, WebP or TIFF image/],
  ["empty.jpg", /the file is empty/],
  ["absent.jpg", /does not exist/],
  [".", /not a file/],
  ["bomb.png", /more than 64 million pixels \(30000 x 30000\)/],
])("%s is refused in words that name the file", async (name, reason) => {
  expect(await checkImage(at(name))).toMatch(reason);
  for (const fault of [await decodeImage(at(name), 64).catch(String), await thumbnail(at(name), 64).catch(String)]) {
    expect(fault).toMatch(reason);
    expect(fault).toContain(at(name));
  }
});

test("a 900-megapixel PNG is refused before it is decoded", async () => {
  const start = performance.now();
  await checkImage(at("bomb.png"));
  // Decoding it takes many seconds.
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a JPEG that claims 900 megapixels is refused before anything is allocated for them", async () => {
  const jpeg = await readFile(at("whole.jpg"));
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(30_000, frame + 5);
  jpeg.writeUInt16BE(30_000, frame + 7);
  await writeFile(at("bomb.jpg"), jpeg);
  const before = process.memoryUsage().rss;
  expect(await checkImage(at("bomb.jpg"))).toMatch(/more than 64 million pixels \(30000 x 30000\)/);
  expect(process.memoryUsage().rss - before).toBeLessThan(2e8);
});

test("both JPEG decoders see the same picture", async () => {
  // Progressive files, grey ones and every way to store colours at half resolution; a PNG is read by sharp.
  for (const options of [{}, { progressive: true }, { chromaSubsampling: "4:4:4" }, { quality: 60 }]) {
    const smooth = sharp(picture(12), { raw: { width: 12, height: 12, channels: 3 } }).resize(257, 200, {
      fit: "fill",
    });
    await smooth.jpeg(options).toFile(at("either.jpg"));
    await sharp(at("either.jpg")).png().toFile(at("either.png"));
    const [fast, slow] = [await decodeImage(at("either.jpg"), 50), await decodeImage(at("either.png"), 50)];
    const mean = fast.reduce((sum, value, i) => sum + Math.abs(value - (slow[i] ?? 0)), 0) / fast.length;
    expect(mean).toBeLessThan(2);
  }
});

test("1,000 damaged images are refused or read, and the process lives", async () => {
  const small = sharp(picture(64), { raw: { width: 64, height: 64, channels: 3 } });
  const sound = [await small.clone().jpeg().toBuffer(), await small.clone().png().toBuffer()];
  const stream = randomStream(7, "damage");
  let read = 0;
  for (let i = 0; i < 1000; i++) {
    const bytes = Buffer.from(sound[i % 2] ?? []);
    for (let n = 1 + stream.below(8); n > 0; n--) bytes[stream.below(bytes.length)] = stream.below(256);
    await writeFile(at("damaged.img"), stream.uniform() < 0.2 ? bytes.subarray(0, stream.below(bytes.length)) : bytes);
    const pixels = await decodeImage(at("damaged.img"), 32).catch((error: unknown) => error);
    if (pixels instanceof Uint8Array) read++;
    else expect(pixels).toBeInstanceOf(Fault);
  }
  expect(read).toBeGreaterThan(0);
});

test("a thumbnail is a JPEG of the size asked for", async () => {
  const { format, width, height } = await sharp(await thumbnail(at("whole.png"), 96)).metadata();
  expect({ format, width, height }).toEqual({ format: "jpeg", width: 96, height: 96 });
});
