/** Whether networks can be computed on a device: asked before any work begins. */

import { Fault } from "../fault.ts";
import { type Device, notUsable, requireOffered } from "../tensor/device.ts";
import { moduleBeside, startJob } from "./job.ts";

/**
 * Computes something small on the device, in a process of its own: a driver that is not there writes what it likes to
 * the terminal, and one that is broken may crash.
 * @throws Fault "no-device"
 */
export async function checkDevice(device: Device = "cpu"): Promise<void> {
  requireOffered(device);
  if (device === "cpu") return;
  try {
    await startJob(moduleBeside(import.meta.url, "deviceJob"), { device }).done;
  } catch (error) {
    throw error instanceof Fault && error.code === "no-device" ? error : notUsable(device, error);
  }
}
