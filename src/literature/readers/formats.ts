/** The formats that papers come in. */

import { readArxiv } from "./arxiv.ts";
import type { Reader } from "./reader.ts";

export const readers = { jsonl: readArxiv } satisfies Record<string, Reader>;

export type PaperFormat = keyof typeof readers;
export const paperFormats = Object.keys(readers) as PaperFormat[];
