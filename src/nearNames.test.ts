import { expect, test } from "vitest";
import { nearNames } from "./nearNames.ts";

const columns = ["id_str", "derived_label", "z", "smooth-or-featured_smooth", "smooth-or-featured_featured"];

test.each([
  ["derived_labl", ["derived_label"]],
  ["Derived-Label", ["derived_label"]],
  ["Z", ["z"]],
  ["featured_smooth", ["smooth-or-featured_smooth"]],
  ["smooth", ["smooth-or-featured_smooth", "smooth-or-featured_featured"]],
  ["mass", []],
  ["id", []],
])("%s is near %j", (name, near) => {
  expect(nearNames(name, columns)).toEqual(near);
});
