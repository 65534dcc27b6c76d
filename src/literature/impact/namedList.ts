/** Names from a person's own CSV file: facilities as the AAS lists them, or concepts of the Unified Astronomy Thesaurus. */

import { access } from "node:fs/promises";
import { basename } from "node:path";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { literal, pathSql, rowsOf, withDuckDB } from "../../survey/duckdb.ts";
import type { Paper } from "../paper.ts";
import { sentencesOf } from "../words.ts";
import type { Facility } from "./facility.ts";
import { mentionFinder, type Named } from "./mentions.ts";

/**
 * The facilities of `path`: columns `name`, and where there are such `keyword` and `aliases` (bars between them).
 * One whose keyword comes with Almagest takes the ways to write it that come with it.
 * @throws Fault "file", "names" where the file cannot be read, or has no column `name`
 */
export async function facilitiesIn(path: string, shipped: readonly Facility[]): Promise<Facility[]> {
  const known = new Map(shipped.map((facility) => [facility.keyword.toLowerCase(), facility]));
  return (await table(path, ["name", "keyword", "aliases"], "name")).map(
    ({ name = "", keyword = "", aliases = "" }) => {
      const given = barred(aliases);
      const same = known.get(keyword.toLowerCase());
      if (same) return { ...same, name, aliases: [...new Set([...same.aliases, same.name, ...given])] };
      return { name, keyword: keyword || name, aliases: [...new Set([...given, ...waysIn(name, keyword)])] };
    },
  );
}

const agencies =
  /^(?:NASA|ESA|ESO|NSF|DoE|DOE|CSIC|CNSA|CAS|JAXA|ISAS|CNES|DLR|ASI|STFC|NIST|MPE|MPG|MPS|CEA|CNRS|NAOJ|NIH|USA|UK|US|UC|AURA|NOAO|NRAO|UCO|CIW|INAF|RAS|SAO|AIP|CfA|NINS|KASI|NRC|ASTRON)$/;

/** "NASA/ESA 2.4m Hubble Space Telescope (HST) Satellite Mission" is "Hubble Space Telescope" and "HST". */
function waysIn(name: string, keyword: string): string[] {
  const ways = [name];
  for (const [, inside = ""] of name.matchAll(/\(([A-Z][\w-]+)\)/g)) if (isAcronym(inside)) ways.push(inside);
  if (isAcronym(keyword)) ways.push(keyword);
  const full =
    /((?:[A-Z][\w.-]+(?: (?:of|the|for|and))? ){1,6}(?:Telescope|Observatory|Array|Survey|Interferometer|Explorer|Satellite|Spectrograph))\b/.exec(
      name
        .replace(/^.*?\d+(?:\.\d+)?-?(?:m|cm|inch)\b/, "")
        .replace(/\([^)]*\)/g, " ")
        .replace(/\s+/g, " "),
    )?.[1];
  if (full && full.split(" ").length > 2) ways.push(full);
  return ways;
}

const isAcronym = (word: string) => /^[A-Z][A-Z0-9-]{2,}$/.test(word) && !agencies.test(word);

/**
 * What papers are about, by the concepts of a thesaurus: columns `concept` and, where there is one, `alt_names`. A paper is about those
 * that its title or abstract names.
 */
export async function conceptsIn(path: string): Promise<(paper: Paper) => Set<string>> {
  const concepts: (Named & { name: string })[] = (await table(path, ["concept", "alt_names"], "concept")).map(
    ({ concept = "", alt_names = "" }) => ({
      name: concept,
      aliases: [concept, ...barred(alt_names)].map(singular),
      isAnyCase: true,
    }),
  );
  const find = mentionFinder(concepts);
  return ({ title, abstract }) =>
    new Set([title, ...sentencesOf(abstract)].flatMap((sentence) => find(sentence).map(({ subject }) => subject.name)));
}

/** A plural may follow: see `isAnyCase`. */
const singular = (name: string) => (/(?:ss|us|is|ies|ics)$/i.test(name) ? name : name.replace(/s$/, ""));

const barred = (text: string) =>
  text
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** @returns rows with a value in the column `needed` */
async function table(
  path: string,
  wanted: readonly string[],
  needed: string,
): Promise<Partial<Record<string, string>>[]> {
  await access(path).catch((error) => {
    throw fileFault(error, "read", path);
  });
  return withDuckDB(async (connection) => {
    const source = `read_csv(${pathSql(path)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
    try {
      const columns = (await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM ${source})`)).map(
        ([name]) => String(name),
      );
      if (!columns.includes(needed))
        throw new Fault(
          "names",
          `${basename(path)} has no column "${needed}": it has ${columns.slice(0, 8).join(", ")}`,
          { exitCode: exitCodes.usage },
        );
      const kept = wanted.filter((name) => columns.includes(name));
      const rows = await rowsOf(
        connection,
        `SELECT ${kept.map((name) => `"${name}"`).join(", ")} FROM ${source} WHERE trim("${needed}") != ${literal("")}`,
      );
      return rows.map((row) =>
        Object.fromEntries(kept.map((name, i) => [name, row[i] === null ? "" : String(row[i]).trim()])),
      );
    } catch (error) {
      if (error instanceof Fault) throw error;
      throw new Fault(
        "names",
        `${basename(path)} cannot be read as CSV: commas between columns, names of columns in the first line`,
        { exitCode: exitCodes.usage, cause: error },
      );
    }
  });
}
