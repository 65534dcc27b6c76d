/** A published set of pictures, read from a folder: what each of its formats gives, object by object. */

/** A picture's numbers, or the file it lies in. */
export type Picture = { size: number; grey: Uint8Array } | { size: number; rgb: Uint8Array } | { file: string };

export interface PublicObject {
  id: string;
  picture: Picture;
  /** In the order of the set's columns. */
  values: readonly (string | number)[];
}

export interface PublicSet {
  columns: readonly string[];
  /** The one of them that holds the class. */
  label: string;
  count: number;
  objects(): AsyncIterable<PublicObject> | Iterable<PublicObject>;
}
