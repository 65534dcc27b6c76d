/** almagest survey: what is stored about a survey, in and out. */

import { Command } from "commander";

export const survey = new Command("survey").description("Import, list, look into and export surveys");
