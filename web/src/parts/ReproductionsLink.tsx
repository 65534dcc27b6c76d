/** The way to the reproductions from the lists that leave out what belongs to them; nothing where there are none. */

import { useQuery } from "@tanstack/react-query";
import { linkTo } from "../address.ts";
import { api } from "../api.ts";

/** @param leftOut what of theirs is not in the list above */
export function ReproductionsLink({ leftOut }: { leftOut: string }) {
  const reproductions = useQuery({ queryKey: ["reproductions"], queryFn: api.reproductions });
  if (!reproductions.data?.length) return null;
  return (
    <p>
      <a {...linkTo("/reproductions")}>Reproductions of papers ({reproductions.data.length})</a>{" "}
      <span className="faint">{leftOut}</span>
    </p>
  );
}
