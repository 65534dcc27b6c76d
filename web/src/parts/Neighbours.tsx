/** Galaxies of a survey that are most like something, nearest first, each with its distance. */

import { linkTo, pathTo } from "../address.ts";
import { imageUrl, type Neighbours as List } from "../api.ts";

export function Neighbours({ survey, neighbours }: { survey: string; neighbours: List }) {
  return (
    <ul className="neighbours">
      {neighbours.map(({ id, distance }) => (
        <li key={id}>
          <a {...linkTo(pathTo("survey", survey, "galaxy", id))}>
            <img src={imageUrl(survey, id, 96)} alt={`galaxy ${id}`} width={72} height={72} loading="lazy" />
            <span>{distance.toFixed(3)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
