/** almagest models list: the published networks. */

import { Command } from "commander";
import { networkNamed, networkNames } from "../nn/networks.ts";
import { parameterCount } from "../nn/parameters.ts";
import { nothing } from "../nn/parity.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printTable } from "./output.ts";

export const modelsList = new Command("list")
  .description("List the networks by the names they have in timm")
  .addHelpText("after", examples("almagest models list", "almagest models list --json"))
  .action((_options: object, command: Command) => {
    const networks = networkNames.map((name) => {
      const network = networkNamed(name);
      return { name, parameters: parameterCount(network.parameters(nothing)), representation: network.width };
    });
    if (globalOptions(command).json) printJson({ networks });
    else
      printTable(
        ["network", "parameters", "representation"],
        networks.map(({ name, parameters, representation }) => [name, parameters, representation]),
      );
  });
