import { describe, expect, test } from "vitest";
import { emptyBands, oldTint, youngTint } from "./bands.ts";
import { addGalaxy } from "./galaxyLight.ts";
import { drawGalaxy, type GalaxyModel } from "./galaxyModel.ts";
import { addStar, blur } from "./pointSpread.ts";
import { renderBands, renderGalaxy } from "./renderGalaxy.ts";
import { addNoise } from "./surveyNoise.ts";

const plain: GalaxyModel = {
  type: "lenticular",
  radius: 0.08,
  positionAngle: 0,
  inclination: 0,
  axisRatio: 1,
  bulgeFraction: 0,
  sersicIndex: 4,
  arms: undefined,
  bar: undefined,
  ring: undefined,
  dust: 0,
  lopsidedness: 0,
  companion: undefined,
  youth: 0,
  signal: 10,
  cameraPixels: 200,
  seeing: 0.02,
  redshift: 0.03,
  seed: 1,
};
const arms = {
  count: 2,
  pitch: 0.35,
  strength: 2,
  width: 0.45,
  phase: 1,
  handedness: 1 as const,
  flocculence: 0.1,
  from: 0.3,
  to: 2.5,
};
const size = 128;

/** The galaxy's own light in r: no atmosphere, no noise, nothing around it. */
function light(changes: Partial<GalaxyModel>): Float32Array {
  const bands = emptyBands(size);
  addGalaxy(bands, size, { ...plain, ...changes }, 0, 0);
  return bands[1];
}

function sumWhere(map: Float32Array, isInside: (x: number, y: number) => boolean): number {
  return map.reduce((sum, value, i) => {
    const [x, y] = [((i % size) + 0.5) / size - 0.5, (Math.floor(i / size) + 0.5) / size - 0.5];
    return isInside(x, y) ? sum + value : sum;
  }, 0);
}

