/** What is alike in a pool's pictures and the labelled ones' where they differ in width: for train and shift. */

import { Option } from "commander";

/** Of what a run is to look at. */
export function learntScaleOption(): Option {
  return new Option(
    "--same-scale",
    "pixels are as wide on the sky as in the pictures that the run learnt from, and pictures are not: the larger ones are cut about their middle",
  );
}

/** @param method before its words, where it is one method's of several */
export function sameScaleOption(method = ""): Option {
  return new Option(
    "--same-scale",
    `${method}the other survey's pictures have pixels as wide on the sky and another width: the larger ones are cut about their middle`,
  ).conflicts("allowOtherSize");
}

export function otherSizeOption(method = ""): Option {
  return new Option(
    "--allow-other-size",
    `${method}the pool's pictures are as wide on the sky and have other pixels: all are made as wide`,
  );
}
