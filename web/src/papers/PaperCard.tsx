/** What is said of the paper under the pointer: its title, who wrote it when, and the region it lies in. */

import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

export function PaperCard({ id, region, value }: { id: string; region: string; value: string }) {
  const named = useQuery({
    queryKey: ["paper title", id],
    queryFn: () => api.papersTitles([id]),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const paper = named.data?.papers[0];
  return (
    <>
      <span>{paper ? paper.title : named.isError ? named.error.message : id}</span>
      <span className="faint">{paper && `${paper.author} · ${paper.year ?? "undated"}`}</span>
      <span className="faint">{[region, value].filter((each) => each !== "").join(" · ")}</span>
    </>
  );
}
