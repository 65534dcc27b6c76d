/** Digits, signs and letters that Unicode has small above and below the line, by the plain ones. */

export const raisedDigits: Readonly<Record<string, string>> = byPlain("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻");
export const loweredDigits: Readonly<Record<string, string>> = byPlain("₀₁₂₃₄₅₆₇₈₉₊₋");
/** Those letters that Unicode has below the line. */
export const loweredLetters: Readonly<Record<string, string>> = Object.fromEntries(
  [..."aehijklmnoprstuvx"].map((plain, i) => [plain, [..."ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"][i] as string]),
);

/** The plain ones by the small. */
export function plainOf(small: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(small).map(([plain, sign]) => [sign, plain]));
}

function byPlain(small: string): Record<string, string> {
  return Object.fromEntries([..."0123456789+-"].map((plain, i) => [plain, [...small][i] as string]));
}
