/** The literature over HTTP: the library's state, search, one paper, papers like it, and answers that quote. */

import { Hono } from "hono";
import { z } from "zod";
import { Fault } from "../fault.ts";
import type { Answer } from "../literature/answer/answer.ts";
import { ask } from "../literature/answer/ask.ts";
import { type Researched, research, type Step } from "../literature/answer/research/research.ts";
import { papersNamed } from "../literature/exportPapers.ts";
import { passageOfPaper } from "../literature/fullTexts.ts";
import { isBehind, readIndexCard } from "../literature/index/indexFolder.ts";
import { needLibrary, openLibrary, papersById } from "../literature/libraryTable.ts";
import { searchLike } from "../literature/likePapers.ts";
import { marksIn } from "../literature/marks.ts";
import { fieldFilters, filterText } from "../literature/query/fieldFilters.ts";
import { parseQuery } from "../literature/query/parseQuery.ts";
import { both } from "../literature/query/query.ts";
import { findSearch, readSearches, removeSearch, saveSearch, searchAgain } from "../literature/savedSearches.ts";
import { type Library, openForSearch, search, textAsked } from "../literature/search.ts";
import { weighedBy } from "../literature/sliders.ts";
import { textMatches } from "../literature/textMatches.ts";
import { paperText } from "../literature/writers/writers.ts";
import type { Workspace } from "../survey/workspace.ts";
import { mapPart, onMap, openMap } from "./libraryMap.ts";
import { paperImpactRoutes } from "./paperImpact.ts";
import { paperLinkRoutes } from "./paperLinks.ts";
import { paperMapRoutes } from "./paperMap.ts";
import { remembered } from "./remembered.ts";
import { streamedLines } from "./streamedLines.ts";

const longestQuery = 2000;
const text = z.string().trim().min(1, "it is empty").max(longestQuery);
const weight = z.coerce.number().min(0).max(1).optional();
const sliders = { words: weight, meaning: weight, named: weight, neighbours: weight, recent: weight, cited: weight };

const filters = { year: text.optional(), author: text.optional(), category: text.optional() };
/** Of a search or a question. */
const narrowing = { ...filters, ...mapPart };

const searched = z.object({
  q: text,
  ...narrowing,
  limit: z.coerce.number().int().min(1).max(200).default(20),
  ...sliders,
  feedback: z.stringbool().default(false),
});

const liked = z.object({ id: text, limit: z.coerce.number().int().min(1).max(200).default(6) });
const onePaper = z.object({
  id: text,
  q: z.string().max(longestQuery).default(""),
  passage: z.coerce.number().int().min(0).optional(),
});
const asked = z.object({ q: text, ...narrowing });
const exported = z.object({
  ids: z.array(text).min(1).max(10_000),
  format: z.enum(["bibtex", "ris", "csv", "jsonl"]),
});
const saved = z.object({
  name: text,
  q: text,
  ...filters,
  feedback: z.boolean().optional(),
  weights: z.object(sliders).optional(),
});
const named = z.object({ name: text });
/** Of a saved search as many as the page may show. */
const savedLimit = 200;

/** What research sends, line by line. */
export type ResearchLine =
  | { step: Step }
  | { answer: Omit<Researched, "steps">; texts: Record<string, { title: string; abstract: string }> };

