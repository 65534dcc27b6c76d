/** A person's name as it is kept: "José" is one person however a keyboard composes it. Pure: the page uses it too. */

/** Without blanks at its ends, its letters composed (Unicode's NFC). */
export function personName(written: string): string {
  return written.trim().normalize("NFC");
}
