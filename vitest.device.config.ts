import { defineConfig } from "vitest/config";

/** Operators on one device: `npm run test:device -- --device webgpu`. */
export default defineConfig({
  test: {
    include: ["src/**/*.device.test.ts"],
    // Two processes on one device would only wait for each other.
    maxWorkers: 1,
    pool: "forks",
    setupFiles: ["src/eachTestFile.ts"],
    testTimeout: 120_000,
  },
});