describe("light", () => {
  test.each([
    { name: "disc", changes: {} },
    { name: "inclined disc", changes: { inclination: 1 } },
    { name: "elliptical of index 2", changes: { type: "elliptical", bulgeFraction: 1, sersicIndex: 2 } },
    { name: "elliptical of index 4", changes: { type: "elliptical", bulgeFraction: 1, axisRatio: 0.6, radius: 0.06 } },
  ] as const)("$name: half of it lies within the half-light radius", ({ changes }) => {
    const model: GalaxyModel = { ...plain, ...changes };
    const map = light(model);
    const q = model.type === "elliptical" ? model.axisRatio : Math.cos(model.inclination);
    const total = 2 * Math.PI * model.radius ** 2 * model.signal * size * size * (model.type === "elliptical" ? q : 1);
    const half = sumWhere(map, (x, y) => Math.hypot(x, y / q) < model.radius);
    expect(half / total).toBeGreaterThan(0.46);
    expect(half / total).toBeLessThan(0.54);
  });

  test("an elliptical's profile is Sersic's: as many magnitudes from 0.5 to 3 half-light radii", () => {
    const map = light({ type: "elliptical", bulgeFraction: 1, radius: 0.1 });
    const at = (radius: number) => map[(size / 2) * size + size / 2 + Math.round(radius * 0.1 * size)] ?? 0;
    const r = (radius: number) => Math.hypot(Math.round(radius * 0.1 * size) + 0.5, 0.5) / (0.1 * size);
    const magnitudes = -2.5 * Math.log10(at(3) / at(0.5));
    // mu(R) = 2.5 b / ln(10) ((R / Re)^(1/4) - 1), b = 7.669 (Ciotti & Bertin 1999).
    expect(magnitudes).toBeCloseTo(((2.5 * 7.669) / Math.LN10) * (r(3) ** 0.25 - r(0.5) ** 0.25), 1);
  });

  test.each([1, 2, 3, 4, 5, 6])("%i arms give that azimuthal Fourier mode the most power", (count) => {
    // Even arms: unlike ones would put power into m = 1 as well.
    const map = light({ radius: 0.14, arms: { ...arms, count, flocculence: 0, pitch: 0.5 } });
    const power = Array.from({ length: 8 }, (_, m) => {
      let total = 0;
      for (const radius of [1, 1.2, 1.4, 1.6]) {
        let [real, imaginary] = [0, 0];
        for (let k = 0; k < 256; k++) {
          const theta = (2 * Math.PI * k) / 256;
          const column = Math.floor((0.5 + 0.14 * radius * Math.cos(theta)) * size);
          const row = Math.floor((0.5 + 0.14 * radius * Math.sin(theta)) * size);
          real += (map[row * size + column] ?? 0) * Math.cos(m * theta);
          imaginary += (map[row * size + column] ?? 0) * Math.sin(m * theta);
        }
        total += Math.hypot(real, imaginary);
      }
      return total;
    });
    const strongest = power.indexOf(Math.max(...power.slice(1)));
    expect(strongest).toBe(count);
  });

  test("arms open the other way when the handedness changes", () => {
    const opened = (handedness: 1 | -1) => {
      const map = light({ radius: 0.14, arms: { ...arms, handedness, flocculence: 0 } });
      // Phase of m = 2 at two radii: how far the arms have turned between them.
      const phases = [1, 1.3].map((radius) => {
        let [real, imaginary] = [0, 0];
        for (let k = 0; k < 256; k++) {
          const theta = (2 * Math.PI * k) / 256;
          const column = Math.floor((0.5 + 0.14 * radius * Math.cos(theta)) * size);
          const row = Math.floor((0.5 + 0.14 * radius * Math.sin(theta)) * size);
          real += (map[row * size + column] ?? 0) * Math.cos(2 * theta);
          imaginary += (map[row * size + column] ?? 0) * Math.sin(2 * theta);
        }
        return Math.atan2(imaginary, real);
      });
      return Math.sin((phases[1] ?? 0) - (phases[0] ?? 0));
    };
    expect(opened(1) * opened(-1)).toBeLessThan(0);
  });

  test("a bar lengthens the middle along its angle", () => {
    const map = light({ radius: 0.14, bar: { share: 0.3, length: 0.8, angle: 0 } });
    const along = sumWhere(map, (x, y) => Math.abs(y) < 0.02 && Math.abs(x) > 0.04 && Math.abs(x) < 0.09);
    const across = sumWhere(map, (x, y) => Math.abs(x) < 0.02 && Math.abs(y) > 0.04 && Math.abs(y) < 0.09);
    expect(along / across).toBeGreaterThan(1.5);
  });

  test("a ring is brighter than the disc inside of it", () => {
    const map = light({ radius: 0.14, ring: { strength: 2.5, radius: 1.3 } });
    const at = (radius: number) => map[(size / 2) * size + size / 2 + Math.round(radius * 0.14 * size)] ?? 0;
    expect(at(1.3)).toBeGreaterThan(at(0.9));
  });

  test("dust parts an edge-on disc, and takes more blue than red", () => {
    const bands = emptyBands(size);
    addGalaxy(bands, size, { ...plain, radius: 0.17, inclination: Math.PI / 2, dust: 5 }, 0, 0);
    const column = size / 2 + Math.round(0.05 * size);
    const across = Array.from({ length: 21 }, (_, k) => bands[1][(size / 2 - 10 + k) * size + column] ?? 0);
    const brightest = across.indexOf(Math.max(...across));
    expect([9, 10]).not.toContain(brightest);
    const middle = (size / 2) * size + column;
    const above = (size / 2 + 8) * size + column;
    const colour = (i: number) => (bands[0][i] ?? 0) / (bands[2][i] ?? 1);
    expect(colour(middle)).toBeLessThan(0.8 * colour(above));
  });

  test("old stars are red and young ones blue", () => {
    expect(oldTint[0]).toBeLessThan(oldTint[2]);
    expect(youngTint[0]).toBeGreaterThan(youngTint[2]);
  });
});

