/** What makes a vector of a text: the bag of stems that ships, a folder with an ONNX text encoder, or an OpenAI-compatible server. */

export interface TextEncoder {
  readonly name: string;
  /** Changes when its numbers change: vectors of two fingerprints are never compared. */
  readonly fingerprint: string;
  readonly dimension: number;
  /**
   * @returns [texts × dimension], each row of length 1, or all 0 for a text that it knows no word of
   */
  encode(texts: readonly EncodableText[]): Promise<Float32Array>;
}

/** A paper is its title and abstract; a question is a title without an abstract. */
export interface EncodableText {
  title: string;
  abstract: string;
  /** Some encoders put other words before a question than before a paper. */
  isQuestion?: boolean;
}

/** As one text. */
export function textOf({ title, abstract }: EncodableText): string {
  if (abstract === "") return title;
  return /[.?!]$/.test(title) ? `${title} ${abstract}` : `${title}. ${abstract}`;
}
