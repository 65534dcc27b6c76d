/** All galaxies of a survey, a page at a time, to say yes or no to. */

import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, useState } from "react";
import type { Filter } from "../../../src/survey/galaxies.ts";
import { api } from "../api.ts";
import { Empty, Failed, Waiting } from "../parts/states.tsx";
import { CorrectionGrid, type Shown } from "./CorrectionGrid.tsx";

const pageSize = 60;

interface Props extends Omit<ComponentProps<typeof CorrectionGrid>, "title" | "galaxies"> {
  filters?: readonly Filter[];
}

export function Browse({ survey, filters = [], ...saying }: Props) {
  const [page, setPage] = useState(0);
  const galaxies = useQuery({
    queryKey: ["browse", survey, filters, page],
    queryFn: () =>
      api.galaxies(survey, { selection: { filters }, offset: page * pageSize, limit: pageSize, columns: [] }),
  });
  if (galaxies.isPending) return <Waiting what="Fetching galaxies" />;
  if (galaxies.isError) return <Failed error={galaxies.error} retry={galaxies.refetch} />;
  if (galaxies.data.total === 0) return <Empty>No galaxy of {survey} passes these filters: take one away.</Empty>;
  const pages = Math.max(1, Math.ceil(galaxies.data.total / pageSize));
  return (
    <>
      <CorrectionGrid
        key={page}
        title="Galaxies of the survey"
        galaxies={galaxies.data.galaxies.map(({ id }): Shown => ({ id, caption: id.slice(-8) }))}
        {...saying}
        survey={survey}
      />
      <div className="bar">
        <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>
          Earlier
        </button>
        <span className="faint">
          page {page + 1} of {pages}
        </span>
        <button type="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
          Later
        </button>
      </div>
    </>
  );
}
