/**
 * onnxruntime-node's install script would download CUDA's libraries, hundreds of megabytes; the processor's library is in the
 * package already.
 */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (name: string) => readFile(fileURLToPath(new URL(`../../${name}`, import.meta.url)), "utf8");

test("npm downloads nothing for ONNX Runtime when this is installed, and has nothing to warn of", async () => {
  // npm 11 asks package.json. Those before it ask the lock file: npm install may write the line there again, take it out.
  expect(JSON.parse(await read("package.json")).allowScripts["onnxruntime-node"]).toBe(false);
  const { packages } = JSON.parse(await read("package-lock.json"));
  const having = Object.entries<{ hasInstallScript?: boolean }>(packages).flatMap(([path, each]) =>
    each.hasInstallScript && path !== "" ? [path.split("node_modules/").at(-1)] : [],
  );
  expect(having).not.toContain("onnxruntime-node");
  // The script's own setting is none of npm's: newer ones warn of it with every command.
  expect(await read(".npmrc")).not.toContain("onnxruntime");
  // And every other package with such a script is decided on, or npm warns of that.
  const decided = Object.keys(JSON.parse(await read("package.json")).allowScripts);
  expect(decided).toEqual(expect.arrayContaining(having));
});
