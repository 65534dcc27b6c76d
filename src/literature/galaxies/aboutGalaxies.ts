/** Papers about a galaxy, a cluster of a survey's galaxies, or a tag: by name, by place in the sky, and by words for what is seen. */

import type { Table } from "@lancedb/lancedb";
import { separation } from "../../explore/atPosition.ts";
import { clusterOf, memberIds, readClustering } from "../../explore/clusters/clustering.ts";
import { type Tag, tagText } from "../../explore/tags.ts";
import { galaxiesById } from "../../survey/galaxies.ts";
import { columnsOf, type Galaxy, galaxy, type Survey } from "../../survey/survey.ts";
import { kinds } from "../index/terms.ts";
import { papersById } from "../libraryTable.ts";
import { type Library, search } from "../search.ts";
import { stemsOf } from "../words.ts";
import { conditionsOf, type Morphology, morphologies, morphologiesOf, namedMorphology } from "./morphology.ts";
import { type ListedObject, readObjectLists } from "./objectLists.ts";
import { minutesAround, type ObjectName, objectNamesIn, placeColumnsOf, prefixWords } from "./objectNames.ts";
import { papersNaming } from "./otherNames.ts";
import { knownObjectsIn, otherNames } from "./sameObjects.ts";

export interface AboutPaper {
  id: string;
  title: string;
  year: number | null;
  author: string;
  why: {
    /** The first three are of the object itself; "words" is of galaxies that look so. */
    kind: "name" | "object list" | "position in a name" | "words";
    text: string;
  };
}

export interface AboutGalaxies {
  subject: string;
  /** Words for what is seen, and why they were taken. */
  words: { name: string; because: string }[];
  /** Names and places that were looked for. */
  names: string[];
  papers: AboutPaper[];
}

/** Names are rounded or cut, and catalogues differ: so near is the same object. */
export const sameArcsec = 5;
/** Of a cluster, so many members are looked up by name: its most certain ones. */
const membersNamed = 200;
const mostByName = 200;
/** Of hits for a word, not all say it. */
const hitsForOne = 4;

interface Sought {
  /** Names of the galaxies, their other names among them, each with the one that the survey has. */
  names: ReadonlyMap<string, string>;
  positions: { id: string; ra: number; dec: number }[];
  morphologies: { morphology: Morphology; because: string }[];
}

/** @throws Fault "no-galaxy" */
export async function papersAboutGalaxy(
  library: Library,
  table: Table,
  survey: Survey,
  id: string,
  limit: number,
): Promise<AboutGalaxies> {
  const found = await galaxy(survey, id);
  return papersAbout(
    library,
    table,
    survey,
    `galaxy ${id} of ${survey.card.name}`,
    soughtOf(survey, [found], morphologiesOf(found.columns, survey.card.tree)),
    limit,
  );
}

/** By the names and places of its members, and by what its members have more of than the rest. @throws Fault "no-clustering", "no-cluster" */
export async function papersAboutCluster(
  library: Library,
  table: Table,
  survey: Survey,
  number: number,
  { clustering: id, limit }: { clustering?: string; limit: number },
): Promise<AboutGalaxies> {
  const clustering = await readClustering(survey.workspace, survey.card.name, id);
  const cluster = clusterOf(clustering, number);
  const members = memberIds(clustering, number).slice(0, membersNamed);
  const galaxies = await galaxiesById(survey, members, await columnsWithPlaces(survey));
  const named = cluster.name === null ? undefined : namedMorphology(cluster.name);
  const traits = cluster.traits
    .filter(({ enrichment, purity }) => enrichment > 1.5 && purity > 0.3)
    .flatMap(({ what, purity }) => {
      const morphology = morphologyOfCondition(what, survey);
      return morphology ? [{ morphology, because: `${(100 * purity).toFixed(0)} % of its members have ${what}` }] : [];
    });
  const words = [...(named ? [{ morphology: named, because: `the cluster's name` }] : []), ...traits];
  return papersAbout(
    library,
    table,
    survey,
    `cluster ${number} of ${survey.card.name}`,
    soughtOf(survey, galaxies, unique(words)),
    limit,
  );
}

