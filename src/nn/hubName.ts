/** Names of networks on the Hugging Face Hub, as timm writes them: hf-hub:owner/name, with @revision where it matters. */

import { Fault } from "../fault.ts";

export interface HubName {
  owner: string;
  name: string;
  /** A branch, tag or commit hash. */
  revision: string;
}

const scheme = /^hf[-_]hub:/;
/** Parts of addresses and of paths in the cache, so nothing in them may lead elsewhere. */
const part = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const revisionPart = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]*$/;

export function isHubName(text: string): boolean {
  return scheme.test(text);
}

/** @throws Fault "hub-name" with the form it should have */
export function parseHubName(text: string): HubName {
  const [, owner, name, revision = "main"] = /^([^/@]+)\/([^/@]+)(?:@([^@]+))?$/.exec(text.replace(scheme, "")) ?? [];
  if (!isHubName(text) || !part.test(owner ?? "") || !part.test(name ?? "") || !revisionPart.test(revision))
    throw new Fault(
      "hub-name",
      `"${text}" is no name on the Hugging Face Hub: write hf-hub:owner/name, or hf-hub:owner/name@revision`,
    );
  return { owner: owner as string, name: name as string, revision };
}
