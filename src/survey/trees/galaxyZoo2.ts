/** Galaxy Zoo 2 (Willett+ 2013), all eleven tasks with the ways they are really reached; Zoobot's names. */

import { type DecisionTree, withSuffix } from "../decisionTree.ts";

/** Zoobot's own schema asks spirals, bars and bulges of every featured galaxy; the volunteers saw edge-on first. */
export const galaxyZoo2Questions: DecisionTree = {
  name: "gz2",
  questions: [
    // T01
    { name: "smooth-or-featured", answers: ["smooth", "featured-or-disk", "artifact"], askedAfter: [] },
    // T02
    { name: "disk-edge-on", answers: ["yes", "no"], askedAfter: ["smooth-or-featured_featured-or-disk"] },
    // T04, after T03 whatever its answer
    { name: "has-spiral-arms", answers: ["yes", "no"], askedAfter: ["disk-edge-on_no"] },
    // T03
    { name: "bar", answers: ["yes", "no"], askedAfter: ["disk-edge-on_no"] },
    // T05, after T04 no, or after T10 and T11
    {
      name: "bulge-size",
      answers: ["dominant", "obvious", "just-noticeable", "no"],
      askedAfter: ["disk-edge-on_no"],
    },
    // T06
    {
      name: "something-odd",
      answers: ["yes", "no"],
      askedAfter: ["smooth-or-featured_smooth", "smooth-or-featured_featured-or-disk"],
    },
    // T07
    { name: "how-rounded", answers: ["round", "in-between", "cigar"], askedAfter: ["smooth-or-featured_smooth"] },
    // T09
    { name: "bulge-shape", answers: ["round", "boxy", "no-bulge"], askedAfter: ["disk-edge-on_yes"] },
    // T10
    { name: "spiral-winding", answers: ["tight", "medium", "loose"], askedAfter: ["has-spiral-arms_yes"] },
    // T11
    {
      name: "spiral-arm-count",
      answers: ["1", "2", "3", "4", "more-than-4", "cant-tell"],
      askedAfter: ["has-spiral-arms_yes"],
    },
    // T08
    {
      name: "odd-feature",
      answers: ["ring", "lens-or-arc", "disturbed", "irregular", "other", "merger", "dust-lane"],
      askedAfter: ["something-odd_yes"],
    },
  ],
};

export const galaxyZoo2 = withSuffix(galaxyZoo2Questions, "-gz2");
