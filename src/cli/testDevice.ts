/** npm run test:device: every operator, forwards and backwards, on one device. */

import { Command } from "commander";
import { startVitest } from "vitest/node";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { failureOf } from "./failure.ts";
import { deviceOption } from "./options.ts";

declare module "vitest" {
  interface ProvidedContext {
    device: Device;
  }
}

try {
  const command = new Command("test:device").addOption(deviceOption()).exitOverride();
  const { device = "cpu" } = command
    .configureOutput({ outputError: () => {} })
    .parse()
    .opts<{ device?: Device }>();
  await checkDevice(device);
  const vitest = await startVitest("test", [], { config: "vitest.device.config.ts", provide: { device } });
  await vitest.close();
} catch (error) {
  const { line, exitCode } = failureOf(error);
  process.stderr.write(`${line}\n`);
  process.exitCode = exitCode;
}
