/** For Vitest: names what had begun and did not end where a process of tests died, which its own report leaves out. */

import type { Reporter, TestModule } from "vitest/node";

export default class UnfinishedTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const pending = [...module.children.allTests("pending")];
      if (pending.length > 0)
        process.stdout.write(
          `\n${module.relativeModuleId} did not end: ${pending[0]?.fullName}, and what comes after it\n`,
        );
      else if (module.state() === "queued" || module.state() === "pending")
        process.stdout.write(`\n${module.relativeModuleId} did not end: it was never loaded\n`);
    }
  }
}
