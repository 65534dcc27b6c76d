/** What a bibcode says: YYYYJJJJJVVVVMPPPPA, a year, a journal, a volume, and where in it. @see ADS's help, "bibliographic identifiers" */

/** Nineteen characters; of a preprint it names no volume. */
export function isBibcode(text: string): boolean {
  return /^\d{4}[A-Za-z][A-Za-z&.]{4}[A-Za-z0-9.&]{9}[A-Za-z:.]$/.test(text);
}

/** @returns null for what the bibcode does not say; a letter's page is "L12", an article's of A&A "A23" where its author's initial does not hide it */
export function volumeAndPage(bibcode: string): { volume: string | null; page: string | null } {
  if (!isBibcode(bibcode) || /^\d{4}(?:arXiv|astro\.ph|gr\.qc|hep\.)/.test(bibcode))
    return { volume: null, page: null };
  const volume = bibcode.slice(9, 13).replace(/^\.+/, "");
  const [qualifier, page] = [bibcode[13] as string, bibcode.slice(14, 18).replace(/^\.+/, "")];
  if (!/^\d+$/.test(volume) || !/^\d+$/.test(page)) return { volume: /^\d+$/.test(volume) ? volume : null, page: null };
  // A digit here is the first of five; L, P and A are written before the page, others tell two of one page apart.
  return { volume, page: /[\dLPA]/.test(qualifier) ? qualifier + page : page };
}
