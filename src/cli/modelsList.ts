/** almagest models list: the known networks, the imported encoders, what the hub's cache holds, and trained runs. */

import { Command } from "commander";
import { defaults } from "../methods/zoobot/configuration.ts";
import { listImportedEncoders } from "../methods/zoobot/importedEncoder.ts";
import { listCachedNetworks } from "../nn/hub.ts";
import { networkNamed, networkNames, ownNetworkNames } from "../nn/networks.ts";
import { parameterCount } from "../nn/parameters.ts";
import { nothing } from "../random.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { listRuns } from "../training/run.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

export const modelsList = new Command("list")
  .description(
    "List the networks by the names they have in timm, then our own, and the encoders that the workspace has",
  )
  .addHelpText("after", examples("almagest models list", "almagest models list --json"))
  .action(async (_options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const networks = [...networkNames, ...ownNetworkNames].map((name) => {
      const network = networkNamed(name);
      return { name, parameters: parameterCount(network.parameters(nothing)), representation: network.width };
    });
    // Which networks there are can be asked without a workspace.
    const workspace = await openWorkspace(folder).catch(() => undefined);
    const imported = (workspace ? await listImportedEncoders(workspace) : []).map(({ graph: _, ...card }) => card);
    const cached = workspace ? await listCachedNetworks(workspace.cachePath) : [];
    const runs = workspace ? await listRuns(workspace) : [];
    const trained = runs
      .filter(({ status }) => status === "finished")
      .map(({ id, survey, configuration }) => ({
        name: id,
        survey,
        network: configuration.network ?? defaults.network,
      }));
    if (json) {
      printJson({ networks, imported, cached, trained });
      return;
    }
    printTable(
      ["network", "parameters", "representation"],
      networks.map(({ name, parameters, representation }) => [name, parameters, representation]),
    );
    if (imported.length > 0) {
      printLine("");
      printTable(
        ["imported", "network", "px", "from"],
        imported.map(({ name, network, imageSize, source }) => [name, network, imageSize, source.from]),
      );
    }
    if (cached.length > 0) {
      printLine("");
      printTable(
        ["in the hub's cache", "commit"],
        cached.map(({ name, commit }) => [name, commit]),
      );
    }
    if (trained.length > 0) {
      printLine("");
      printTable(
        ["trained run", "network", "survey"],
        trained.map(({ name, network, survey }) => [name, String(network), survey]),
      );
    }
  });
