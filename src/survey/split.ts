/** Train, validation and test: decided by the id alone, so that no later import moves a galaxy. */

import { createHash } from "node:crypto";

export const splits = ["train", "validation", "test"] as const;
export type Split = (typeof splits)[number];

/** A fifth is held out for the test, a tenth for validation. */
export function splitOf(id: string): Split {
  const u = Number(createHash("sha256").update(id).digest().readBigUInt64BE() >> 11n) / 2 ** 53;
  if (u < 0.2) return "test";
  return u < 0.3 ? "validation" : "train";
}