export function paperRoutes(workspace: Workspace) {
  // Two: a search that began before an import may still read the index of then.
  const opened = remembered<Library>(2, (library) => library.close());
  const library = async () =>
    opened(JSON.stringify((await readIndexCard(workspace)) ?? null), () => openForSearch(workspace));
  const map = openMap(workspace);
  const questionOf = async (query: Record<string, string>) => {
    const { q, lasso, region, ...narrowed } = asked.parse(query);
    return { question: `${q} ${filterText(narrowed)}`.trim(), condition: await onMap(map, { lasso, region }) };
  };
  /** Of the papers that an answer shows, what its quotes stand in. */
  const textsOf = async ({ papers, stance }: Answer) => {
    const shown = [
      ...papers.map(({ id }) => id),
      ...stance.filter(({ citation }) => citation !== null).map(({ id }) => id),
    ];
    const cited = await papersById(await needLibrary(workspace), [...new Set(shown)]);
    return Object.fromEntries([...cited].map(([id, { title, abstract }]) => [id, { title, abstract }]));
  };

  return new Hono()
    .get("/api/papers", async (context) => {
      const card = await readIndexCard(workspace);
      if (card)
        return context.json({
          papers: card.papers,
          encoder: card.encoder.name,
          isBehind: await isBehind(workspace),
          missing: null,
        });
      const missing = (await openLibrary(workspace)) ? ("index" as const) : ("library" as const);
      return context.json({ papers: 0, encoder: null, isBehind: false, missing });
    })
    .get("/api/papers/search", async (context) => {
      const { q, year, author, category, lasso, region, limit, feedback, ...counts } = searched.parse(
        context.req.query(),
      );
      const weighed = weighedBy(counts);
      const opened = await library();
      const condition = both(fieldFilters({ year, author, category }), await onMap(map, { lasso, region }));
      const [found, texts] = await Promise.all([
        search(opened, q, { limit, condition, ...weighed, feedback }),
        textMatches(workspace, opened.index, q, condition),
      ]);
      return context.json({ ...found, remarks: [...found.remarks, ...texts.remarks], inTexts: texts.matches });
    })
    .get("/api/papers/like", async (context) => {
      const { id, limit } = liked.parse(context.req.query());
      return context.json(await searchLike(await library(), [id], { limit }));
    })
    .get("/api/papers/paper", async (context) => {
      const { id, q, passage: number } = onePaper.parse(context.req.query());
      const paper = (await papersById(await needLibrary(workspace), [id])).get(id);
      if (!paper) throw new Fault("no-paper", `the library has no paper "${id}"`);
      const question = wordsOf(q);
      return context.json({
        paper,
        body: (await passageOfPaper(workspace, id, number ?? 0)) ?? null,
        marks: { title: marksIn(paper.title, question), abstract: marksIn(paper.abstract, question) },
      });
    })
    .post("/api/papers/export", async (context) => {
      const { ids, format } = exported.parse(await context.req.json());
      const { papers, unknown } = await papersNamed(await needLibrary(workspace), ids);
      return context.json({ text: paperText(papers, format), papers: papers.length, unknown });
    })
    .get("/api/papers/searches", async (context) => {
      const searches = await readSearches(workspace);
      if (searches.length === 0) return context.json({ searches: [] });
      const opened = await library();
      const rows = await Promise.all(
        searches.map(async (each) => {
          const { hits, since } = await searchAgain(workspace, opened, each, { remember: false });
          const { name, query, year, author, category, feedback, weights } = each;
          const fresh = hits.filter(({ isNew }) => isNew).length;
          return { name, query, year, author, category, feedback, weights, since, found: hits.length, fresh };
        }),
      );
      return context.json({ searches: rows });
    })
    .post("/api/papers/searches", async (context) => {
      const { q, ...rest } = saved.parse(await context.req.json());
      const { hits } = await saveSearch(workspace, await library(), { ...rest, query: q, limit: savedLimit });
      return context.json({ name: rest.name, found: hits.length });
    })
    .post("/api/papers/searches/seen", async (context) => {
      const { name } = named.parse(await context.req.json());
      const { hits, since } = await searchAgain(workspace, await library(), await findSearch(workspace, name), {
        remember: true,
      });
      return context.json({ since, fresh: hits.filter(({ isNew }) => isNew).map(({ id }) => id) });
    })
    .post("/api/papers/searches/remove", async (context) => {
      const { name } = named.parse(await context.req.json());
      await removeSearch(workspace, name);
      return context.json({ removed: name });
    })
    .get("/api/papers/ask", async (context) => {
      const { question, condition } = await questionOf(context.req.query());
      const answer = await ask(workspace, await library(), question, { condition });
      return context.json({ answer, texts: await textsOf(answer) });
    })
    .get("/api/papers/research", async (context) => {
      const { question, condition } = await questionOf(context.req.query());
      const opened = await library();
      // Lines of JSON: each step as it is done, then the answer.
      return streamedLines<ResearchLine>(context, async (send, signal) => {
        const onStep = (step: Step) => send({ step });
        const { steps: _, ...answer } = await research(workspace, opened, question, { condition, signal, onStep });
        await send({ answer, texts: await textsOf(answer) });
      });
    })
    .route("/", paperMapRoutes(map, library))
    .route("/", paperImpactRoutes(workspace, library))
    .route("/", paperLinkRoutes(workspace, library));
}

/** What of a query is said of the text; a query that is still being typed may not parse. */
function wordsOf(q: string): string {
  try {
    const { text, condition } = parseQuery(q);
    return condition ? `${text} ${textAsked(condition)}` : text;
  } catch {
    return "";
  }
}
