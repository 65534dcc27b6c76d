import { describe, expect, test } from "vitest";
import { heldToTimm, slowToVerify } from "./heldToTimm.ts";
import { networkNames } from "./networks.ts";
import { parityCases } from "./parity.ts";

test("what the suite leaves out are networks", () => {
  expect(networkNames).toEqual(expect.arrayContaining([...slowToVerify]));
});

describe.each(parityCases().filter(({ name }) => slowToVerify.includes(name)))("$name", heldToTimm);
