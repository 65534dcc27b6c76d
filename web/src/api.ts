/** The server's typed client, and its answers. */

import { hc, type InferResponseType } from "hono/client";
import type { Step } from "../../src/literature/answer/research/research.ts";
import type { App } from "../../src/server/app.ts";
import type { ResearchLine } from "../../src/server/papers.ts";
import type { FailedLine } from "../../src/server/streamedLines.ts";
import { mapFrom } from "./map/surveyMap.ts";
import type { PageSelection } from "./selection/selectionAddress.ts";

const client = hc<App>(location.origin);
const survey = client.api.surveys[":name"];
const run = client.api.runs[":id"];
const encoder = client.api.encoders[":name"];

export type Status = InferResponseType<typeof client.api.status.$get>;
export type Surveys = InferResponseType<typeof client.api.surveys.$get>;
export type SurveyDetails = InferResponseType<typeof survey.$get>;
export type Galaxies = InferResponseType<typeof survey.galaxies.$get>;
export type GalaxyDetails = InferResponseType<(typeof survey.galaxies)[":id"]["$get"]>;
export type Similar = InferResponseType<(typeof survey.galaxies)[":id"]["similar"]["$get"]>;
export type Maps = InferResponseType<typeof survey.maps.$get>;
export type MapColours = InferResponseType<typeof survey.map.colours.$get>;
export type Histograms = InferResponseType<typeof survey.histograms.$get>;
export type ScatterData = InferResponseType<typeof survey.scatter.$get>;
export type Sky = InferResponseType<typeof survey.sky.$get>;
export type SavedSelections = InferResponseType<typeof survey.selections.$get>;
export type Clusters = InferResponseType<typeof survey.clusters.$get>;
export type Clusterings = InferResponseType<typeof survey.clusterings.$get>;
export type Cluster = Clusters["clusters"][number];
export type Reproductions = InferResponseType<typeof client.api.reproductions.$get>;
export type Runs = InferResponseType<typeof client.api.runs.$get>;
export type RunData = InferResponseType<typeof run.$get>;

export type Tasks = InferResponseType<typeof survey.tasks.$get>;
export type Task = Tasks["tasks"][number];
export type NextToLabel = InferResponseType<typeof survey.labels.next.$get>;
export type LastLabels = InferResponseType<typeof survey.labels.last.$get>;
export type Progress = InferResponseType<typeof survey.labels.progress.$get>;
export type SavedLabels = InferResponseType<typeof survey.labels.$post>;
export type Anomalies = InferResponseType<typeof survey.anomalies.$get>;
export type Found = InferResponseType<typeof survey.ratings.found.$get>;
const taughtClass = survey.teach[":class"];
export type Teaching = InferResponseType<typeof survey.teach.$get>;
export type AlikeGalaxies = InferResponseType<typeof survey.alike.$get>;
export type Tags = InferResponseType<typeof survey.tags.$get>;
export type Rounds = InferResponseType<typeof taughtClass.$get>;
export type Round = Rounds["rounds"][number];
export type Taught = InferResponseType<typeof taughtClass.$post>;
export type ExampleSource = Round["positive"][number];
export type LabelValue = LastLabels["labels"][number]["value"];

export type Encoders = InferResponseType<typeof client.api.encoders.$get>;
export type EncoderDetails = InferResponseType<typeof encoder.$get>;
export type Neighbours = Similar["neighbours"];

const papers = client.api.papers;
export type LibraryState = InferResponseType<typeof papers.$get>;
export type FoundPapers = InferResponseType<typeof papers.search.$get>;
export type FoundPaper = FoundPapers["hits"][number];
export type PaperDetails = InferResponseType<typeof papers.paper.$get>;
export type AskedPapers = InferResponseType<typeof papers.ask.$get>;
export type PapersAnswer = AskedPapers["answer"];
const words = client.api.words;
export type WordSets = InferResponseType<typeof words.$get>;
export type WordSet = InferResponseType<(typeof words)[":set"]["$get"]>;
export type WordTag = WordSet["tags"][number];
export type Word = WordSet["others"][number];
/** As `src/methods/semantics/taxonomy.ts` takes it. */
export type WordEdit =
  | { kind: "rename"; tag: string; name: string }
  | { kind: "move"; word: string; to: string | null }
  | { kind: "drop"; tag: string }
  | { kind: "merge"; tag: string; into: string }
  | { kind: "split"; words: string[]; name: string }
  | { kind: "confirm" | "undo" };
