/** A run's settings as one line: what was left empty is no setting. */

export function settingsText(configuration: Readonly<Record<string, unknown>>): string {
  return Object.entries(configuration)
    .flatMap(([name, value]) => {
      const text = valueText(value);
      return text === "" ? [] : [`${name} ${text}`];
    })
    .join(", ");
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(" / ");
  if (typeof value !== "object" || value === null) return String(value ?? "");
  return Object.entries(value)
    .map(([name, each]) => `${name} ${valueText(each)}`)
    .join(" / ");
}
