/** For tests: a paper on rings of dwarf galaxies, two pages in two columns. */

import { column, type PlacedLine } from "./smallPdf.ts";

/** As journals of astronomy set it: title across, two columns, running heads, numbered sections, references at the end. */
export function ringsPaper(): PlacedLine[][] {
  const head = (page: number): PlacedLine[] => [
    { text: `MNRAS 500, ${page}-9 (2020)   A. Author et al.`, x: 72, y: 770, size: 8 },
    { text: String(page), x: 300, y: 30, size: 8 },
  ];
  const heading = (text: string, x: number, y: number): PlacedLine => ({ text, x, y, size: 11, isBold: true });
  const [left, right] = [54, 320];
  return [
    [
      ...head(1),
      { text: "Rings around dwarf galaxies in the", x: 110, y: 720, size: 18, isBold: true },
      { text: "local volume", x: 220, y: 698, size: 18, isBold: true },
      { text: "A. Author and B. Other", x: 220, y: 670, size: 11 },
      { text: "arXiv:2001.01234v2 [astro-ph.GA] 5 Jan 2020", x: 20, y: 250, size: 20, isTurned: true },
      heading("ABSTRACT", 260, 640),
      ...column(["We search dwarf galaxies for rings and find that nine per cent have one."], {
        x: 80,
        y: 625,
        width: 90,
      }),
      heading("1 INTRODUCTION", left, 580),
      ...column(
        [
          "Rings of stars are found around massive spiral galaxies, where resonances of a bar collect gas. Dwarf galaxies have weaker bars and were thought to have none.",
          "Yet the surveys of the past decade show otherwise. We return to these samples below.",
        ],
        { x: left, y: 562 },
      ),
      ...column(
        [
          "In this paper we ask how many dwarf galaxies have a ring, and of what colour it is. Two catalogues are searched.",
          "The definition of a ring is that of Buta. Its edge must close over more than half of a turn and",
        ],
        { x: right, y: 580 },
      ),
    ],
    [
      ...head(2),
      ...column(["stand out from the disc. We then count rings by eye in 400 images."], { x: left, y: 720 }).map(
        (line) => ({ ...line, x: left }),
      ),
      heading("2 RESULTS", left, 660),
      ...column(
        ["Nine per cent of the dwarf galaxies have a ring. Their rings are bluer than the discs within them."],
        { x: left, y: 642 },
      ),
      { text: "0.12 0.33 1.25 8.1 2.2 0.15 99.1", x: left, y: 590 },
      ...column(["Simulations make such rings by collisions, which explains why they are blue and short lived."], {
        x: right,
        y: 720,
      }),
      heading("REFERENCES", right, 640),
      ...column(["Buta R., 1996, Fund. Cosmic Phys., 17, 95. Rings of galaxies are described there in full."], {
        x: right,
        y: 622,
      }),
    ],
  ];
}
