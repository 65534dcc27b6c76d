/** The buttons beside every map: a lasso to draw, lines of density to show. */

export function MapToggles({
  isLassoing,
  setLassoing,
  showsDensity,
  setDensity,
}: {
  isLassoing: boolean;
  setLassoing: (isLassoing: boolean) => void;
  showsDensity: boolean;
  setDensity: (showsDensity: boolean) => void;
}) {
  return (
    <>
      <button type="button" aria-pressed={isLassoing} onClick={() => setLassoing(!isLassoing)}>
        Lasso
      </button>
      <button type="button" aria-pressed={showsDensity} onClick={() => setDensity(!showsDensity)}>
        Density
      </button>
    </>
  );
}
