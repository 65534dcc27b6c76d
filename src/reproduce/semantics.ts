/** Semantic class targets on the real annotations of Radio Galaxy Zoo EMU (Bowles+ 2022, arXiv 2210.14760; 2023, arXiv 2304.07171). */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { meanInterval } from "../explore/meanInterval.ts";
import { Fault, fileFault } from "../fault.ts";
import { findEncoder, shippedEncoder } from "../literature/encoder/findEncoder.ts";
import { readAnswers, readClasses } from "../methods/semantics/answers.ts";
import { matchTags, type OtherTag, readOtherTags } from "../methods/semantics/comparison.ts";
import { derive } from "../methods/semantics/derive.ts";
import {
  type Evaluation,
  evaluateTags,
  type Features,
  judgeTags,
  ratioInterval,
} from "../methods/semantics/evaluate.ts";
import { type ChanceScore, scrambledClasses } from "../methods/semantics/scrambled.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type Claim, isAbove, type Reproduction, type Scale } from "./claims.ts";
import { fingerprint, type Steps } from "./steps.ts";

/** Trees in a forest: the paper's 500 at full scale. */
const trees = { small: 100, full: 500 } as const;

/** From which derived words the paper's authors made each tag, where it is another word than its name (Bowles+ 2023, section 4). */
const statedSynonyms: Readonly<Record<string, readonly string[]>> = {
  "asymmetric structure": ["asymmetric"],
  "asymmetric brightness": ["brightness"],
  "edge brightened": ["brighten"],
  "traces host galaxy": ["trace", "counterpart"],
  core: ["middle"],
};

interface Run {
  evaluation: Evaluation;
  /** Each class [subjects] of 0 and 1, as experts have it, and as it was said of held-out subjects. */
  truth: number[][];
  saidByTags: number[][];
  saidByText: number[][];
  /** As the paper evaluates; null where no class has enough subjects by more than 60 % of experts. */
  atHalf: Evaluation | null;
  /** The paper's tags that are among ours. */
  found: string[];
  /** Of these, by all words of the name. */
  strictly: number;
  tags: string[];
  /** How many groups of words carry 68 % of the importance. */
  carrying: number;
  /** Of all importance, what the first 15 % of groups carry. */
  share: number;
  phrases: number;
  /** The same counts where experts' classes are scrambled among subjects, so that words tell nothing of them. */
  byChance: { carrying: number; found: number };
}

const columns = { text: "annotations", subject: "subject_ids" };

export const semanticsFiles = ["english_annotations.csv", "expert_classifications.csv", "mock_catalogue.csv"] as const;

/**
 * Each seed is a step of its own: what was stopped goes on where it was.
 * @param data folder with the three files of `semanticsFiles`
 * @throws Fault "file" that names one that is not there; what `signal` was aborted with
 */
export async function reproduceSemantics(
  workspace: Workspace,
  steps: Steps,
  {
    data,
    scale,
    seeds,
    onProgress = () => {},
    signal,
  }: {
    data: string;
    scale: Scale;
    seeds: number;
    onProgress?: (fraction: number, text: string) => void;
    signal?: AbortSignal;
  },
): Promise<Reproduction> {
  const [annotations, experts, catalogue] = semanticsFiles.map((name) => join(data, name)) as [string, string, string];
  const files = await fingerprint(annotations, experts, catalogue);
  const table = await readAnswers(annotations, columns);
  const classes = await readClasses(experts, columns);
  const encoder = await findEncoder(workspace, shippedEncoder);
  const others: OtherTag[] = (await readOtherTags(catalogue, [columns.subject])).map(({ name }) => ({
    name,
    synonyms: statedSynonyms[name] ?? [],
  }));
  const runs: Run[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const report = (fraction: number, text: string) => onProgress((seed - 1 + fraction) / seeds, text);
    runs.push(
      await steps.done(
        "seed",
        { files, seed, trees: trees[scale], encoder: encoder.fingerprint, version: 8 },
        async () => {
          const derived = await derive(table.answers, classes, encoder, { seed, trees: trees[scale], signal });
          const features = await catalogueFeatures(
            catalogue,
            derived.vocabulary.subjects,
            derived.vocabulary.answersOf,
          );
          const how = { seed, trees: trees[scale], others: [features], signal };
          const judged = await judgeTags(derived, {
            ...how,
            onProgress: (done, text) => report(done / 2, text),
          });
          // As in the paper: a class present at more than 60 % of experts, a forest's majority, sums over words named at all.
          const strict = await derive(table.answers, classes, encoder, {
            seed,
            trees: trees[scale],
            expertShare: 0.6 + 1e-6,
            signal,
          }).catch((error) => {
            if (error instanceof Fault && error.code === "too-few-classed") return undefined;
            throw error;
          });
          const atHalf =
            strict &&
            (await evaluateTags(strict, {
              ...how,
              cut: 0.5,
              onProgress: (done, text) => report(0.5 + done / 2, text),
            }));
          const dealt = scrambledClasses(classes, derived.vocabulary.subjects, seed);
          const nothing = await derive(table.answers, dealt, encoder, { seed, trees: trees[scale], signal });
          const matched = matchTags(derived.tags, others).filter(({ tag }) => tag !== null);
          return {
            evaluation: judged.evaluation,
            truth: judged.truth.map((each) => [...each]),
            saidByTags: (judged.tags[0] ?? []).map((each) => [...each]),
            saidByText: (judged.text[0] ?? []).map((each) => [...each]),
            atHalf: atHalf ?? null,
            found: matched.map(({ other }) => other),
            strictly: matched.filter(({ other, by }) => other === by).length,
            tags: derived.tags.map(({ name }) => name),
            carrying: derived.carrying,
            share: importanceOfFirst(derived.worths, 0.15),
            phrases: derived.clean.phrases.flat().length,
            byChance: {
              carrying: nothing.carrying,
              found: matchTags(nothing.tags, others).filter(({ tag }) => tag !== null).length,
            },
          };
        },
      ),
    );
  }
  return {
    paper: "arXiv 2210.14760 and 2304.07171",
    title: "Class targets from annotators' words",
    scale,
    seeds,
    data: `real annotations (${table.answers.length} answers, ${classes.shares.size} subjects, of the paper's 2,920 and 299)`,
    claims: claimsOf(runs),
    plots: plotsOf(runs),
  };
}

