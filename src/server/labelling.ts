/** Labelling over HTTP: tasks, which object is next, what a person says, how far it is and how far people agree. */

import { Hono } from "hono";
import { z } from "zod";
import { labelOrder, labelOrders } from "../explore/labelOrder.ts";
import { Fault } from "../fault.ts";
import { findTree } from "../survey/findTree.ts";
import type { LabelAct } from "../survey/labelIndex.ts";
import { appendLabels, type LabelEntry, labelFaults, readIndex } from "../survey/labelLog.ts";
import { addTask, findTask, type LabelTask, readTasks, taskKinds } from "../survey/labelTask.ts";
import { personName } from "../survey/personName.ts";
import { openSurvey } from "../survey/survey.ts";
import { type TaskAgreement, taskAgreement } from "../survey/taskAgreement.ts";
import { builtInTrees } from "../survey/trees/builtIn.ts";
import type { Workspace } from "../survey/workspace.ts";
import { askedSelection, selectionQuery } from "./queries.ts";
import type { Selections } from "./selections.ts";

const newTask = z
  .object({
    name: z.string(),
    kind: z.enum(taskKinds),
    question: z.string().max(500).optional(),
    classes: z.array(z.string()).max(60).optional(),
    // A file is for the command line: a page must not make this machine read what it names.
    tree: z.enum(Object.values(builtInTrees).map(({ name }) => name)).optional(),
  })
  .strict();

const value = z.union([z.string(), z.number(), z.record(z.string(), z.string()), z.null()]);
const sent = { by: z.string(), key: z.string(), at: z.string() };
const entries = z
  .object({
    entries: z
      .array(
        z.union([
          z.strictObject({ ...sent, task: z.string(), id: z.string(), value }),
          z.strictObject({ ...sent, undoes: z.string() }),
        ]),
      )
      .max(1000),
  })
  .strict();

const next = z.object({
  task: z.string(),
  by: z.string().transform(personName),
  order: z.enum(labelOrders).default("unlabelled"),
  run: z.string().optional(),
  seed: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  ...selectionQuery,
});

const whose = z.object({ task: z.string(), by: z.string().transform(personName) });

/** How many of the person's last labels a page gets, to go back to. */
const lastShown = 50;

export function labelling(workspace: Workspace, selections: Selections) {
  const agreementOf = rememberedAgreement();
  return new Hono()
    .get("/api/surveys/:name/tasks", async (context) => {
      const { card } = await openSurvey(workspace, context.req.param("name"));
      return context.json({
        tasks: await readTasks(workspace, card.name),
        unsureRuns: card.predictions.flatMap(({ run, kind }) => (kind === "shares" ? [run] : [])),
        representations: card.representations.map(({ run }) => run),
        trees: Object.values(builtInTrees).map(({ name }) => name),
      });
    })
    .post("/api/surveys/:name/tasks", async (context) => {
      const { tree, ...task } = newTask.parse(await context.req.json());
      const { card } = await openSurvey(workspace, context.req.param("name"));
      const known = tree === undefined ? undefined : await findTree(tree);
      return context.json({ task: await addTask(workspace, card.name, { ...task, tree: known }) });
    })
    .post("/api/surveys/:name/labels", async (context) => {
      const { entries: list } = entries.parse(await context.req.json());
      return context.json(await saved(workspace, context.req.param("name"), list));
    })
    .get("/api/surveys/:name/labels/next", async (context) => {
      const { task, by, limit, where, lasso, sky, saved, ...order } = next.parse(context.req.query());
      const survey = await openSurvey(workspace, context.req.param("name"));
      const { name } = await findTask(workspace, survey.card.name, task);
      const index = await readIndex(workspace, survey.card.name);
      const among = await selections.idsOf(survey, await askedSelection(survey, { where, lasso, sky, saved }));
      const { ids, left } = await labelOrder(survey, order, { among, index, task: name, by, limit });
      return context.json({ ids, left, total: among.length });
    })
    .get("/api/surveys/:name/labels/last", async (context) => {
      const { task, by } = whose.parse(context.req.query());
      const index = await readIndex(workspace, context.req.param("name"));
      const own = index.current(task).filter((act) => act.by === by);
      const last = own.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-lastShown);
      return context.json({
        labels: last.map((act) => ({ id: act.id, value: act.value, key: act.key, before: index.before(act)?.value })),
      });
    })
    .get("/api/surveys/:name/labels/progress", async (context) => {
      const { task: name, by } = whose.parse(context.req.query());
      const survey = context.req.param("name");
      const task = await findTask(workspace, survey, name);
      const index = await readIndex(workspace, survey);
      const now = index.current(name);
      const own = now.filter((act) => act.by === by);
      const { people, questions } = agreementOf(survey, task, now, index.acts.length);
      return context.json({
        labelled: own.filter((act) => act.value !== null).length,
        passed: own.filter((act) => act.value === null).length,
        // Counted at once, where agreement may be of a while ago: an undo is to be seen.
        objects: new Set(now.flatMap(({ id, value }) => (value === null ? [] : [id]))).size,
        people: people.slice(0, 20),
        agreement: questions.filter(({ alpha }) => alpha !== null),
      });
    });
}

/** Share of the server's time that goes into measuring agreement while people label. */
const shareOfTime = 0.05;

/** Agreement, measured again when labels came, but not all the time: of 100,000 labels it takes a while. */
function rememberedAgreement() {
  const known = new Map<string, { acts: number; measuredAt: number; tookMs: number; agreement: TaskAgreement }>();
  return (survey: string, task: LabelTask, now: readonly LabelAct[], acts: number): TaskAgreement => {
    const key = `${survey}\n${task.name}`;
    const before = known.get(key);
    const start = performance.now();
    if (before && (before.acts === acts || start - before.measuredAt < before.tookMs / shareOfTime))
      return before.agreement;
    const agreement = taskAgreement(task, now);
    known.set(key, { acts, measuredAt: start, tookMs: performance.now() - start, agreement });
    return agreement;
  };
}

/** Good ones are on the disk when this returns; of each of the others, why it is not: it would be refused again. */
async function saved(
  workspace: Workspace,
  survey: string,
  list: readonly (LabelEntry & { key: string })[],
): Promise<{ saved: string[]; refused: { key: string; reason: string }[] }> {
  await openSurvey(workspace, survey);
  const faults = await labelFaults(workspace, survey, list);
  const refused = [...faults].map(([i, fault]) => ({ key: list[i]?.key ?? "", reason: fault.message }));
  const good = list.filter((_, i) => !faults.has(i));
  try {
    const { keys } = await appendLabels(workspace, survey, good);
    return { saved: keys, refused };
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  // One of them does not fit to what is there: an undo of what was never sent, say.
  const keys: string[] = [];
  for (const entry of good) {
    try {
      keys.push(...(await appendLabels(workspace, survey, [entry])).keys);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ key: entry.key, reason: error.message });
    }
  }
  return { saved: keys, refused };
}

function isRefusal(error: unknown): error is Fault {
  return error instanceof Fault && ["key", "no-act", "label"].includes(error.code);
}
