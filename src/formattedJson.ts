/** JSON files of ours that carry the number of their format: read whole, or said to be newer or damaged. */

import type { z } from "zod";
import type { Fault } from "./fault.ts";

/**
 * @param format the newest that is understood here
 * @param newer what to throw where the file is of a later format
 * @param damaged what to throw where it is not JSON, or not of this shape
 */
export function parseFormatted<Schema extends z.ZodType>(
  text: string,
  {
    schema,
    format,
    newer,
    damaged,
  }: { schema: Schema; format: number; newer: () => Fault; damaged: (cause: Error) => Fault },
): z.infer<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const written = (content as { format?: unknown } | undefined)?.format;
  if (typeof written === "number" && written > format) throw newer();
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw damaged(parsed.error);
  return parsed.data;
}
