import { defineConfig } from "vitest/config";

const include = ["src/**/*.test.ts", "web/**/*.test.ts", "docs/**/*.test.ts", "bench/**/*.test.ts"];
const exclude = ["**/*.slow.test.ts", "**/*.device.test.ts"];
/** They replace a module by another, which no other file should meet. */
const apart = ["src/survey/labelLog.test.ts", "src/wholeFile.test.ts"];

export default defineConfig({
  test: {
    // For two cores: others work while some wait for a disk, a server or a browser. Tests train on one thread.
    maxWorkers: 4,
    reporters: ["default", "./src/unfinishedTests.ts"],
    pool: "forks",
    setupFiles: ["src/eachTestFile.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "apart", include: apart } },
      {
        extends: true,
        // One process after another file: to load its modules anew takes longer than most files' tests.
        test: { name: "together", include, exclude: [...exclude, ...apart], isolate: false },
      },
    ],
  },
});
