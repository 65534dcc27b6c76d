/**
 * What makes a vector of a text. The place for others: a folder with an ONNX text encoder, or an OpenAI-compatible server, is one
 * more implementation of this interface and one more case in `findEncoder.ts`.
 */

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
}