describe("atmosphere", () => {
  const fwhm = 8;
  const widthOf = (map: Float32Array) => {
    const row = Array.from({ length: size }, (_, column) => map[(size / 2) * size + column] ?? 0);
    const peak = Math.max(...row);
    return row.filter((value) => value > peak / 2).length;
  };

  test("a star's width at half its maximum is the seeing", () => {
    const bands = emptyBands(size);
    addStar(bands, size, 0.5 + 0.5 / size, 0.5 + 0.5 / size, fwhm / size, 100, [1, 1, 1]);
    expect(Math.abs(widthOf(bands[1]) - fwhm)).toBeLessThanOrEqual(1);
  });

  test("blurring a point gives a star of the same light: Moffat's profile, within 2 % of its peak", () => {
    const light = 1e6;
    const point = new Float32Array(size * size);
    point[(size / 2) * size + size / 2] = light;
    blur([point], size, fwhm);
    const bands = emptyBands(size);
    // A Moffat profile of beta 3 holds pi alpha^2 / 2 times its peak.
    const alpha = fwhm / (2 * Math.sqrt(2 ** (1 / 3) - 1));
    addStar(
      bands,
      size,
      0.5 + 0.5 / size,
      0.5 + 0.5 / size,
      fwhm / size,
      (2 * light) / (Math.PI * alpha * alpha),
      [1, 1, 1],
    );
    const peak = Math.max(...bands[1]);
    const worst = Math.max(...point.map((value, i) => Math.abs(value - (bands[1][i] ?? 0))));
    expect(worst / peak).toBeLessThan(0.02);
    expect(point.reduce((a, b) => a + b, 0) / light).toBeCloseTo(1, 4);
  });
});

describe("noise", () => {
  const deviation = (cameraPixels: number) => {
    const bands = emptyBands(size);
    addNoise(bands, size, cameraPixels, 3);
    const mean = bands[1].reduce((a, b) => a + b, 0) / bands[1].length;
    const neighbours = bands[1].reduce((sum, value, i) => sum + (i % size ? value * (bands[1][i - 1] ?? 0) : 0), 0);
    const variance = bands[1].reduce((sum, value) => sum + (value - mean) ** 2, 0) / bands[1].length;
    return { mean, sigma: Math.sqrt(variance), correlation: neighbours / bands[1].length / variance };
  };

  test("has the sky's deviation where picture and camera agree, less where pixels are averaged", () => {
    expect(deviation(size).sigma).toBeCloseTo(1, 1);
    expect(deviation(size).mean).toBeCloseTo(0, 1);
    expect(deviation(4 * size).sigma).toBeCloseTo(0.25, 1);
  });

  test("lies in blotches where the picture is an enlargement", () => {
    expect(Math.abs(deviation(size).correlation)).toBeLessThan(0.05);
    expect(deviation(size / 2).correlation).toBeGreaterThan(0.4);
  });

  test("grows with the light of the object", () => {
    const bands = emptyBands(size);
    for (const map of bands) map.fill(100);
    addNoise(bands, size, size, 3);
    const variance = bands[1].reduce((sum, value) => sum + (value - 100) ** 2, 0) / bands[1].length;
    expect(variance).toBeGreaterThan(7);
  });
});

test("every kind of galaxy renders to numbers at every size, none of them broken", () => {
  for (const size of [32, 33, 64, 96])
    for (let index = 0; index < 120; index++)
      for (const band of renderBands(drawGalaxy(11, index), size)) expect(band.every(Number.isFinite)).toBe(true);
});

test("pictures of galaxies are dark at the edge and bright in the middle", () => {
  const size = 64;
  let [middle, corners] = [0, 0];
  for (let index = 0; index < 100; index++) {
    const pixels = renderGalaxy(drawGalaxy(2, index), size);
    middle += pixels[3 * ((size / 2) * size + size / 2)] ?? 0;
    corners += pixels[0] ?? 0;
  }
  expect(middle / 100).toBeGreaterThan(90);
  expect(corners / 100).toBeLessThan(25);
});