export type ExportedPapers = InferResponseType<typeof papers.export.$post>;
export type SavedSearches = InferResponseType<typeof papers.searches.$get>;
export type AboutGalaxy = InferResponseType<(typeof survey.galaxies)[":id"]["papers"]["$get"]>;
export type PaperGalaxies = InferResponseType<typeof papers.galaxies.$get>;
export type PapersMapAbout = InferResponseType<typeof papers.map.about.$get>;
export type PapersRegion = PapersMapAbout["regions"][number];
export type NamedPapers = InferResponseType<typeof papers.map.titles.$post>;
export interface NewSearch {
  name: string;
  q: string;
  year?: string | undefined;
  author?: string | undefined;
  category?: string | undefined;
  feedback?: boolean | undefined;
  /** By the sliders' names. */
  weights?: Partial<Record<string, number>> | undefined;
}
export type CountedLibrary = InferResponseType<typeof papers.impact.facilities.$get>;
export type PapersImpact = InferResponseType<typeof papers.impact.$get>;
export type SubjectImpact = PapersImpact["subjects"][number];
export type PapersBehind = InferResponseType<typeof papers.impact.behind.$get>;
type Query = Readonly<Record<string, string | undefined>>;

export interface NewRun {
  survey: string;
  label?: string;
  votes?: string;
  target?: string;
  from?: string;
  maxMinutes?: number;
  imageSize?: number;
}

export interface NewTask {
  name: string;
  kind: Task["kind"];
  question?: string;
  classes?: string[];
  tree?: string;
}

/** As `src/server/labelling.ts` takes it. */
export type SentLabel = { by: string; key: string; at: string } & (
  | { task: string; id: string; value: LabelValue }
  | { undoes: string }
);

