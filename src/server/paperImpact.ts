/** The impact of observatories, words and groups of papers for the page, and the papers with their sentences behind every count. */

import { Hono } from "hono";
import { z } from "zod";
import { Fault } from "../fault.ts";
import { shippedFacilities } from "../literature/impact/facilities.ts";
import { ledTopics } from "../literature/impact/impact.ts";
import { type Counted, termSubject } from "../literature/impact/libraryReading.ts";
import type { MentionKind } from "../literature/impact/mentions.ts";
import { namedFacility } from "../literature/impact/namedFacilities.ts";
import { paperReader, type Subject } from "../literature/impact/paperReader.ts";
import { needLibrary, papersById } from "../literature/libraryTable.ts";
import type { Paper } from "../literature/paper.ts";
import { parseQuery } from "../literature/query/parseQuery.ts";
import { selectPapers } from "../literature/query/selectPapers.ts";
import type { Library } from "../literature/search.ts";
import type { Workspace } from "../survey/workspace.ts";
import { moduleBeside } from "../training/job.ts";
import { standby } from "../training/standby.ts";
import { type ImpactAnswers, type ImpactQuestion, topicKinds } from "./warmImpact.ts";

/** More curves than these cannot be told apart. */
const mostCounted = 6;
const shownBehind = 30;
const year = z.coerce.number().int().min(0).max(9999);

const asked = z.object({
  /** Lines of "facility:NAME", "term:WORDS" and "papers:QUERY". */
  of: z
    .string()
    .max(4000)
    .transform((text) => [...new Set(text.split("\n").filter((line) => line !== ""))])
    .pipe(
      z
        .array(z.string().regex(/^(?:facility|term|papers):./))
        .min(1)
        .max(mostCounted),
    ),
  from: year.optional(),
  to: year.optional(),
  topics: z.enum(topicKinds).default("categories"),
});
const behind = asked.extend({
  name: z.string(),
  year: year.optional(),
  topic: z.string().optional(),
  together: z.string().optional(),
  kind: z.enum(["use", "object"]).optional(),
});

/** @param library the one that is open for searching */
export function paperImpactRoutes(workspace: Workspace, library: () => Promise<Library>) {
  const process = standby(moduleBeside(import.meta.url, "impactProcess"));
  const ask = <Asks extends ImpactQuestion["asks"]>(
    question: Omit<Extract<ImpactQuestion, { asks: Asks }>, "workspace">,
    signal?: AbortSignal,
  ) => process.ask<ImpactAnswers[Asks]>({ workspace: workspace.path, ...question }, signal);
  const question = async ({ of, from, to, topics }: z.output<typeof asked>) => {
    if (from !== undefined && to !== undefined && from > to)
      throw new Fault("request", `the years end (${to}) before they begin (${from})`);
    const asked = await Promise.all(of.map((line) => countedBy(line, library)));
    // A facility has several names.
    const counted = asked.filter(({ name }, i) => asked.findIndex((other) => other.name === name) === i);
    return { counted, years: { from: from ?? null, to: to ?? null }, topics };
  };
  return new Hono()
    .get("/api/papers/impact/facilities", async (context) =>
      context.json(await ask<"facilities">({ asks: "facilities" })),
    )
    .get("/api/papers/impact", async (context) => {
      const counted = await question(asked.parse(context.req.query()));
      const impact = await ask<"impact">({ asks: "impact", ...counted }, context.req.raw.signal);
      return context.json({
        ...impact,
        subjects: impact.subjects.map((subject, i) => ({
          ...subject,
          kind: counted.counted[i]?.kind ?? "facility",
          label: labelOf(subject.name),
          leads: ledTopics(subject),
        })),
      });
    })
    .get("/api/papers/impact/behind", async (context) => {
      const { name, year, topic, together, kind, ...rest } = behind.parse(context.req.query());
      const counted = await question(rest);
      const one = counted.counted.find((each) => each.name === name);
      if (!one) throw new Fault("request", `"${name}" is not among what is counted`);
      const ids = await ask<"behind">(
        { asks: "behind", ...counted, behind: { name, year, topic, together, kind } },
        context.req.raw.signal,
      );
      const texts = await papersById(await needLibrary(workspace), ids.slice(0, shownBehind));
      const sentencesOf = sentenceFinder([
        one,
        ...(together === undefined ? [] : [{ kind: "facility" as const, name: together }]),
      ]);
      const papers = await Promise.all(
        ids.slice(0, shownBehind).flatMap((id) => {
          const paper = texts.get(id);
          return paper ? [sentencesOf(paper)] : [];
        }),
      );
      return context.json({ ids, papers });
    });
}

const groupName = "papers with ";
/** Room that a plot has for a name. */
const longestLabel = 26;

function labelOf(name: string): string {
  if (name.startsWith(groupName)) return name.slice(groupName.length);
  return name.length <= longestLabel ? name : (shippedFacilities.find((each) => each.name === name)?.keyword ?? name);
}

async function countedBy(line: string, library: () => Promise<Library>): Promise<Counted> {
  const at = line.indexOf(":");
  const [kind, written] = [line.slice(0, at), line.slice(at + 1).trim()];
  if (kind === "facility") return { kind, name: namedFacility(written, shippedFacilities).name };
  if (kind === "term") {
    if (!/[\p{L}\p{N}]/u.test(written)) throw new Fault("request", "words to count need a letter or a digit");
    return { kind, name: `“${written}”`, written };
  }
  const { text, condition } = parseQuery(written);
  if (!condition || text.trim() !== "")
    throw new Fault(
      "query",
      `"${written}" names no group of papers: use fields, such as author:"Hubble, E" or abs:"weak lensing" year:2010-2015`,
    );
  const { index } = await library();
  const ids: string[] = [];
  selectPapers(index, condition).forEach((is, paper) => {
    if (is === 1) ids.push(index.idOf(paper));
  });
  return { kind: "papers", name: `${groupName}${written}`, ids };
}

/** A sentence once, however often it names what is counted. */
export interface PlacedSentence {
  sentence: string;
  /** Where the names stand in it, in characters. */
  names: { start: number; end: number }[];
  kinds: MentionKind[];
  /** Where it stands in the paper. */
  at: { field: "title" | "abstract"; start: number; end: number } | null;
}

/** Of a paper the sentences that name what is counted; of a group that somebody made there are none. */
function sentenceFinder(counted: readonly Counted[]) {
  const subjects = counted.flatMap((each): Subject[] => {
    if (each.kind === "term") return [{ ...termSubject(each.written), name: each.name }];
    const facility = shippedFacilities.find(({ name }) => name === each.name);
    return each.kind === "facility" && facility ? [facility] : [];
  });
  return async (paper: Paper) => {
    const found = new Map<string, PlacedSentence>();
    const read = paperReader(subjects, {
      onSentence: ({ sentence, start, end, kind }) => {
        const known = found.get(sentence) ?? { sentence, names: [], kinds: [], at: placeOf(sentence, paper) };
        known.names.push({ start, end });
        known.kinds.push(kind);
        found.set(sentence, known);
      },
    });
    await read(paper);
    const { id, title, year, authors } = paper;
    const sentences = [...found.values()];
    for (const { names } of sentences) names.sort((a, b) => a.start - b.start);
    return { id, title, year, author: authors[0] ?? "no author", sentences };
  };
}

function placeOf(sentence: string, { title, abstract }: Paper): PlacedSentence["at"] {
  if (sentence === title) return { field: "title", start: 0, end: title.length };
  const start = abstract.indexOf(sentence);
  return start < 0 ? null : { field: "abstract", start, end: start + sentence.length };
}