function claimsOf(runs: readonly Run[]): Claim[] {
  const over = (of: (run: Run) => number) => meanInterval(runs.map(of));
  const [found, strictly] = [over(({ found }) => found.length), over((run) => run.strictly)];
  const ratios = over(({ evaluation }) => evaluation.ratio);
  const truth = (runs[0]?.truth ?? []).map((each) => Uint8Array.from(each));
  const said = (of: (run: Run) => number[][]) => runs.map((run) => of(run).map((each) => Uint8Array.from(each)));
  const between = ratioInterval(
    truth,
    said((run) => run.saidByTags),
    said((run) => run.saidByText),
    1,
  );
  const atHalf = runs.flatMap((run) => run.atHalf ?? []);
  const gain = widest(atHalf.map((each) => each.gainInterval));
  const weighted = meanInterval(atHalf.map(({ tags }) => tags.weightedF1));
  const paper22 = widest(
    runs.flatMap(({ evaluation: { others } }) => others.slice(0, 1).map((each) => each.lessInterval)),
  );
  const carrying = over((run) => run.carrying);
  const share = over((run) => run.share);
  const chance = chanceOf(runs.map(({ evaluation }) => evaluation.scrambled.macroF1));
  const chanceAtHalf = chanceOf(atHalf.map(({ scrambled }) => scrambled.weightedF1));
  const first = runs[0] as Run;
  return [
    {
      claim: "of thousands of phrases, about 33 words carry 68 % of what words tell",
      paper: 33,
      ours: carrying.mean,
      interval: carrying.interval,
      verdict: runs.every((run) => run.carrying >= 33 / 1.5 && run.carrying <= 33 * 1.5) ? "holds" : "does not",
      note: `on scrambled classes ${figure(over(({ byChance }) => byChance.carrying).mean)}: a figure near that says nothing of what words tell; holds from two thirds to one and a half of the paper's 33, of which it made 22 tags by hand; ours are groups of words, of ${first.phrases} phrases (the paper: 8,486). Of these a setting keeps 15 at least and 30 at most as tags, which is no finding: ${first.tags.length}: ${first.tags.join(", ")}`,
    },
    {
      claim: "the paper's 22 tags are among the derived, or their stated synonyms are (at least 14)",
      paper: 22,
      ours: found.mean,
      interval: found.interval,
      verdict: runs.every((run) => run.found.length >= 14) ? "holds" : "does not",
      note: `on scrambled classes ${figure(over(({ byChance }) => byChance.found).mean)}: what is above that is found because it tells classes, the others because people often write them; by every word of the name alone ${figure(strictly.mean)}; judged only, never used to derive; found: ${first.found.join(", ")}`,
    },
    {
      claim: "tags tell experts' classes as the full text does: macro F1 at least 0.9 of its",
      paper: null,
      ours: ratios.mean,
      interval: between,
      // Of classes that neither tells, tags and text recover as much.
      verdict: runs.every(({ evaluation }) => evaluation.isTold) ? isAbove(between, 0.9) : "cannot tell",
      note: `tags ${figure(over(({ evaluation }) => evaluation.tags.macroF1).mean)}, full text ${figure(over(({ evaluation }) => evaluation.text.macroF1).mean)}, tags on scrambled classes ${figure(chance.mean)} (95 % below ${figure(chance.high)}), which they must pass for the ratio to say anything; ten folds, tags chosen without the held-out subjects; classes of ten subjects or more; interval over subjects and seeds`,
    },
    {
      claim: "tags predict experts' classes better than guessing: weighted F1 at more than 60 % of experts",
      paper: "0.254 against 0.076",
      ours: atHalf.length > 0 ? weighted.mean : null,
      interval: atHalf.length > 0 ? weighted.interval : null,
      verdict: isAbove(gain, 0),
      note: `guessing ${figure(meanInterval(atHalf.map(({ guessing }) => guessing.weightedF1)).mean)}, tags on scrambled classes ${figure(chanceAtHalf.mean)} (95 % below ${figure(chanceAtHalf.high)}); ours are ${figure(gain[0])} to ${figure(gain[1])} above the higher of both, over subjects drawn anew; a class where more than 60 % of experts say so; the paper counts every class however rare, and leaves out three; ours are the classes of ten subjects or more, Single among them`,
    },
    {
      claim: "our tags tell classes as well as the paper's own 22 do",
      paper: over(({ evaluation }) => evaluation.others[0]?.macroF1 ?? Number.NaN).mean,
      ours: over(({ evaluation }) => evaluation.tags.macroF1).mean,
      interval: over(({ evaluation }) => evaluation.tags.macroF1).interval,
      verdict: isAbove(paper22, 0),
      note: "macro F1 of both by the same forests and folds, judged by their difference over subjects drawn anew; the paper's 22 were chosen on all subjects, ours without the held-out ones",
    },
    {
      claim: "a few words carry most of the importance (15 % of them 68 %)",
      paper: 0.68,
      ours: share.mean,
      interval: share.interval,
      verdict: isAbove(share.interval, 0.5),
      note: "share of impurity importance of the first 15 % of word groups; holds from a half. Ours are the words that at least two people and eight answers share, so that rare words with no importance do not count",
    },
  ];
}

