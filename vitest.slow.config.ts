import { defineConfig } from "vitest/config";

/** What takes longer than the suite should: `npm run test:slow`. */
export default defineConfig({
  test: {
    include: ["src/**/*.slow.test.ts", "web/**/*.slow.test.ts"],
    maxWorkers: 2,
    pool: "forks",
    setupFiles: ["src/eachTestFile.ts"],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
  },
});
