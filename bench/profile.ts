/** Where a training step's time goes, by operator and by shape: `npm run bench:profile -- --networks resnet18 [--rows 30]`. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measuredNetworks } from "./networks.ts";
import { talk } from "./peer.ts";
import { trainingStep } from "./recipe.ts";

const steps = 6;
const at = process.argv.indexOf("--rows");
const rows = at < 0 ? 20 : Number(process.argv[at + 1]);

/** One operator's run, as ONNX Runtime writes it. */
interface Event {
  cat: string;
  name: string;
  /** Microseconds. */
  dur: number;
  args: { op_name: string; input_type_shape?: Record<string, number[]>[] };
}

for (const measured of measuredNetworks()) {
  const folder = await mkdtemp(join(tmpdir(), "almagest-profile-"));
  try {
    const step = await trainingStep(measured, { threads: 2, profile: join(folder, "profile") });
    await step.steps(steps);
    await step.release();
    const [file = ""] = await readdir(folder);
    const events: Event[] = JSON.parse(await readFile(join(folder, file), "utf8"));
    const kernels = events.filter(({ cat, name }) => cat === "Node" && name.endsWith("_kernel_time"));
    const total = kernels.reduce((sum, { dur }) => sum + dur, 0) / 1000 / steps;
    talk(`${measured.name}, batch ${measured.batch}, ${measured.size} px: ${total.toFixed(1)} ms a step in operators`);
    show(kernels, ({ args }) => args.op_name);
    talk("");
    show(kernels, ({ args }) => `${args.op_name} ${(args.input_type_shape ?? []).map(shapeOf).join(" ")}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function shapeOf(input: Record<string, number[]>): string {
  return Object.values(input)
    .map((shape) => `[${shape.join(", ")}]`)
    .join();
}

/** The costliest kinds first: milliseconds a step, runs a step. */
function show(kernels: readonly Event[], kindOf: (event: Event) => string): void {
  const kinds = new Map<string, { ms: number; runs: number }>();
  for (const kernel of kernels) {
    const kind = kinds.get(kindOf(kernel)) ?? { ms: 0, runs: 0 };
    kinds.set(kindOf(kernel), { ms: kind.ms + kernel.dur / 1000 / steps, runs: kind.runs + 1 / steps });
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b.ms - a.ms).slice(0, rows);
  for (const [kind, { ms, runs }] of sorted)
    talk(`${ms.toFixed(2).padStart(9)} ms ${runs.toFixed(0).padStart(5)} x  ${kind}`);
}
