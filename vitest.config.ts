import { defineConfig } from "vitest/config";

/** Rooms that only compute: their files share a process's modules, which take longer to load than most of their tests. */
const computing = "{tensor,nn,sky,explore,literature}";
const web = ["web/**/*.test.ts", "docs/**/*.test.ts", "bench/**/*.test.ts"];
const exclude = ["**/*.slow.test.ts", "**/*.device.test.ts"];

export default defineConfig({
  test: {
    // For two cores: a third process works while others wait for a disk, a server or a browser. Tests train on one thread.
    maxWorkers: 3,
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "computing", include: [`src/${computing}/**/*.test.ts`], exclude, isolate: false },
      },
      {
        extends: true,
        test: {
          name: "apart",
          include: ["src/**/*.test.ts", ...web],
          exclude: [...exclude, `src/${computing}/**`],
        },
      },
    ],
  },
});
