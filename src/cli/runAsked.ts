/** Whose clustering a command about one of its clusters means. */

import type { Command } from "commander";
import { representedBy } from "../survey/representations.ts";
import type { Survey } from "../survey/survey.ts";

/**
 * @returns the run that --run names, before or after the command's word; undefined where none is named: any run's
 * @throws Fault "no-representations"
 */
export function runAsked(survey: Survey, command: Command): string | undefined {
  const { run } = command.optsWithGlobals<{ run?: string }>();
  return run === undefined ? undefined : representedBy(survey, run);
}