export const api = {
  status: () => ask<Status>(client.api.status.$url()),
  surveys: () => ask<Surveys>(client.api.surveys.$url()),
  survey: (name: string) => ask<SurveyDetails>(survey.$url({ param: { name } })),
  galaxies: (
    name: string,
    query: { selection: PageSelection; order?: string; offset: number; limit: number; columns: readonly string[] },
  ) => {
    const url = selecting(survey.galaxies.$url({ param: { name } }), query.selection);
    if (query.order) url.searchParams.set("order", query.order);
    url.searchParams.set("offset", String(query.offset));
    url.searchParams.set("limit", String(query.limit));
    url.searchParams.set("columns", query.columns.join("\n"));
    return ask<Galaxies>(url);
  },
  galaxy: (name: string, id: string) => ask<GalaxyDetails>(survey.galaxies[":id"].$url(at(name, id))),
  similar: (name: string, id: string, runId: string | undefined, limit: number) => {
    const url = survey.galaxies[":id"].similar.$url(at(name, id));
    if (runId) url.searchParams.set("run", runId);
    url.searchParams.set("limit", String(limit));
    return ask<Similar>(url);
  },
  similarTo: (name: string, runId: string, vector: readonly number[], limit: number) =>
    send<{ neighbours: Neighbours }>(survey.similar.$url({ param: { name: encodeURIComponent(name) } }), {
      run: runId,
      vector,
      limit,
    }),
  maps: (name: string) => ask<Maps>(survey.maps.$url({ param: { name: encodeURIComponent(name) } })),
  map: async (name: string, runId: string) => {
    const url = survey.map.$url({ param: { name: encodeURIComponent(name) } });
    url.searchParams.set("run", runId);
    return mapFrom(await (await answer(url)).arrayBuffer());
  },
  mapColours: (name: string, runId: string, column: string) => {
    const url = survey.map.colours.$url({ param: { name: encodeURIComponent(name) } });
    url.searchParams.set("run", runId);
    url.searchParams.set("column", column);
    return ask<MapColours>(url);
  },
  mapSelected: async (name: string, runId: string, selection: PageSelection) => {
    const url = selecting(survey.map.selected.$url({ param: { name: encodeURIComponent(name) } }), selection);
    url.searchParams.set("run", runId);
    return new Uint8Array(await (await answer(url)).arrayBuffer());
  },
  histograms: (name: string, columns: readonly string[], selection: PageSelection) => {
    const url = selecting(survey.histograms.$url({ param: { name: encodeURIComponent(name) } }), selection);
    url.searchParams.set("columns", columns.join("\n"));
    return ask<Histograms>(url);
  },
  scatter: (name: string, x: string, y: string, selection: PageSelection) => {
    const url = selecting(survey.scatter.$url({ param: { name: encodeURIComponent(name) } }), selection);
    url.searchParams.set("x", x);
    url.searchParams.set("y", y);
    return ask<ScatterData>(url);
  },
  sky: (name: string, selection: PageSelection) =>
    ask<Sky>(selecting(survey.sky.$url({ param: { name: encodeURIComponent(name) } }), selection)),
  selections: (name: string) =>
    ask<SavedSelections>(survey.selections.$url({ param: { name: encodeURIComponent(name) } })),
  saveSelection: (name: string, selectionName: string, by: string, { saved, ...parts }: PageSelection) =>
    send<{ saved: SavedSelections["selections"][number] }>(
      survey.selections.$url({ param: { name: encodeURIComponent(name) } }),
      { name: selectionName, by, selection: parts, within: saved },
    ),
  selectionClasses: (name: string, selectionName: string) =>
    ask<{ classes: string[] }>(
      survey.selections[":selection"].classes.$url({
        param: { name: encodeURIComponent(name), selection: encodeURIComponent(selectionName) },
      }),
    ),
  removeSelection: (name: string, selectionName: string) =>
    send<object>(
      survey.selections[":selection"].remove.$url({
        param: { name: encodeURIComponent(name), selection: encodeURIComponent(selectionName) },
      }),
    ),
  clusters: (name: string, query: { clustering?: string; run?: string }) =>
    ask<Clusters>(withQuery(survey.clusters.$url({ param: { name: encodeURIComponent(name) } }), query)),
  clusterings: (name: string) =>
    ask<Clusterings>(survey.clusterings.$url({ param: { name: encodeURIComponent(name) } })),
  nameCluster: (name: string, content: { clustering: string; cluster: number; name: string }) =>
    send<{ name: string | null }>(survey.clusters.name.$url({ param: { name: encodeURIComponent(name) } }), content),
  selectCluster: (name: string, content: { clustering: string; cluster: number; by: string }) =>
    send<{ selection: string; objects: number }>(
      survey.clusters.select.$url({ param: { name: encodeURIComponent(name) } }),
      content,
    ),
  labelCluster: (name: string, content: { clustering: string; cluster: number; column: string; rest?: string }) =>
    send<{ column: string; class: string; members: number; rest: number }>(
      survey.clusters.label.$url({ param: { name: encodeURIComponent(name) } }),
      content,
    ),
  encoders: () => ask<Encoders>(client.api.encoders.$url()),
  encoder: (name: string) => ask<EncoderDetails>(encoder.$url({ param: { name: encodeURIComponent(name) } })),
  lookAt: (name: string, picture: Blob) =>
    post<{ means: number[]; representation: number[] }>(
      encoder.picture.$url({ param: { name: encodeURIComponent(name) } }),
      picture,
      "application/octet-stream",
    ),
  tasks: (name: string) => ask<Tasks>(survey.tasks.$url({ param: { name } })),
  addTask: (name: string, task: NewTask) => send<{ task: Task }>(survey.tasks.$url({ param: { name } }), task),
  nextToLabel: (name: string, selection: PageSelection, query: Record<string, string>) =>
    ask<NextToLabel>(withQuery(selecting(survey.labels.next.$url({ param: { name } }), selection), query)),
  lastLabels: (name: string, task: string, by: string) =>
    ask<LastLabels>(withQuery(survey.labels.last.$url({ param: { name } }), { task, by })),
  progress: (name: string, task: string, by: string) =>
    ask<Progress>(withQuery(survey.labels.progress.$url({ param: { name } }), { task, by })),
  saveLabels: (name: string, entries: readonly SentLabel[]) =>
    send<SavedLabels>(survey.labels.$url({ param: { name } }), { entries }),
  anomalies: (name: string, query: Record<string, string>) =>
    ask<Anomalies>(withQuery(survey.anomalies.$url({ param: { name: encodeURIComponent(name) } }), query)),
  found: (name: string, query: { interest: string; by: string }) =>
    ask<Found>(withQuery(survey.ratings.found.$url({ param: { name: encodeURIComponent(name) } }), query)),
  alike: (name: string, query: Record<string, string>) =>
    ask<AlikeGalaxies>(withQuery(survey.alike.$url({ param: { name: encodeURIComponent(name) } }), query)),
  tags: (name: string) => ask<Tags>(survey.tags.$url({ param: { name: encodeURIComponent(name) } })),
  teaching: (name: string) => ask<Teaching>(survey.teach.$url({ param: { name: encodeURIComponent(name) } })),
  rounds: (name: string, className: string) => ask<Rounds>(taughtClass.$url(ofClass(name, className))),
  teach: (
    name: string,
    className: string,
    content: { by: string; run?: string; positive?: readonly ExampleSource[]; negative?: readonly ExampleSource[] },
  ) => send<Taught>(taughtClass.$url(ofClass(name, className)), content),
  fineTune: (name: string, className: string, content: { tune: string; maxMinutes: number }) =>
    send<{ run: string; label: string }>(taughtClass["fine-tune"].$url(ofClass(name, className)), content),
  library: () => ask<LibraryState>(papers.$url()),
  papersAbout: (name: string, id: string) => ask<AboutGalaxy>(survey.galaxies[":id"].papers.$url(at(name, id))),
  paperGalaxies: (name: string, id: string) =>
    ask<PaperGalaxies>(withQuery(papers.galaxies.$url(), { survey: name, id })),
  papersMapAbout: () => ask<PapersMapAbout>(papers.map.about.$url()),
  papersMap: async () => mapFrom(await (await answer(papers.map.$url())).arrayBuffer()),
  papersMapRegions: async () => new Int32Array(await (await answer(papers.map.regions.$url())).arrayBuffer()),
  papersMapColours: (by: string) => ask<MapColours>(withQuery(papers.map.colours.$url(), { by })),
  countedLibrary: () => ask<CountedLibrary>(papers.impact.facilities.$url()),
  papersImpact: (query: Query, signal?: AbortSignal) =>
    ask<PapersImpact>(withQuery(papers.impact.$url(), query), { signal }),
  papersBehind: (query: Query) => ask<PapersBehind>(withQuery(papers.impact.behind.$url(), query)),
  papersTitles: (ids: readonly string[]) => send<NamedPapers>(papers.map.titles.$url(), { ids }),
  searchPapers: (query: Query, signal?: AbortSignal) =>
    ask<FoundPapers>(withQuery(papers.search.$url(), query), { signal }),
  papersLike: (id: string) => ask<InferResponseType<typeof papers.like.$get>>(withQuery(papers.like.$url(), { id })),
  paper: (id: string, q: string, passage?: number) =>
    ask<PaperDetails>(
      withQuery(papers.paper.$url(), { id, q, passage: passage === undefined ? undefined : String(passage) }),
    ),
  askPapers: (query: Query, signal?: AbortSignal) => ask<AskedPapers>(withQuery(papers.ask.$url(), query), { signal }),
  researchPapers: async (query: Query, onStep: (step: Step) => void, signal?: AbortSignal): Promise<AskedPapers> => {
    const response = await answer(withQuery(papers.research.$url(), query), { signal });
    for await (const line of linesOf<ResearchLine | FailedLine>(response)) {
      if ("error" in line) throw new Refusal(line.error, 400, line.details);
      if (!("step" in line)) return line;
      onStep(line.step);
    }
    throw new Error("The workbench ended before it had answered: is it still running in its terminal?");
  },
  wordSets: () => ask<WordSets>(words.$url()),
  wordSet: (set: string) => ask<WordSet>(words[":set"].$url({ param: { set: encodeURIComponent(set) } })),
  changeWords: (set: string, content: { by: string; acts: number; edit: WordEdit }) =>
    send<WordSet>(words[":set"].$url({ param: { set: encodeURIComponent(set) } }), content),
  exportPapers: (ids: readonly string[], format: string) => send<ExportedPapers>(papers.export.$url(), { ids, format }),
  savedSearches: () => ask<SavedSearches>(papers.searches.$url()),
  saveSearch: (content: NewSearch) => send<{ name: string; found: number }>(papers.searches.$url(), content),
  seeSearch: (name: string) => send<{ since: string; fresh: string[] }>(papers.searches.seen.$url(), { name }),
  removeSearch: (name: string) => send<{ removed: string }>(papers.searches.remove.$url(), { name }),
  reproductions: () => ask<Reproductions>(client.api.reproductions.$url()),
  runs: () => ask<Runs>(client.api.runs.$url()),
  run: (id: string) => ask<RunData>(run.$url({ param: { id } })),
  startRun: (content: NewRun) => send<{ run: string }>(client.api.runs.$url(), content),
  stopRun: (id: string) => send<object>(run.stop.$url({ param: { id } })),
  resumeRun: (id: string) => send<object>(run.resume.$url({ param: { id } })),
};

