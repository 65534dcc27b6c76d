/** Greek letters by their names, as LaTeX has them: for all that reads or writes them. */

const names =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega".split(
    " ",
  );
const letters = [..."αβγδεζηθικλμνξοπρστυφχψω"];
const capitals = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega";

/** Other forms of a letter, of whom none makes another symbol: LaTeX's "var…", Unicode's for formulas, the final sigma, micro. */
const forms = { ε: "ϵ", θ: "ϑ", κ: "ϰ", π: "ϖ", ρ: "ϱ", σ: "ς", φ: "ϕ", μ: "µ" } as const;

/** Small letters by name, "alpha": "α". */
export const greekLetters: Readonly<Record<string, string>> = Object.fromEntries(
  names.map((name, i) => [name, letters[i] as string]),
);

/** Names by small letter, whatever its form. */
export const greekNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(names.map((name, i) => [letters[i] as string, name])),
  ...Object.fromEntries(
    Object.entries(forms).map(([letter, form]) => [form, names[letters.indexOf(letter)] as string]),
  ),
};

/** Letters by LaTeX's commands: small ones, "var…" forms, and the capitals that Latin has not. */
export const greekCommands: Readonly<Record<string, string>> = {
  ...greekLetters,
  ...Object.fromEntries(
    Object.keys(forms).flatMap((letter) => {
      const name = greekNames[letter] as string;
      return name === "mu" ? [] : [[`var${name}`, letter]];
    }),
  ),
  ...Object.fromEntries(
    capitals.split(" ").map((name) => [name, (greekLetters[name.toLowerCase()] as string).toUpperCase()]),
  ),
};
