import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { pictureFaults } from "./pictureFaults.ts";

const size = 32;
const random = randomStream(1, "faults");
/** A round galaxy in a noisy sky. */
const whole = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
  const pixel = Math.floor(at / 3);
  const [x, y] = [(pixel % size) - size / 2, Math.floor(pixel / size) - size / 2];
  return 20 + 4 * random.uniform() + 180 * Math.exp(-(x * x + y * y) / 40);
});

test("a cutout off the edge of the field is blank there, a galaxy in a noisy sky nowhere", () => {
  expect(pictureFaults(whole, size).blank).toBeLessThan(0.02);
  const cut = Uint8Array.from(whole, (value, at) => (at < whole.length / 2 ? 0 : value));
  expect(pictureFaults(cut, size).blank).toBeGreaterThan(0.45);
  expect(pictureFaults(cut.fill(255), size).blank).toBe(1);
});

test("a colour that is missing disagrees with the others, and grey agrees with itself", () => {
  expect(pictureFaults(whole, size).discord).toBeLessThan(0.1);
  const withoutRed = Uint8Array.from(whole, (value, at) => (at % 3 === 0 ? 0 : value));
  expect(pictureFaults(withoutRed, size).discord).toBe(1);
  expect(pictureFaults(new Uint8Array(whole.length), size).discord).toBe(0);
});
