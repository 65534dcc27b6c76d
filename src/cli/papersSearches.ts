/** almagest papers searches: the saved searches; run again, with what is new since they were last looked at. */

import { Command } from "commander";
import { findSearch, readSearches, removeSearch, searchAgain } from "../literature/savedSearches.ts";
import { openForSearch } from "../literature/search.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

const list = new Command("list")
  .description("List the saved searches, with how many papers each finds and how many of them are new")
  .addHelpText("after", examples("almagest papers searches list", "almagest papers searches list --json"))
  .action(async (_options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const searches = await readSearches(workspace);
    if (searches.length === 0) {
      if (json) return printJson([]);
      return printLine('no search is saved: almagest papers search "..." --save NAME');
    }
    const library = await openForSearch(workspace);
    try {
      const rows = [];
      for (const saved of searches) {
        const { hits } = await searchAgain(workspace, library, saved, { remember: false });
        const fresh = hits.filter(({ isNew }) => isNew).map(({ id }) => id);
        const { name, query, seenAt } = saved;
        rows.push({ name, query, found: hits.length, new: fresh, since: seenAt });
      }
      if (json) return printJson(rows);
      printTable(
        ["name", "found", "new", "since", "query"],
        rows.map(({ name, found, new: fresh, since, query }) => [name, found, fresh.length, since.slice(0, 10), query]),
      );
    } finally {
      await library.close();
    }
  });

const run = new Command("run")
  .description("Run a saved search again: what is new is marked, and counts as seen from then on")
  .argument("<name>")
  .option("--new", "only what is new")
  .addHelpText(
    "after",
    examples("almagest papers searches run rings", "almagest papers searches run rings --new --json"),
  )
  .action(async (name: string, { new: isOnlyNew }: { new?: boolean }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const saved = await findSearch(workspace, name);
    const library = await openForSearch(workspace);
    try {
      const { hits, since } = await searchAgain(workspace, library, saved, { remember: true });
      const fresh = hits.filter(({ isNew }) => isNew);
      const shown = isOnlyNew ? fresh : hits;
      if (json) return printJson(shown);
      printLine(`${hits.length} papers, ${fresh.length} of them new since ${since.slice(0, 10)}`);
      if (shown.length > 0)
        printTable(
          ["", "id", "year", "author", "title", "score"],
          shown.map(({ id, year, author, title, score, isNew }) => [
            isNew ? "new" : "",
            id,
            year === null ? "-" : String(year),
            author,
            title,
            score.toFixed(3),
          ]),
        );
    } finally {
      await library.close();
    }
  });

const remove = new Command("remove")
  .description("Forget a saved search; papers stay")
  .argument("<name>")
  .addHelpText("after", examples("almagest papers searches remove rings"))
  .action(async (name: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    await removeSearch(await openWorkspace(folder), name);
    if (json) printJson({ removed: name });
    else printLine(`the saved search "${name}" is removed`);
  });

export const papersSearches = new Command("searches")
  .description("Saved searches: list them, and run them again for what is new")
  .addCommand(list, { isDefault: true })
  .addCommand(run)
  .addCommand(remove);