export function imageUrl(name: string, id: string, size: 96 | 192 | 512): string {
  const url = survey.galaxies[":id"].image.$url(at(name, id));
  url.searchParams.set("size", String(size));
  return url.pathname + url.search;
}

export function modelUrl(name: string): string {
  return encoder["model.onnx"].$url({ param: { name: encodeURIComponent(name) } }).pathname;
}

export function reproductionUrl(name: string): string {
  return client.api.reproductions[":name"].page.$url({ param: { name } }).pathname;
}

export function reportUrl(id: string): string {
  return run.report.$url({ param: { id } }).pathname;
}

function at(name: string, id: string) {
  return { param: { name: encodeURIComponent(name), id: encodeURIComponent(id) } };
}

function ofClass(name: string, className: string) {
  return { param: { name: encodeURIComponent(name), class: encodeURIComponent(className) } };
}

function selecting(url: URL, { filters, lasso, sky, saved }: PageSelection): URL {
  url.searchParams.set("where", JSON.stringify(filters));
  if (lasso) url.searchParams.set("lasso", JSON.stringify(lasso));
  if (sky) url.searchParams.set("sky", JSON.stringify(sky));
  if (saved !== undefined) url.searchParams.set("saved", saved);
  return url;
}

function withQuery(url: URL, query: Query): URL {
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** What the server said, and not that it could not be reached. */
export class Refusal extends Error {
  readonly status: number;
  /** Lines under the message: of a query the query, and a sign under the place that is wrong. */
  readonly details: readonly string[];

  constructor(message: string, status: number, details: readonly string[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** Values of JSON, a line each, as they come. */
async function* linesOf<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as T;
  }
}

async function ask<T>(url: URL, init?: RequestInit): Promise<T> {
  return (await answer(url, init)).json();
}

async function answer(url: URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch(() => {
    throw new Error("The workbench does not answer: is it still running in its terminal?");
  });
  if (response.ok) return response;
  const content = await response.json();
  throw new Refusal(content.error ?? `the server answered ${response.status}`, response.status, content.details);
}

function send<T>(url: URL, content: object = {}): Promise<T> {
  return post<T>(url, JSON.stringify(content), "application/json");
}

async function post<T>(url: URL, body: BodyInit, type: string): Promise<T> {
  const request = () =>
    ask<T>(url, { method: "POST", headers: { "content-type": type, "x-almagest-token": token() }, body });
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 403 && (await renewToken()))) throw error;
    return request();
  }
}

function token(): string {
  return tokenIn(document) ?? "";
}

function tokenIn(page: Document): string | undefined {
  return page.querySelector<HTMLMetaElement>('meta[name="almagest-token"]')?.content;
}

/** A server that was started again has another token, which its page carries. @returns whether there is a new one */
async function renewToken(): Promise<boolean> {
  const html = await fetch("/").then((response) => response.text());
  const fresh = tokenIn(new DOMParser().parseFromString(html, "text/html"));
  const own = document.querySelector<HTMLMetaElement>('meta[name="almagest-token"]');
  if (!own || fresh === undefined || fresh === own.content) return false;
  own.content = fresh;
  return true;
}
