/** What Vitest does before and after each file of tests. */

import { afterAll, expect } from "vitest";
import { doWhatIsLeft } from "./endOfFile.ts";
import { equalNumbers } from "./equalNumbers.ts";

// Files that share a process share what is added to `expect`: once is enough.
const added = Symbol.for("almagest.equalNumbers");
if (!(added in globalThis)) {
  expect.addEqualityTesters([equalNumbers]);
  Object.defineProperty(globalThis, added, { value: true });
}

afterAll(doWhatIsLeft);
