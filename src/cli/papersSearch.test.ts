import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ringsPaper } from "../literature/pdf/ringsPaper.ts";
import { smallPdf } from "../literature/pdf/smallPdf.ts";
import { smallCorpus } from "../literature/smallCorpus.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { runHere } from "./runHere.ts";

test("almagest papers search says where a full text has it", async () => {
  const folder = await temporaryFolder("search-cli");
  const run = (...args: string[]) => runHere("papers", ...args, "--workspace", join(folder, "workspace"));
  await writeFile(join(folder, "papers.jsonl"), smallCorpus.map((paper) => JSON.stringify(paper)).join("\n"));
  await writeFile(join(folder, "rings.pdf"), smallPdf(ringsPaper()));
  await run("import", join(folder, "papers.jsonl"));
  await run("import", join(folder, "rings.pdf"));
  const asked = "do collisions make rings that are blue and short lived?";
  const told = await run("search", asked);
  expect(told).toMatchObject({ code: 0 });
  expect(told.stdout).toMatch(/2001\.01234 +page 2, RESULTS +Simulations make such rings by collisions, which/);
  const hits = (await run("search", asked, "--json")).json();
  expect(hits.find(({ id }: { id: string }) => id === "2001.01234").inText).toMatchObject({ page: 2 });
  const beside = await run("search", asked, "--limit", "1", "--year", "2020", "--json");
  expect(beside.json()).toHaveLength(1);
}, 240_000);
