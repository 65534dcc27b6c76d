/** A table as it is read from a file of astronomers: FITS or VOTable. */

export interface ReadColumn {
  name: string;
  type: "string" | "integer" | "number" | "boolean";
  /** Null: an empty text, what the file calls null, NaN, or a logical that is neither true nor false. */
  values: (string | bigint | number | boolean | null)[];
}

export interface ReadTable {
  /** EXTNAME or the table's name, "" where it has none. */
  name: string;
  rows: number;
  columns: ReadColumn[];
}
