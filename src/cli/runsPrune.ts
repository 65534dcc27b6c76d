/** almagest runs prune: a Bayesian run without the weights that matter least. */

import { Command, Option } from "commander";
import { counted } from "../counted.ts";
import { signTest } from "../explore/signTest.ts";
import { type LikelihoodCost, type PruningOrder, pruneRun, pruningOrders } from "../methods/bayesian/pruneRun.ts";
import { usualDraws } from "../methods/zoobot/drawnPredictions.ts";
import { numberText } from "../numberText.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { openRun } from "../training/run.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { betweenShare, globalOptions, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { shownShare } from "./predictShown.ts";
import { startProgress } from "./progress.ts";

export const runsPrune = new Command("prune")
  .description("Take the weights that matter least out of a Bayesian run: the result is a run of its own")
  .argument("<run>")
  .requiredOption("--share <share>", "of its dense weights that go, between 0 and 1, such as 0.3", betweenShare)
  .addOption(
    new Option(
      "--by <order>",
      "which go first: snr, those least sure to differ from 0; fisher, the small and those on which predictions depend least",
    )
      .choices(pruningOrders)
      .default("snr"),
  )
  .option("--draws <n>", "networks drawn to try it before and after", numberFrom(2, 10_000), usualDraws)
  .option("--seed <n>", "by which the images are drawn that --by fisher looks at", wholeNumber, 0)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addHelpText(
    "after",
    examples(
      "almagest runs prune radio-7dk2qa --share 0.3",
      "almagest runs prune radio-7dk2qa --share 0.6 --by fisher",
    ),
  )
  .action(
    async (
      id: string,
      options: { share: number; by: PruningOrder; draws: number; seed: number; threads: number },
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      const workspace = await openWorkspace(folder);
      const run = await openRun(workspace, id);
      const progress = startProgress({ quiet });
      const found = await interruptible((signal) =>
        pruneRun(workspace, run, {
          ...options,
          signal,
          onProgress: (share, words) => progress.report(share, words),
        }),
      ).finally(() => progress.end());
      const { run: made, weights, removed, before, after, changed, likelihood } = found;
      if (json) return printJson({ run: made.id, from: id, weights, removed, before, after, changed, likelihood });
      printLine(
        `run ${made.id}: ${id} without ${counted(removed, "dense weight")} of ${weights} (${((100 * removed) / weights).toFixed(0)} %)`,
      );
      if (!before || !after || !changed || !likelihood)
        return printLine("no objects were held out: what it costs is not known");
      printLine(`accuracy on ${counted(before.objects, "object")} held out: ${shownShare(before)} before`);
      const accuracy = changeMeaning(changed);
      printLine(`  ${shownShare(after)} after: ${accuracy.words}`);
      printLine(`negative log-likelihood of the same objects, nats: ${numberText(likelihood.before)} before`);
      const change = numberText(likelihood.after - likelihood.before);
      const interval = likelihood.interval?.map((end) => numberText(end)).join(" to ");
      printLine(
        `  ${numberText(likelihood.after)} after, difference ${change}${interval ? ` (95 %: ${interval})` : ""}: ${likelihoodMeaning(likelihood, !accuracy.isWorse)}`,
      );
    },
  );

/** Each object is compared with itself: the two accuracies' own intervals say how few objects there are, not what changed. */
export function changeMeaning({ lost, gained }: { lost: number; gained: number }): { words: string; isWorse: boolean } {
  if (lost + gained === 0) return { words: "the same objects are right", isWorse: false };
  const counts = `${counted(lost, "object")} that ${lost === 1 ? "was" : "were"} right ${lost === 1 ? "is" : "are"} wrong now, ${gained} the other way`;
  const p = signTest(lost, gained);
  const isTold = p < 0.05;
  const told = lost > gained ? "it costs accuracy: prune less" : "it is better without them";
  const meaning = isTold ? told : "chance alone can do that";
  return { words: `${counts}: ${meaning} (sign test, p ${numberText(p, 2)})`, isWorse: isTold && lost > gained };
}

/** What it costs in doubt, which accuracy does not see. @param keepsAccuracy as far as can be told */
export function likelihoodMeaning({ interval }: LikelihoodCost, keepsAccuracy: boolean): string {
  if (!interval) return "of one object nothing can be told";
  const [low, high] = interval;
  if (low > 0)
    return keepsAccuracy
      ? "its probabilities are worse, though accuracy does not show it: prune less, or do not rely on its doubt"
      : "its probabilities are worse too";
  return high < 0 ? "its probabilities are better" : "no more than chance among so few objects";
}
