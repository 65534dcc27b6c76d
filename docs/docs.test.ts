import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { loadProgram } from "../src/cli/program.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const guides = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
const program = await loadProgram();
const pages = [
  "README.md",
  "assets/README.md",
  "bench/README.md",
  "src/methods/zoobot/README.md",
  "src/methods/bayesian/README.md",
  "src/methods/fixmatch/README.md",
  "src/methods/sidda/README.md",
  "src/methods/semantics/README.md",
  ...guides,
];

describe.each(pages)("%s", (page) => {
  test("has links that lead somewhere", async () => {
    const text = await readFile(join(root, page), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      const path = join(root, dirname(page), target);
      await expect(access(path), `${page} links to ${relative(root, path)}`).resolves.toBeUndefined();
    }
  });

  test("shows commands and options that exist", async () => {
    const text = await readFile(join(root, page), "utf8");
    for (const line of text.split("\n").filter((each) => /^\s*(?:npx )?almagest \w/.test(each))) {
      const words = line.trim().replace(/^npx /, "").split(/\s+/).slice(1);
      let command: Command = program;
      for (const word of words) {
        const next = command.commands.find((each) => each.name() === word);
        if (!next) break;
        command = next;
      }
      expect(command, line).not.toBe(program);
      const known = [...program.options, ...command.options].map(({ long }) => long);
      for (const option of words.filter((word) => word.startsWith("--"))) expect(known, line).toContain(option);
    }
  });
});

test("npm scripts that the pages name exist", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const page of pages) {
    const text = await readFile(join(root, page), "utf8");
    for (const [, script = ""] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(scripts), page).toContain(script);
  }
});
