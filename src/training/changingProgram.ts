/** A step's program that is another from some epoch on, of the same parameters. */

import type { Lesson, Plan } from "./lesson.ts";
import { compileTraining, type Recipe, type TrainingProgram, type TrainingState } from "./trainingProgram.ts";

export interface ChangingProgram extends TrainingProgram {
  /** Makes ready what this epoch, counted from 0, is trained with. @param isFirstStep not where it goes on within it */
  begin(epoch: number, isFirstStep: boolean): Promise<void>;
}

/** Compiles when a recipe's first epoch comes, and hands the arrays on from one program to the next. */
export async function changingProgram(
  { recipe, later }: Lesson,
  { threads, device }: Plan,
  state: TrainingState,
): Promise<ChangingProgram> {
  const recipeOf = (epoch: number) => (later && epoch >= later.from ? later.recipe : recipe);
  let current: { of: Recipe; program: TrainingProgram } | undefined;
  const needed = () => {
    if (!current) throw new Error("a program is made ready before it is used");
    return current.program;
  };
  return {
    async begin(epoch, isFirstStep) {
      const of = recipeOf(epoch);
      if (current?.of === of) return;
      const before = current?.program.state() ?? state;
      if (later?.enter && epoch === later.from && isFirstStep) {
        const changed = await later.enter(before.averages);
        for (const kind of ["parameters", "averages"] as const) before[kind] = { ...before[kind], ...changed };
      }
      await current?.program.release();
      current = { of, program: await compileTraining(of, before, { threads, device }) };
    },
    get batchInputs() {
      return needed().batchInputs;
    },
    get noise() {
      return needed().noise;
    },
    step: (batch, rates) => needed().step(batch, rates),
    state: () => current?.program.state() ?? state,
    before: () => needed().before(),
    release: async () => current?.program.release(),
  };
}
