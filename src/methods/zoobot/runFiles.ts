/** The files of a zoobot run besides those that every run has. */

import { join } from "node:path";
import type { Run } from "../../training/run.ts";

/** The parameters that did best in validation: what predicts. */
export function bestPath(run: Pick<Run, "path">): string {
  return join(run.path, "best.safetensors");
}
