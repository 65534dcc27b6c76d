/** Under which two columns a run's map of a survey stands: each object's place in the plane. */

export function mapColumns(run: string): { x: string; y: string } {
  return { x: `umap_x@${run}`, y: `umap_y@${run}` };
}
