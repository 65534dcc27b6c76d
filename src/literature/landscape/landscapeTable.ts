/** The map as a table: a row a paper. */

import type { Column } from "../../survey/arrowTable.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";
import type { Landscape } from "./makeLandscape.ts";

/** @returns columns id, title, year, x, y, region, region_name; title and year null for a paper that the index no longer has */
export function landscapeColumns({ card, placed }: Landscape, index: LibraryIndex): Column[] {
  const numberOf = new Map(Array.from({ length: index.papers }, (_, paper) => [index.idOf(paper), paper]));
  const papers = placed.ids.map((id) => numberOf.get(id));
  const along = (axis: 0 | 1) => Float32Array.from(papers, (_, i) => placed.places[2 * i + axis] as number);
  return [
    { name: "id", type: "string", values: placed.ids },
    {
      name: "title",
      type: "string",
      values: papers.map((paper) => (paper === undefined ? null : index.titleOf(paper))),
    },
    {
      name: "year",
      type: "int32",
      values: papers.map((paper) => (paper === undefined ? null : index.years[paper] || null)),
    },
    { name: "x", type: "float32", values: along(0) },
    { name: "y", type: "float32", values: along(1) },
    { name: "region", type: "int32", values: [...placed.regions] },
    {
      name: "region_name",
      type: "string",
      values: [...placed.regions].map((region) => card.regions[region]?.name ?? null),
    },
  ];
}
