/**
 * Peak memory of a training step, ours over PyTorch's in the layout that is fastest for it: each network in a process of
 * its own on both sides. `--networks a,b` measures some of them only.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { classes, type Measured, measuredNetworks } from "./networks.ts";
import { missingTorch, resultOfNetworks, startPeer, talk } from "./peer.ts";
import { trainingStep } from "./recipe.ts";

const [threads, steps] = [2, 4];

if (process.argv.includes("--own")) await measureOwn();
else await compare();

async function measureOwn(): Promise<void> {
  const [measured] = measuredNetworks();
  if (!measured) return;
  const step = await trainingStep(measured, { threads });
  await step.steps(steps);
  await step.release();
  process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
}

async function compare(): Promise<void> {
  const networks: Record<string, { almagestMiB: number; torchMiB?: number; ratio: number | null }> = {};
  const absent: Record<string, string> = {};
  for (const measured of measuredNetworks()) {
    const { name } = measured;
    const almagestMiB = ownPeak(name);
    const missing = missingTorch(name);
    if (missing !== undefined) absent[name] = missing;
    const torchMiB = missing === undefined ? await torchPeak(measured) : undefined;
    const ratio = torchMiB === undefined ? null : almagestMiB / torchMiB;
    networks[name] = { almagestMiB, torchMiB, ratio };
    const other = torchMiB === undefined ? `absent (${missing})` : `${torchMiB.toFixed(0)} MiB`;
    talk(`${name}: Almagest ${almagestMiB.toFixed(0)} MiB, PyTorch ${other}`);
  }
  resultOfNetworks(networks, absent);
}

function ownPeak(name: string): number {
  const file = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [file, "--own", "--networks", name]);
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return Number(stdout) / 1024;
}

async function torchPeak({ name, batch, size }: Measured): Promise<number> {
  const peer = startPeer("train.py", [name, ...[batch, size, classes, threads].map(String), "channels_last"]);
  const { peakKiB = Number.NaN } = await peer.ask(`channels_last ${steps}`);
  peer.end();
  return peakKiB / 1024;
}
