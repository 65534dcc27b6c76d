/** The table of operators, by ONNX name and domain. */

import { activationOperators } from "./operators/activations.ts";
import { channelOperators } from "./operators/channels.ts";
import { convolutionOperators } from "./operators/convolution.ts";
import { elementwiseOperators } from "./operators/elementwise.ts";
import { matrixOperators } from "./operators/matrix.ts";
import { movementOperators } from "./operators/movement.ts";
import { normalizationOperators } from "./operators/normalization.ts";
import { poolingOperators } from "./operators/pooling.ts";
import { reductionOperators } from "./operators/reduction.ts";
import { samplingOperators } from "./operators/sampling.ts";
import type { Operator } from "./tensor.ts";

export const operators: readonly Operator[] = [
  ...elementwiseOperators,
  ...activationOperators,
  ...movementOperators,
  ...reductionOperators,
  ...matrixOperators,
  ...convolutionOperators,
  ...poolingOperators,
  ...channelOperators,
  ...normalizationOperators,
  ...samplingOperators,
];

export function operatorNamed(name: string, domain: string): Operator | undefined {
  return operators.find((operator) => operator.name === name && operator.domain === domain);
}
