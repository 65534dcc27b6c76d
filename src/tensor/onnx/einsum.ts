/** Einstein summation of one or two operands, as transposes and one matrix product. */

import { Fault } from "../../fault.ts";
import { mul } from "../operators/elementwise.ts";
import { matMul } from "../operators/matrix.ts";
import { reshape, transpose } from "../operators/movement.ts";
import { sum } from "../operators/reduction.ts";
import { elementCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * @param equation such as "bhid,bhjd->bhij"; a letter once in each operand, no dots
 * @throws Fault where the equation is of another kind, or does not fit the operands
 */
export function einsum(equation: string, operands: readonly Tensor[]): Tensor {
  const { sources, result } = parsed(equation, operands);
  const [a, b] = operands.map((operand, i) => summedAway(operand, sources, i, result));
  if (!a) throw new Fault("onnx", `"${equation}" has no operand`);
  if (!b) return ordered(a, result);
  const sizes = new Map([...sizesOf(a), ...sizesOf(b)]);
  const inBoth = [...a.letters].filter((letter) => b.letters.includes(letter));
  const batch = inBoth.filter((letter) => result.includes(letter));
  const inner = inBoth.filter((letter) => !result.includes(letter));
  const [rows, columns] = [onlyIn(a, b), onlyIn(b, a)];
  const count = (letters: readonly string[]) => elementCount(letters.map((letter) => sizes.get(letter) as number));
  const left = ordered(a, [...batch, ...rows, ...inner].join(""));
  const right = ordered(b, [...batch, ...inner, ...columns].join(""));
  const outer = batch.map((letter) => sizes.get(letter) as number);
  const leftMatrix = reshape(left, [...outer, count(rows), count(inner)]);
  const rightMatrix = reshape(right, [...outer, count(inner), count(columns)]);
  const product = inner.length === 0 ? mul(leftMatrix, rightMatrix) : matMul(leftMatrix, rightMatrix);
  const letters = [...batch, ...rows, ...columns];
  const apart = reshape(
    product,
    letters.map((letter) => sizes.get(letter) as number),
  );
  return ordered({ tensor: apart, letters: letters.join("") }, result);
}

interface Lettered {
  tensor: Tensor;
  letters: string;
}

function parsed(equation: string, operands: readonly Tensor[]): { sources: string[]; result: string } {
  const [left = "", right] = equation.replaceAll(" ", "").split("->");
  const sources = left.split(",");
  const isPlain = [...sources, right ?? ""].every(
    (text) => /^[A-Za-z]*$/.test(text) && new Set(text).size === text.length,
  );
  const letters = sources.join("");
  const once = [...new Set(letters)].filter((letter) => letters.split(letter).length === 2).sort();
  const result = right ?? once.join("");
  if (
    !isPlain ||
    sources.length !== operands.length ||
    operands.length > 2 ||
    [...result].some((each) => !letters.includes(each))
  )
    throw new Fault("onnx", `the equation "${equation}" is not supported for ${operands.length} operands`);
  const sizes = new Map<string, number>();
  operands.forEach(({ shape }, i) => {
    const source = sources[i] ?? "";
    if (source.length !== shape.length)
      throw new Fault("onnx", `"${source}" does not name the axes of [${shape.join(", ")}]`);
    [...source].forEach((letter, axis) => {
      const before = sizes.get(letter) ?? shape[axis];
      if (before !== shape[axis]) throw new Fault("onnx", `"${letter}" is ${before} long and ${shape[axis]}`);
      sizes.set(letter, shape[axis] as number);
    });
  });
  return { sources, result };
}

/** Letters that only this operand has, and the result does not, are summed first. */
function summedAway(tensor: Tensor, sources: readonly string[], own: number, result: string): Lettered {
  const letters = sources[own] ?? "";
  const others = sources.filter((_, i) => i !== own).join("") + result;
  const gone = [...letters].flatMap((letter, axis) => (others.includes(letter) ? [] : [axis]));
  if (gone.length === 0) return { tensor, letters };
  return { tensor: sum(tensor, gone), letters: [...letters].filter((_, axis) => !gone.includes(axis)).join("") };
}

function sizesOf({ tensor, letters }: Lettered): [string, number][] {
  return [...letters].map((letter, axis) => [letter, tensor.shape[axis] as number]);
}

function onlyIn(a: Lettered, b: Lettered): string[] {
  return [...a.letters].filter((letter) => !b.letters.includes(letter));
}

function ordered({ tensor, letters }: Lettered, wanted: string): Tensor {
  return transpose(
    tensor,
    [...wanted].map((letter) => letters.indexOf(letter)),
  );
}
