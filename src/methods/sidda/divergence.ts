/** How far the features of two domains are apart, by the name a run asks for. */

import type { Tensor } from "../../tensor/tensor.ts";
import type { DivergenceName } from "./configuration.ts";
import { coral } from "./coral.ts";
import { maximumMeanDiscrepancy } from "./maximumMeanDiscrepancy.ts";
import { sinkhornDivergence } from "./sinkhornDivergence.ts";

/**
 * @param source features, [n, width]
 * @param target features, [m, width]
 * @returns a scalar, and for Sinkhorn's the blur
 */
export function divergenceOf(
  name: Exclude<DivergenceName, "none">,
  source: Tensor,
  target: Tensor,
): { divergence: Tensor; blur?: Tensor } {
  if (name === "sinkhorn") return sinkhornDivergence(source, target);
  return { divergence: name === "mmd" ? maximumMeanDiscrepancy(source, target) : coral(source, target) };
}