/** By the words of the tag; its carriers may be of any name. */
export async function papersAboutTag(
  library: Library,
  table: Table,
  survey: Survey,
  tag: Pick<Tag, "name"> & Partial<Tag>,
  limit: number,
): Promise<AboutGalaxies> {
  const morphology = namedMorphology(tag.name) ?? {
    name: tag.name.replace(/^#/, ""),
    query: `${tag.name.replace(/^#/, "")} galaxies`,
    pattern: wholeWords(tag.name.replace(/^#/, "")),
    votes: [],
  };
  const because = tag.conditions ? `the tag ${tagText(tag as Tag)}` : "the tag's name";
  return papersAbout(library, table, survey, `tag ${tag.name}`, soughtOf(survey, [], [{ morphology, because }]), limit);
}

function soughtOf(survey: Survey, galaxies: readonly Galaxy[], words: Sought["morphologies"]): Sought {
  const names = new Map<string, string>();
  const positions: Sought["positions"] = [];
  const own = new Set(survey.card.labels);
  for (const { id, columns } of galaxies) {
    for (const [column, value] of [["id_str", id], ...Object.entries(columns)] as [string, unknown][])
      if (typeof value === "string" && !own.has(column))
        for (const { name, position } of objectNamesIn(value)) if (!position) names.set(name, name);
    const [raColumn, decColumn] = placeColumnsOf((column) => typeof columns[column] === "number") ?? ["", ""];
    const [ra, dec] = [Number(columns[raColumn] ?? Number.NaN), Number(columns[decColumn] ?? Number.NaN)];
    if (Number.isFinite(ra) && Number.isFinite(dec)) positions.push({ id, ra, dec });
    else for (const { position } of objectNamesIn(id)) if (position) positions.push({ id, ...position });
  }
  for (const own of [...names.keys()])
    for (const other of otherNames(own)) if (!names.has(other)) names.set(other, own);
  return { names, positions, morphologies: words };
}

async function papersAbout(
  library: Library,
  table: Table,
  survey: Survey,
  subject: string,
  sought: Sought,
  limit: number,
): Promise<AboutGalaxies> {
  const exact = new Map<string, AboutPaper["why"]>();
  for (const object of await readObjectLists(survey.workspace)) {
    const why = listedWhy(object, sought);
    if (why !== undefined && !exact.has(object.paper)) exact.set(object.paper, { kind: "object list", text: why });
  }
  for (const [id, why] of await namedIn(library, table, sought)) if (!exact.has(id)) exact.set(id, why);
  const papers: AboutPaper[] = [];
  const known = await papersById(table, [...exact.keys()]);
  for (const [id, why] of exact) {
    const paper = known.get(id);
    if (paper) papers.push({ id, title: paper.title, year: paper.year, author: paper.authors[0] ?? "", why });
  }
  papers.sort((a, b) => (b.year ?? 0) - (a.year ?? 0) || (a.id < b.id ? -1 : 1));
  for (const { morphology } of sought.morphologies) {
    if (papers.length >= limit) break;
    const { hits } = await search(library, morphology.query, { limit: limit * hitsForOne });
    const texts = await papersById(
      table,
      hits.map(({ id }) => id),
    );
    for (const { id, title, year, author } of hits) {
      if (papers.length >= limit) break;
      const paper = texts.get(id);
      // Near in meaning is not enough: it has to say the word.
      const said = paper && morphology.pattern.exec(`${paper.title}. ${paper.abstract}`.toLowerCase())?.[0];
      if (!said || papers.some((other) => other.id === id)) continue;
      papers.push({
        id,
        title,
        year,
        author,
        why: { kind: "words", text: `says "${said}"; of galaxies that look so` },
      });
    }
  }
  return {
    subject,
    words: sought.morphologies.map(({ morphology, because }) => ({ name: morphology.name, because })),
    names: [...sought.names.keys()],
    papers: papers.slice(0, limit),
  };
}

function listedWhy({ name, ra, dec }: ListedObject, { names, positions }: Sought): string | undefined {
  if (name !== null) {
    const same = objectNamesIn(name).find((each) => names.has(each.name))?.name;
    if (same) return `its list of objects has ${name}`;
    const own = positions.find(({ id }) => id === name);
    if (own) return `its list of objects has ${name}`;
  }
  if (ra === null || dec === null) return undefined;
  for (const place of positions) {
    const arcsec = separation(ra, dec, place.ra, place.dec);
    if (arcsec <= sameArcsec) return `its list of objects has one ${arcsec.toFixed(1)}" from ${place.id}`;
  }
  return undefined;
}

/** Papers whose title or abstract has one of the names: found by the index, and made sure of in the text. */
async function namedIn(
  library: Library,
  table: Table,
  { names, positions }: Sought,
): Promise<Map<string, AboutPaper["why"]>> {
  const { index } = library;
  const candidates = new Set<number>();
  const having = (term: string) => {
    const number = index.termNumber(kinds.word + term);
    return number === undefined ? [] : [...index.having(number).papers];
  };
  for (const name of names.keys()) {
    if (isSpoken(name)) {
      for (const paper of papersNaming(index, name)) candidates.add(paper);
      continue;
    }
    const [prefix = "", written = ""] = name.split(" ");
    const [digits = ""] = stemsOf(written);
    const spellings = prefixWords(prefix);
    const joined = spellings
      .flatMap((each) => [`${each}${written}`, `${each}-${written}`])
      .flatMap((each) => stemsOf(each).slice(0, 1))
      .flatMap(having);
    const first = new Set(spellings.flatMap((each) => having(stemsOf(each)[0] ?? each)));
    // "NGC 4038/39" has 4039 by its end alone.
    const second = [digits, digits.slice(-2), digits.slice(-1)].flatMap(having);
    for (const paper of [...joined, ...second.filter((each) => first.has(each))]) candidates.add(paper);
    const pair = `${kinds.word}${spellings[0]}${digits.slice(0, -2)}`;
    if (/^\d{3,}$/.test(digits))
      for (const term of index.termsBetween(pair, `${pair}\uffff`))
        for (const paper of index.having(term).papers) candidates.add(paper);
    const [, list = "", number = ""] = /^([IV]+) Zw (.+)$/.exec(name) ?? [];
    if (list !== "")
      for (const word of ["zw", "zwicky", `zw${number}`, `${list}zw`, `${list}zw${number}`])
        for (const paper of having(word.toLowerCase())) candidates.add(paper);
    const [, constellation = ""] = /^([A-Z][a-z]+) A$/.exec(name) ?? [];
    if (constellation !== "")
      for (const word of [constellation, constellation.slice(0, 3)])
        for (const paper of having(stemsOf(word)[0] ?? "")) candidates.add(paper);
    // Fields and numbers are written in too many ways for a term of the index.
    if (prefix === "ESO") for (const paper of having("eso")) candidates.add(paper);
    if (prefix === "AM") for (const paper of [...having(`am${digits}`), ...having(digits)]) candidates.add(paper);
    if (prefix === "M") for (const paper of having("messier")) candidates.add(paper);
  }
  for (const { ra } of positions)
    for (const start of minutesAround(ra))
      for (const term of index.termsBetween(kinds.word + start, `${kinds.word}${start}\uffff`))
        for (const paper of index.having(term).papers) candidates.add(paper);
  const found = new Map<string, AboutPaper["why"]>();
  const ids = [...candidates].map((paper) => index.idOf(paper));
  for (const [id, { title, abstract }] of await papersById(table, ids)) {
    const text = `${title}. ${abstract}`;
    const why = whyNamed([...objectNamesIn(text), ...knownObjectsIn(text)], names, positions);
    if (why) found.set(id, why);
    if (found.size >= mostByName) break;
  }
  return found;
}

/** "Andromeda Galaxy": found by its words, not by a number. */
const isSpoken = (name: string) => !/\d/.test(name) && !/ A$/.test(name);

function whyNamed(
  inText: readonly Pick<ObjectName, "name" | "written" | "position">[],
  names: ReadonlyMap<string, string>,
  positions: Sought["positions"],
): AboutPaper["why"] | undefined {
  for (const { name, written, position } of inText) {
    const own = names.get(name);
    if (own !== undefined) return { kind: "name", text: `names ${written}${own === name ? "" : `, which is ${own}`}` };
    if (!position) continue;
    for (const { id, ra, dec } of positions) {
      const arcsec = separation(position.ra, position.dec, ra, dec);
      if (arcsec <= sameArcsec)
        return { kind: "position in a name", text: `names ${written}, ${arcsec.toFixed(1)}" from ${id}` };
    }
  }
  return undefined;
}

function morphologyOfCondition(what: string, survey: Survey): Morphology | undefined {
  const [column = ""] = what.split(" ");
  return (
    morphologies.find((each) => {
      const conditions = conditionsOf(each, survey.card.tree, () => false);
      return conditions?.at(-1)?.column === column && what.includes(">");
    }) ?? namedMorphology(what.split(/\s*=\s*/)[1] ?? "")
  );
}

function unique(words: Sought["morphologies"]): Sought["morphologies"] {
  return words.filter(({ morphology }, i) => words.findIndex((each) => each.morphology === morphology) === i);
}

async function columnsWithPlaces(survey: Survey): Promise<string[]> {
  return (await columnsOf(survey)).filter(
    (column) => !/_(?:count|fraction|debiased)$|@|^umap|^image$|^split$|^id_str$|^file_loc$/.test(column),
  );
}

/** A tag's own words, as a whole and in either number. */
function wholeWords(text: string): RegExp {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .trim();
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}s?(?![\\p{L}\\p{N}])`, "u");
}
