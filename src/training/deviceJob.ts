/** The process that tries a device: see `checkDevice`. */

import type { Device } from "../tensor/device.ts";
import { mul } from "../tensor/operators/elementwise.ts";
import { compile } from "../tensor/program.ts";
import { input } from "../tensor/tensor.ts";
import { runAsJob } from "./job.ts";

runAsJob<{ device: Device }>(async ({ device }) => {
  const program = await compile({ y: mul(input("x", [2]), 2) }, { device });
  await program.run({ x: Float32Array.of(1, 2) });
  await program.release();
});
