/** The sum of a text's weighted vectors, and the way back from its gradient to vectors and weights: only rows that occur are touched. */

export interface BagParameters {
  dimension: number;
  /** [stems × dimension] */
  vectors: Float32Array;
  /** [stems], logarithms of the weights. */
  logWeights: Float32Array;
}

/** @returns sums written into `into` [texts.length × dimension] */
export function sumBags(parameters: BagParameters, texts: readonly Uint32Array[], into: Float32Array): void {
  const { dimension, vectors, logWeights } = parameters;
  into.fill(0);
  texts.forEach((rows, text) => {
    const start = text * dimension;
    for (const row of rows) {
      const weight = Math.exp(logWeights[row] as number);
      for (let k = 0, from = row * dimension; k < dimension; k++, from++)
        into[start + k] = (into[start + k] as number) + weight * (vectors[from] as number);
    }
  });
}

/** Gradients added up over texts; call `clear` after each step. */
export class BagGradients {
  readonly vectors: Float32Array;
  readonly logWeights: Float32Array;
  readonly touched: number[] = [];
  readonly #isTouched: Uint8Array;

  constructor({ vectors, logWeights }: BagParameters) {
    this.vectors = new Float32Array(vectors.length);
    this.logWeights = new Float32Array(logWeights.length);
    this.#isTouched = new Uint8Array(logWeights.length);
  }

  /** @param gradient [texts.length × dimension], of the sums */
  add({ dimension, vectors, logWeights }: BagParameters, texts: readonly Uint32Array[], gradient: Float32Array): void {
    const own = this.vectors;
    texts.forEach((rows, text) => {
      const start = text * dimension;
      for (const row of rows) {
        if (this.#isTouched[row] === 0) {
          this.#isTouched[row] = 1;
          this.touched.push(row);
        }
        const weight = Math.exp(logWeights[row] as number);
        let along = 0;
        for (let k = 0, at = row * dimension; k < dimension; k++, at++) {
          const part = weight * (gradient[start + k] as number);
          own[at] = (own[at] as number) + part;
          along += part * (vectors[at] as number);
        }
        this.logWeights[row] = (this.logWeights[row] as number) + along;
      }
    });
  }

  clear({ dimension }: BagParameters): void {
    for (const row of this.touched) {
      this.vectors.fill(0, row * dimension, (row + 1) * dimension);
      this.logWeights[row] = 0;
      this.#isTouched[row] = 0;
    }
    this.touched.length = 0;
  }
}
