/** A row of small cutouts under a title; each leads to its galaxy. */

import { linkTo, pathTo } from "../address.ts";
import { imageUrl } from "../api.ts";
import { CutoutImage } from "../parts/CutoutImage.tsx";

export function Strip({
  survey,
  title,
  hint,
  galaxies,
}: {
  survey: string;
  title: string;
  /** What they are, or why there are none. */
  hint: string;
  galaxies: readonly { id: string; caption: string }[];
}) {
  return (
    <section className="strip" aria-label={title}>
      <h2>{title}</h2>
      <p className="faint">{hint}</p>
      <ul>
        {galaxies.map(({ id, caption }) => (
          <li key={id}>
            <a {...linkTo(pathTo("survey", survey, "galaxy", id))} title={id}>
              <CutoutImage src={imageUrl(survey, id, 96)} alt={`galaxy ${id}`} side={84} />
              <span>{caption}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
