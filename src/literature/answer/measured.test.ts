import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measured, plainMath } from "./measured.ts";

const mpc = 3.0857e22;
const read = (text: string) => measured(plainMath(text));

describe("the value of a sentence is read with its error, bound and unit", () => {
  test.each([
    ["H_0 = 67.4 +- 0.5 km/s/Mpc", 67.4e3 / mpc, 0.5e3 / mpc],
    ["$H_0=67.4\\pm0.5$ km s$^{-1}$ Mpc$^{-1}$", 67.4e3 / mpc, 0.5e3 / mpc],
    ["67.4 ± 0.5 km s-1 Mpc-1", 67.4e3 / mpc, 0.5e3 / mpc],
    ["67.4 +/- 0.3 (stat) +/- 0.4 (syst) km/s/Mpc", 67.4e3 / mpc, 0.5e3 / mpc],
    ["$67.4^{+0.5}_{-0.5}$ km s$^{-1}$ Mpc$^{-1}$", 67.4e3 / mpc, 0.5e3 / mpc],
    ["67.4 ± 0.5 km s⁻¹ Mpc⁻¹", 67.4e3 / mpc, 0.5e3 / mpc],
    ["67.4⁺⁰·⁵₋₀.₅ km s⁻¹ Mpc⁻¹", 67.4e3 / mpc, 0.5e3 / mpc],
    ["1.3 ± 0.2 × 10¹² M☉", 1.3e12 * 1.989e30, 0.2e12 * 1.989e30],
    ["w = −1.03 ± 0.03", -1.03, 0.03],
    ["67.4(5) km/s/Mpc", 67.4e3 / mpc, 0.5e3 / mpc],
    ["(1.3 ± 0.2) x 10^12 Msun", 1.3e12 * 1.989e30, 0.2e12 * 1.989e30],
    ["$(1.3\\pm0.2)\\times10^{12}\\,M_\\odot$", 1.3e12 * 1.989e30, 0.2e12 * 1.989e30],
    ["2.5e3 K", 2500, null],
    ["13.8 billion years", 13.8e9 * 3.15576e7, null],
    ["45 ± 3 %", 0.45, 3],
    ["1,200 K", 1200, null],
    ["w = -1.03 ± 0.03", -1.03, 0.03],
    ["w = -1.03 \\pm 0.03", -1.03, 0.03],
  ])("%s", (text, value, error) => {
    const [found] = read(text);
    expect(found?.low).toBeCloseTo(value, 9);
    expect((found?.low ?? 0) / value).toBeCloseTo(1, 9);
    if (error === null) expect(found?.error).toBeNull();
    else expect((found?.error?.up ?? 0) / (found?.unit?.isPercent ? error / 100 : error)).toBeCloseTo(1, 6);
  });

  test.each([
    ["greater than 70 K", "above"],
    ["> 70 K", "above"],
    ["$\\gtrsim 70$ K", "above"],
    ["at least 70 K", "above"],
    ["a lower limit of 70 K", "above"],
    ["no more than 70 K", "below"],
    ["\\lesssim 70 K", "below"],
    ["an upper limit on it of 70 K", "below"],
    ["a lower distance limit of 70 K", "above"],
    ["hotter than 70 K", "above"],
    ["about 70 K", "value"],
    ["60-70 K", "range"],
    ["60 - 70 K", "range"],
    ["from 60 to 70 K", "range"],
    ["between 60 and 70 K", "range"],
  ])("%s is read as %s", (text, kind) => {
    expect(read(text).map((each) => each.kind)).toEqual([kind]);
  });

  test("each of a list of bounds is one", () => {
    expect(read("upper bounds on the sum are 1.1, 0.76 and 0.54 eV").map(({ kind }) => kind)).toEqual(
      Array(3).fill("below"),
    );
  });

  test("in names there is none", () => {
    expect(read("M31, NGC-1068 and SN1987A")).toEqual([]);
  });
});

const error = fc.double({ min: 0.01, max: 9, noNaN: true }).map((value) => Number(value.toFixed(2)));
const value = fc.double({ min: 1, max: 9999, noNaN: true }).map((value) => Number(value.toFixed(2)));

test("in whatever way a value is written, it is the same", () => {
  fc.assert(
    fc.property(value, error, fc.integer({ min: -9, max: 15 }), (v, e, n) => {
      fc.pre(e > 0);
      const ways = [
        `(${v} ± ${e}) x 10^${n} K`,
        `($${v}\\pm${e})\\times10^{${n}}$ K`,
        `$(${v}^{+${e}}_{-${e}})\\times 10^{${n}}$ K`,
      ];
      for (const way of ways) {
        const [found] = read(way);
        expect([way, ((found?.low ?? 0) / (v * 10 ** n)).toFixed(6)]).toEqual([way, "1.000000"]);
        expect([way, ((found?.error?.down ?? 0) / (e * 10 ** n)).toFixed(6)]).toEqual([way, "1.000000"]);
      }
    }),
  );
});

test("any text is read without a fault", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,-+±/^{}_()$%~<> xeEkmspc\\") }), (text) => {
      for (const { start, end, low, high } of read(text)) {
        expect(end).toBeGreaterThan(start);
        expect(low).toBeLessThanOrEqual(high);
      }
    }),
  );
});
