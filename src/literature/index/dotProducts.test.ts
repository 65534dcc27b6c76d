import fc from "fast-check";
import { expect, test } from "vitest";
import { dotProducts, paddedWidth } from "./dotProducts.ts";

test("products are those of plain sums, whatever the sizes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 300 }),
      fc.infiniteStream(fc.integer({ min: -127, max: 127 })),
      (rows, dimension, stream) => {
        const width = paddedWidth(dimension);
        const products = dotProducts(rows, width);
        for (let at = 0; at < rows * width; at++)
          products.bytes[at] = at % width < dimension ? Number(stream.next().value) : 0;
        const vector = Float32Array.from({ length: dimension }, () => Number(stream.next().value) / 100);
        const found = products.times(vector);
        const some = Array.from({ length: Math.min(rows, 5) }, (_, i) => (7 * i + 3) % rows);
        expect([...products.times(vector, some)]).toEqual(some.map((row) => found[row]));
        for (let row = 0; row < rows; row++) {
          let sum = 0;
          let whole = 0;
          for (let k = 0; k < dimension; k++) {
            const part = (products.bytes[row * width + k] as number) * (vector[k] as number);
            sum += part;
            whole += Math.abs(products.bytes[row * width + k] as number);
          }
          // Each number of the vector is rounded to 1/8191 of its largest.
          expect(Math.abs((found[row] as number) - sum)).toBeLessThanOrEqual((1.27 / 8191) * whole + 1e-3);
        }
      },
    ),
  );
});
