/** A value as a cell of a CSV file (RFC 4180): quoted where it would be read as something else. */
export function csvCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  // Many readers trim what is not quoted.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
