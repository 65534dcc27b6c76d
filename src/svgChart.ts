/** What charts have in common that are written as SVG, for files that need nothing beside them. */

export interface ChartSize {
  width: number;
  height: number;
  /** Margins of what is drawn. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A white page with its title; `content` is drawn on it in order. */
export function svgChart({ width, height, left }: ChartSize, title: string, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${left}" y="20" font-size="14">${escaped(title)}</text>`,
    ...content,
    "</svg>",
    "",
  ].join("\n");
}

/** What the upward axis counts, beside it. */
export function upwardName({ height, top, bottom }: ChartSize, name: string): string {
  return `<text transform="translate(14 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle">${name}</text>`;
}

/** Round numbers from 0 up to `most`, four to eight of them. @param least step between two */
export function ticks(most: number, least = 0): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = Math.max(least, power * ([1, 2, 5].find((each) => most / (each * power) <= 8) ?? 10));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** Names at the ends of curves that meet would cover one another. @param places downwards, px */
export function spacedOut(places: readonly number[]): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  const moved = [...places];
  order.forEach((each, i) => {
    const before = moved[order[i - 1] ?? -1];
    if (before !== undefined) moved[each] = Math.max(moved[each] as number, before + 15);
  });
  return moved;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
