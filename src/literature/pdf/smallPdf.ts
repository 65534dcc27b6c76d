/** For tests: a PDF whose lines stand where one puts them. */

export interface PlacedLine {
  text: string;
  x: number;
  y: number;
  size?: number;
  isBold?: boolean;
  /** A quarter turn, as arXiv's stamp. */
  isTurned?: boolean;
}

/** Letter size, Times in WinAnsi's letters; one list of lines a page. @see ISO 32000-1 */
export function smallPdf(
  pages: readonly (readonly PlacedLine[])[],
  { isEncrypted = false }: { isEncrypted?: boolean } = {},
): Uint8Array {
  const objects: string[] = [];
  const pageNumbers = pages.map((_, i) => 5 + 2 * i);
  objects.push("<< /Type /Catalog /Pages 2 0 R >>");
  objects.push(
    `<< /Type /Pages /Kids [${pageNumbers.map((n) => `${n} 0 R`).join(" ")}] /Count ${pages.length} /MediaBox [0 0 612 792] >>`,
  );
  for (const font of ["Times-Roman", "Times-Bold"])
    objects.push(`<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`);
  for (const [i, lines] of pages.entries()) {
    const content = lines.map(operators).join("\n");
    objects.push(
      `<< /Type /Page /Parent 2 0 R /Contents ${6 + 2 * i} 0 R /Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const locked = isEncrypted
    ? ` /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${"28".repeat(32)}> /U <${"41".repeat(32)}> >> /ID [<00><00>]`
    : "";
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${locked} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function operators({ text, x, y, size = 10, isBold = false, isTurned = false }: PlacedLine): string {
  const written = text.replace(/[\\()]/g, "\\$&");
  const matrix = isTurned ? `0 ${size} ${-size} 0 ${x} ${y}` : `${size} 0 0 ${size} ${x} ${y}`;
  return `BT /${isBold ? "B" : "R"} 1 Tf ${matrix} Tm (${written}) Tj ET`;
}

/** A column of text: lines of at most `width` letters, 12 points apart, the first of each paragraph indented. */
export function column(
  paragraphs: readonly string[],
  { x, y, width = 48, size = 10 }: { x: number; y: number; width?: number; size?: number },
): PlacedLine[] {
  const lines: PlacedLine[] = [];
  let at = y;
  for (const paragraph of paragraphs) {
    let isFirst = true;
    for (const text of wrapped(paragraph, width)) {
      lines.push({ text, x: isFirst ? x + 12 : x, y: at, size });
      at -= 12;
      isFirst = false;
    }
  }
  return lines;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line += (line === "" ? "" : " ") + word;
  }
  return [...lines, line];
}
