/** Where programs are computed: ONNX Runtime's execution providers, by its names. */

import { env, listSupportedBackends } from "onnxruntime-node";
import { Fault } from "../fault.ts";

export const devices = ["cpu", "webgpu", "cuda", "coreml", "dml"] as const;

/** What a device has no kernel for is computed on the processor, in the middle of the same program. */
export type Device = (typeof devices)[number];

const needs: Readonly<Record<Device, string>> = {
  cpu: "nothing",
  webgpu: "a GPU with its driver (Vulkan on Linux) on Windows, macOS or Linux x64",
  cuda:
    "Linux x64, an NVIDIA GPU, the libraries of CUDA 12 and cuDNN 9, and ONNX Runtime's own: " +
    "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12",
  coreml: "macOS",
  dml: "Windows",
};

/** @throws Fault "no-device" where this platform's build of ONNX Runtime has no such provider */
export function requireOffered(device: Device): void {
  const offered = listSupportedBackends();
  if (offered.some(({ name }) => name === device)) return;
  const known = devices.filter((each) => offered.some(({ name, bundled }) => name === each && bundled));
  const apart = devices.filter((each) => offered.some(({ name, bundled }) => name === each && !bundled));
  throw new Fault(
    "no-device",
    `there is no device "${device}" here: ${build()} offers ${known.join(", ")}` +
      `${apart.length > 0 ? `, and ${apart.join(", ")} with libraries of its own` : ""}; ${device} needs ${needs[device]}`,
  );
}

/** For a device that the build offers, but that cannot be opened. @param cause what ONNX Runtime threw */
export function notUsable(device: Device, cause: unknown): Fault {
  return new Fault(
    "no-device",
    `the device "${device}" cannot be used here (${build()}: ${reasonOf(cause)}); it needs ${needs[device]}`,
    { cause },
  );
}

/** For a program that a device began and could not finish, e.g. for want of memory. */
export function notComputed(device: Device, cause: unknown): Fault {
  return new Fault(
    "device",
    `the device "${device}" could not compute this (${reasonOf(cause)}): try a smaller batch, or --device cpu`,
    { cause },
  );
}

function build(): string {
  return `onnxruntime-node ${env.versions.node} for ${process.platform} ${process.arch}`;
}

/** ONNX Runtime's own words, without the place in its sources that it begins with. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const said = message.replace(/^.* was false\. /s, "").replace(/\s+/g, " ");
  return said.trim();
}
