/** Adam (Kingma & Ba 2015) for a table of rows, of which each step touches a few: the others stay as they are. */

export interface SparseAdam {
  /** Moves the rows; `gradients` is [rows × width], and only those of `touched` are read. */
  step(values: Float32Array, gradients: Float32Array, touched: readonly number[], learningRate: number): void;
}

export function sparseAdam(rows: number, width: number, [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8): SparseAdam {
  const first = new Float32Array(rows * width);
  const second = new Float32Array(rows * width);
  let steps = 0;
  return {
    step(values, gradients, touched, learningRate) {
      steps++;
      const rate = learningRate / (1 - beta1 ** steps);
      const root = 1 / Math.sqrt(1 - beta2 ** steps);
      for (const row of touched)
        for (let at = row * width; at < (row + 1) * width; at++) {
          const gradient = gradients[at] as number;
          const m = beta1 * (first[at] as number) + (1 - beta1) * gradient;
          const v = beta2 * (second[at] as number) + (1 - beta2) * gradient * gradient;
          first[at] = m;
          second[at] = v;
          values[at] = (values[at] as number) - (rate * m) / (Math.sqrt(v) * root + epsilon);
        }
    },
  };
}
