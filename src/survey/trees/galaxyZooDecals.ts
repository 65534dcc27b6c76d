/** Galaxy Zoo DECaLS, campaign DR5 (Walmsley+ 2022); Zoobot's names. DR8 asks the same. */

import { type DecisionTree, withSuffix } from "../decisionTree.ts";

export const galaxyZooDecalsQuestions: DecisionTree = {
  name: "gz-decals",
  questions: [
    { name: "smooth-or-featured", answers: ["smooth", "featured-or-disk", "artifact"], askedAfter: [] },
    { name: "disk-edge-on", answers: ["yes", "no"], askedAfter: ["smooth-or-featured_featured-or-disk"] },
    { name: "has-spiral-arms", answers: ["yes", "no"], askedAfter: ["disk-edge-on_no"] },
    { name: "bar", answers: ["strong", "weak", "no"], askedAfter: ["disk-edge-on_no"] },
    {
      name: "bulge-size",
      answers: ["dominant", "large", "moderate", "small", "none"],
      askedAfter: ["disk-edge-on_no"],
    },
    {
      name: "how-rounded",
      answers: ["round", "in-between", "cigar-shaped"],
      askedAfter: ["smooth-or-featured_smooth"],
    },
    { name: "edge-on-bulge", answers: ["boxy", "none", "rounded"], askedAfter: ["disk-edge-on_yes"] },
    { name: "spiral-winding", answers: ["tight", "medium", "loose"], askedAfter: ["has-spiral-arms_yes"] },
    {
      name: "spiral-arm-count",
      answers: ["1", "2", "3", "4", "more-than-4", "cant-tell"],
      askedAfter: ["has-spiral-arms_yes"],
    },
    {
      name: "merging",
      answers: ["none", "minor-disturbance", "major-disturbance", "merger"],
      askedAfter: ["smooth-or-featured_smooth", "smooth-or-featured_featured-or-disk"],
    },
  ],
};

export const galaxyZooDecals = withSuffix(galaxyZooDecalsQuestions, "-dr5");
