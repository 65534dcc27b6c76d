/** What a run says of its own doubt, beside what it predicts of a galaxy. */

const doubts = [
  { name: "predictive_entropy", words: "predictive entropy", unit: " nats" },
  { name: "mutual_information", words: "disagreement of its networks", unit: " nats" },
  { name: "logit_std", words: "scatter of the log-odds", unit: "" },
  { name: "disagreement", words: "share of its networks that say another class", unit: "" },
  { name: "prediction_std", words: "scatter of its runs", unit: "" },
];

/** How unsure a run is of this galaxy, and which classes it may be; nothing of runs that were not asked. */
export function GalaxyDoubt({
  run,
  numberIn,
  textIn,
}: {
  run: string;
  numberIn: (column: string) => number | null;
  textIn: (column: string) => string | null;
}) {
  const known = doubts.flatMap(({ name, words, unit }) => {
    const value = numberIn(`${name}@${run}`);
    return value === null ? [] : [`${words} ${value.toFixed(3)}${unit}`];
  });
  const set = textIn(`prediction_set@${run}`);
  const [low, high] = [numberIn(`prediction_low@${run}`), numberIn(`prediction_high@${run}`)];
  const hasInterval = low !== null && high !== null;
  if (known.length === 0 && set === null && !hasInterval) return null;
  return (
    <>
      {known.length > 0 && (
        <p>
          How unsure {run} is: {known.join(", ")}
        </p>
      )}
      {set !== null && (
        <p>
          What it may be, says {run}: {set === "" ? "nothing that it knows" : set.replaceAll(" | ", " or ")}
        </p>
      )}
      {hasInterval && (
        <p>
          Between what it lies, says {run}: {low.toPrecision(4)} and {high.toPrecision(4)}
        </p>
      )}
    </>
  );
}