/** Of several seeds: the mean of means, and the highest that chance reached. */
function chanceOf(scores: readonly ChanceScore[]): ChanceScore {
  const mean = scores.reduce((sum, score) => sum + score.mean, 0) / scores.length;
  return { mean, high: Math.max(...scores.map(({ high }) => high)) };
}

/** An interval that holds those of every seed; of none, one that tells nothing. */
function widest(intervals: readonly (readonly [number, number])[]): [number, number] {
  if (intervals.length === 0) return [Number.NaN, Number.NaN];
  return [Math.min(...intervals.map(([low]) => low)), Math.max(...intervals.map(([, high]) => high))];
}

function plotsOf(runs: readonly Run[]): Reproduction["plots"] {
  const bar = (name: string, of: (run: Run) => { macroF1: number; interval: [number, number] } | undefined) => {
    const scores = runs.flatMap((run) => of(run) ?? []);
    const value = scores.reduce((sum, { macroF1 }) => sum + macroF1, 0) / scores.length;
    const interval = [0, 1].map(
      (end) => scores.reduce((sum, each) => sum + (each.interval[end] ?? 0), 0) / scores.length,
    );
    return { name, value, interval: interval as [number, number] };
  };
  const first = runs[0] as Run;
  return [
    {
      title: "Experts' classes recovered (cross-validated)",
      measure: "macro F1, 95 % over subjects",
      bars: [
        bar(`tags (${first.tags.length})`, ({ evaluation }) => evaluation.tags),
        bar(`full text (${first.evaluation.text.words} words)`, ({ evaluation }) => evaluation.text),
        bar("the paper's 22 tags", ({ evaluation }) => evaluation.others[0]),
        bar("tags, scrambled classes", ({ evaluation: { scrambled } }) => ({
          macroF1: scrambled.macroF1.mean,
          interval: [scrambled.macroF1.mean, scrambled.macroF1.high],
        })),
        bar("guessing", ({ evaluation }) => evaluation.guessing),
      ],
    },
    {
      title: "Class by class, from the tags",
      measure: "F1, mean of seeds",
      bars: first.evaluation.classes.map(({ name, subjects }, k) => ({
        name: `${name} (${subjects})`,
        value: runs.reduce((sum, { evaluation }) => sum + (evaluation.tags.f1[k] ?? 0), 0) / runs.length,
      })),
    },
  ];
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

/** Share of all importance that the first `part` of the groups carry, the most important first. */
function importanceOfFirst(importances: readonly number[], part: number): number {
  const sorted = [...importances].sort((a, b) => b - a);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return sum(sorted.slice(0, Math.ceil(part * sorted.length))) / sum(sorted);
}

/** The paper's tags of each subject, as shares of its answers. */
async function catalogueFeatures(path: string, subjects: readonly string[], answersOf: Int32Array): Promise<Features> {
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  const [head = "", ...rows] = text.trimEnd().split(/\r?\n/);
  const names = head.split(",").slice(1, -1);
  const bySubject = new Map(rows.map((row) => [row.split(",")[0], row.split(",").slice(1, -1).map(Number)]));
  return {
    name: "the paper's 22",
    columns: names.map((_, k) =>
      Float64Array.from(subjects, (subject, i) =>
        Math.min(1, (bySubject.get(subject)?.[k] ?? 0) / (answersOf[i] ?? 1)),
      ),
    ),
  };
}
