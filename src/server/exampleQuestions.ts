/** Questions whose answers are learnt from examples: worked out by a process that stands by. */

import type { Alike } from "../explore/alike.ts";
import type { Taught, TeachRequest } from "../explore/teach/teach.ts";
import type { Filter } from "../survey/galaxies.ts";
import type { Survey } from "../survey/survey.ts";
import { moduleBeside } from "../training/job.ts";
import { standby } from "../training/standby.ts";

export interface LikenessRequest {
  like: string[];
  unlike: string[];
  /** Whose carriers are to be like as well. */
  tag?: string;
  /** A place in the sky as a person writes it: the object there is to be like as well. */
  position?: string;
  /** Only objects that pass all of them are found. */
  where: Filter[];
  limit: number;
}

export interface Likeness {
  run: string;
  /** How many examples of either side there are, a tag's carriers among them. */
  like: number;
  unlike: number;
  /** The object at the position that was asked for, and how far from it. */
  at?: { id: string; arcsec: number };
  galaxies: Alike[];
}

export type ExampleQuestion = {
  workspace: string;
  survey: string;
  /** The last that were stored, where it is left out. */
  run: string | undefined;
} & ({ teach: TeachRequest } | { alike: LikenessRequest });

export interface ExampleQuestions {
  teach(survey: Survey, run: string | undefined, request: TeachRequest): Promise<Taught>;
  alike(survey: Survey, run: string | undefined, request: LikenessRequest): Promise<Likeness>;
}

export function createExampleQuestions(): ExampleQuestions {
  const process = standby(moduleBeside(import.meta.url, "exampleProcess"));
  const about = ({ workspace, card }: Survey, run: string | undefined) => ({
    workspace: workspace.path,
    survey: card.name,
    run,
  });
  return {
    teach: (survey, run, teach) => process.ask<Taught>({ ...about(survey, run), teach } satisfies ExampleQuestion),
    alike: (survey, run, alike) => process.ask<Likeness>({ ...about(survey, run), alike } satisfies ExampleQuestion),
  };
}
