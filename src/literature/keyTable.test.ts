import fc from "fast-check";
import { expect, test } from "vitest";
import { keyTable } from "./keyTable.ts";

test("gives each key its first number, as a Map would, however often it has to grow", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat(2 ** 32 - 2)), { maxLength: 200 }),
      fc.array(fc.string({ maxLength: 3 }), { maxLength: 20 }),
      (entries, asked) => {
        const [table, map] = [keyTable(2), new Map<string, number>()];
        for (const [key, number] of entries) {
          table.add(key, number);
          if (!map.has(key)) map.set(key, number);
        }
        expect(table.size).toBe(map.size);
        for (const key of [...map.keys(), ...asked]) expect(table.get(key)).toBe(map.get(key));
      },
    ),
  );
});
