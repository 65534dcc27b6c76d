/** The model in the package: no run of any workspace, and there for all of them. */

import { fileURLToPath } from "node:url";
import { type Model, readModel } from "./model.ts";

/** Under which its predictions and representations stand. */
export const shippedRun = "shipped";

const shippedModel = new URL(
  import.meta.url.endsWith(".ts")
    ? "../../../assets/demonstration.safetensors"
    : "../../../../assets/demonstration.safetensors",
  import.meta.url,
);

export async function readShippedModel(): Promise<Model> {
  return readModel(fileURLToPath(shippedModel));
}
