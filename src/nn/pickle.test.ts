import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { pickleOf, text, whole } from "./oddCheckpoints.ts";
import { Opaque, PickleGlobal, unpickle } from "./pickle.ts";

const fail = (problem: string): never => {
  throw new Fault("test", problem);
};

function read(bytes: Uint8Array) {
  const names: string[] = [];
  const calls: [string, unknown[]][] = [];
  const value = unpickle(
    bytes,
    {
      named: (path) => void names.push(path),
      call(path, args) {
        calls.push([path, args]);
        return new Opaque(path);
      },
      external: (id) => ({ id }),
    },
    fail,
  );
  return { value, names, calls };
}

test("values of every kind are what Python meant", () => {
  const { value } = read(
    pickleOf(
      ...["(", "N", 0x88, 0x89, "K", 255, "M", 1, 2, "J", 254, 255, 255, 255, text("Hélène"), "G"],
      ...[0xc0, 0x04, 0, 0, 0, 0, 0, 0, "C", 2, 0, 255, whole(-(2 ** 40)), "t"],
    ),
  );
  expect(value).toEqual([null, true, false, 255, 513, -2, "Hélène", -2.5, Uint8Array.of(0, 255), -(2 ** 40)]);
});

test("whole numbers past 2^53 stay exact", () => {
  expect(read(pickleOf(0x8a, 9, ...Buffer.alloc(8), 1)).value).toBe(2n ** 64n);
  expect(read(pickleOf(0x8a, 9, ...Buffer.alloc(8), 255)).value).toBe(-(2n ** 64n));
  expect(read(pickleOf(0x8a, 0)).value).toBe(0);
});

test("containers are filled in the order written, and what is stored once is one object", () => {
  const { value } = read(pickleOf("}q", 0, "(", text("a"), "]q", 1, "K", 1, "a", text("b"), "h", 1, "u"));
  expect(value).toEqual(
    new Map([
      ["a", [1]],
      ["b", [1]],
    ]),
  );
  const map = value as Map<string, unknown>;
  expect(map.get("a")).toBe(map.get("b"));
});

test("a list may contain itself", () => {
  const list = read(pickleOf("]q", 0, "h", 0, "a")).value as unknown[];
  expect(list[0]).toBe(list);
});

test("a name is a name: nothing is called but what its reader has a meaning for", () => {
  const { value, names, calls } = read(pickleOf("cos\nsystem\n(", text("echo this ran"), "tR"));
  expect(names).toEqual(["os.system"]);
  expect(calls).toEqual([["os.system", ["echo this ran"]]]);
  expect(value).toEqual(new Opaque("os.system"));
  expect(read(pickleOf(text("os"), text("system"), 0x93)).value).toEqual(new PickleGlobal("os.system"));
});

test("what such an object is given is let go, and what it makes is as little known", () => {
  const { value } = read(pickleOf("cmy\nClass\n)", 0x81, "(K", 1, "e(K", 1, "K", 2, "u}b)R"));
  expect(value).toEqual(new Opaque("what my.Class makes"));
});

test.each<[string, Uint8Array, RegExp]>([
  ["no end", Buffer.of(0x80, 2, 0x4e), /ends at byte 3/],
  ["nothing on its stack", pickleOf(), /takes a value where there is none/],
  ["a tuple longer than its stack", pickleOf("N", 0x86), /takes a value where there is none/],
  ["a value taken from under a mark", pickleOf("N(", 0x85), /takes a value where there is none/],
  ["items without a mark", pickleOf("]e"), /takes a mark/],
  ["a key without a value", pickleOf("}(Nu"), /key without a value/],
  ["keys for a list", pickleOf("](NNu"), /no dictionary/],
  ["a text longer than the file", pickleOf("X", 255, 255, 255, 255), /in the middle of a value/],
  ["a text of 2^64 bytes", pickleOf(0x8d, ...Buffer.alloc(8, 255)), /in the middle of a value/],
  ["a whole number of 2^31 bytes", pickleOf(0x8b, 0, 0, 0, 128), /whole number of 2147483648 bytes/],
  ["a value it has not stored", pickleOf("h", 7), /has not stored/],
  ["a call of a text", pickleOf(text("eval"), ")R"), /no function/],
  ["an argument that is no list", pickleOf("ca\nb\nNR"), /no list of arguments/],
  ["an opcode of protocol 0", pickleOf("I1\n"), /opcode 0x49/],
  ["the extension registry", pickleOf(0x82, 1), /opcode 0x82/],
  ["a name without an end", Buffer.of(0x80, 2, 0x63, 0x61), /name without an end/],
])("a pickle with %s is refused", (_, bytes, problem) => {
  expect(() => read(bytes)).toThrow(problem);
  expect(() => read(bytes)).toThrow(Fault);
});

test("any bytes are a value or a Fault, soon", () => {
  const whole = readFileSync(new URL("../../fixtures/torchCheckpoint/lightning.ckpt", import.meta.url)).subarray(
    64,
    4000,
  );
  const orFault = (bytes: Uint8Array) => {
    try {
      read(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), orFault), { numRuns: 2000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1 }), (changes) => {
      const bytes = Buffer.from(whole);
      for (const [i, value] of changes) bytes[i] = value;
      orFault(bytes);
    }),
    { numRuns: 1000 },
  );
});
