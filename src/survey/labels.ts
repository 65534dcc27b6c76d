/** Class labels of a catalogue: which column, which classes are merged, which are wanted. */

import { exitCodes, Fault } from "../fault.ts";

export interface LabelRule {
  column: string;
  /** @returns the class, null where there is no label, "left out" for a class that was not asked for */
  classOf: (text: string | null) => string | null | "left out";
}

export interface LabelOptions {
  column: string;
  /** From the merged class to those it is made of. */
  merge: Readonly<Record<string, readonly string[]>>;
  /** After merging; without it all are wanted. */
  only?: readonly string[];
}

export function labelRule({ column, merge, only }: LabelOptions): LabelRule {
  const merged = new Map(
    Object.entries(merge).flatMap(([to, parts]) => parts.map((part): [string, string] => [part, to])),
  );
  const wanted = only && new Set(only);
  return {
    column,
    classOf: (text) => {
      const given = text?.trim() ?? "";
      const name = merged.get(given) ?? given;
      if (wanted && !wanted.has(name)) return "left out";
      return name === "" ? null : name;
    },
  };
}

/** @throws Fault that names the class and lists those in the column, where one of the options is never met */
export function checkClasses(
  { column, merge, only }: LabelOptions,
  present: ReadonlySet<string>,
  fileName: string,
): void {
  const list = [...present].sort().slice(0, 12).join(", ");
  const fail = (name: string) => {
    throw new Fault("unknown-class", `no row of ${fileName} has "${name}" in column "${column}"; it has ${list}`, {
      exitCode: exitCodes.usage,
    });
  };
  for (const part of Object.values(merge).flat()) if (!present.has(part)) fail(part);
  const parts = new Set(Object.values(merge).flat());
  for (const name of only ?? []) {
    const isMerged = Object.hasOwn(merge, name);
    if (!isMerged && (!present.has(name) || parts.has(name))) fail(name);
  }
}
