/** The Dirichlet-Multinomial model of volunteers' votes (Walmsley+ 2020, 2022). */

import { type DecisionTree, questionSlices } from "../../survey/decisionTree.ts";
import { add, cast, div, greater, mul, neg, sigmoid, sub } from "../../tensor/operators/elementwise.ts";
import { matMul } from "../../tensor/operators/matrix.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { ShapeError, sameShape, showShape } from "../../tensor/shape.ts";
import { logGamma } from "../../tensor/special.ts";
import { constant, type Tensor } from "../../tensor/tensor.ts";

/** Zoobot's bounds: a concentration below 1 would put its weight on unanimous votes. */
const [leastConcentration, concentrationRange] = [1, 100];

/**
 * One concentration an answer, from 1 to 101.
 * @param x [batch, answers], unbounded
 */
export function concentrations(x: Tensor): Tensor {
  return add(mul(sigmoid(x), concentrationRange), leastConcentration);
}

/** Expected vote fractions: each concentration over its question's sum. [batch, answers] */
export function expectedFractions(tree: DecisionTree, alpha: Tensor): Tensor {
  const member = membership(tree, alpha.dtype);
  return div(alpha, matMul(matMul(alpha, member.toQuestions), member.toAnswers));
}

/**
 * Minus the log-likelihood of the counts, summed over questions (Walmsley+ 2022, eq. 1). A question nobody answered
 * contributes exactly 0, and so does its gradient.
 * @param alpha concentrations, [batch, answers] in the order of `answerColumns`
 * @param counts votes, the same shape
 * @returns [batch], float64: the large log-gammas cancel, and float32 would keep too few digits
 */
export function dirichletMultinomialLoss(tree: DecisionTree, alpha: Tensor, counts: Tensor): Tensor {
  const answers = questionSlices(tree).at(-1);
  if (!sameShape(alpha.shape, counts.shape) || alpha.shape[1] !== (answers?.last ?? -1) + 1)
    throw new ShapeError(
      "dirichletMultinomialLoss",
      `concentrations ${showShape(alpha.shape)} and counts ${showShape(counts.shape)} must both be ` +
        `[batch, ${(answers?.last ?? -1) + 1}], the answers of "${tree.name}"`,
    );
  const [a, k] = [cast(alpha, "float64"), cast(counts, "float64")];
  const { toQuestions } = membership(tree, "float64");
  const [total, votes] = [matMul(a, toQuestions), matMul(k, toQuestions)];
  const questions = add(sub(logGamma(add(votes, 1)), logGamma(add(votes, total))), logGamma(total));
  const each = sub(sub(logGamma(add(k, a)), logGamma(a)), logGamma(add(k, 1)));
  // Rounding would leave a trace of questions nobody answered, and thousands of galaxies have thousands of those.
  const isAnswered = cast(greater(votes, 0), "float64");
  return neg(sum(mul(add(questions, matMul(each, toQuestions)), isAnswered), [1]));
}

/** Matrices of 0 and 1 between answers and questions. */
function membership(tree: DecisionTree, dtype: Tensor["dtype"]): { toQuestions: Tensor; toAnswers: Tensor } {
  const slices = questionSlices(tree);
  const answers = (slices.at(-1)?.last ?? -1) + 1;
  const toQuestions = new Float32Array(answers * slices.length);
  const toAnswers = new Float32Array(answers * slices.length);
  slices.forEach(({ first, last }, question) => {
    for (let answer = first; answer <= last; answer++) {
      toQuestions[answer * slices.length + question] = 1;
      toAnswers[question * answers + answer] = 1;
    }
  });
  return {
    toQuestions: cast(constant(toQuestions, [answers, slices.length]), dtype),
    toAnswers: cast(constant(toAnswers, [slices.length, answers]), dtype),
  };
}
