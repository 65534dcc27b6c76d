/** What the cells of tables mean: text, lists and counts, however pandas, spreadsheets and databases write them. */

/** @returns null where there is nothing; of a list its first item */
export function cellText(value: unknown): string | null {
  const [first] = itemsIn(value) ?? [value];
  if (first === null || first === undefined) return null;
  const text = String(first).trim();
  return text === "" ? null : text;
}

/** @param between parts the items where they are one text */
export function cellList(value: unknown, between: RegExp): string[] {
  const items = itemsIn(value) ?? (cellText(value) ?? "").split(between);
  return items.flatMap((item) => {
    const text = item === null || item === undefined ? "" : itemText(item).trim();
    return text === "" ? [] : [text];
  });
}

/** A list of DuckDB's, or the text that Python and JSON make of one. */
function itemsIn(value: unknown): readonly unknown[] | undefined {
  if (typeof value === "object" && value !== null && "items" in value && Array.isArray(value.items)) return value.items;
  const written = typeof value === "string" ? /^\s*\[(.*)\]\s*$/s.exec(value)?.[1] : undefined;
  if (written === undefined) return undefined;
  if (written.trim() === "") return [];
  const isList = new RegExp(String.raw`^\s*(?:${quoted.source})(?:[\s,]+(?:${quoted.source}))*[\s,]*$`, "s").test(
    written,
  );
  if (!isList) return undefined;
  return [...written.matchAll(new RegExp(quoted, "gs"))].map(([item]) => unquoted(item));
}

/** As JSON writes a text, or Python one, numpy's without commas between them. */
const quoted = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/;

function unquoted(item: string): string {
  return item.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_, unicode, byte, letter) => {
    if (letter !== undefined) return /[nrt]/.test(letter) ? " " : letter;
    return String.fromCharCode(Number.parseInt(unicode ?? byte, 16));
  });
}

/** Of a person in parts the name. */
function itemText(item: unknown): string {
  if (typeof item !== "object" || item === null || !("entries" in item) || typeof item.entries !== "object")
    return String(item);
  const parts = new Map(Object.entries(item.entries ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const part = (...names: string[]) => names.map((name) => cellText(parts.get(name))).find((text) => text !== null);
  const [surname, given] = [part("family", "last", "last_name", "surname"), part("given", "first", "first_name")];
  return part("name", "literal", "full_name") ?? [surname, given].filter((text) => text !== undefined).join(", ");
}

const nothing = /^(?:[-–—?]|n\/?a|nan|none|null|unknown|<na>)?$/i;

/**
 * "12", "12.0" and "1,234" are whole numbers; "1.5k" is none, and "1.000" may be two.
 * @returns null where nothing is said; undefined where what is said is no count
 */
export function cellCount(value: unknown): number | null | undefined {
  const text = cellText(value);
  if (text === null || nothing.test(text)) return null;
  const grouped = /^\d{1,3}(?:([,.'’ \u00a0\u202f])\d{3})(?:\1\d{3})*$/.exec(text);
  if (grouped?.[1] === "." && /^\d+\.000$/.test(text)) return undefined;
  const plain = grouped
    ? text.replace(/\D/g, "")
    : text.replace(/^(\d{1,3}(?:,\d{3})+)\.0+$/, (whole) => whole.replace(/,/g, ""));
  const count = /^\d+(?:\.0+)?$|^\d+(?:\.\d+)?e\+?\d+$/i.test(plain) ? Number(plain) : Number.NaN;
  return Number.isSafeInteger(count) ? count : undefined;
}
