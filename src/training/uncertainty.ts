/** What many networks' probabilities of one object tell: how unsure they are, and how far they disagree. */

export interface Uncertainty {
  answers: number;
  /** [objects x answers] */
  mean: Float32Array;
  /** Of the mean, [objects], nats: all the uncertainty there is. */
  predictiveEntropy: Float32Array;
  /** The mean of each network's own, [objects], nats: what more networks, or more training, would not take away (aleatoric). */
  averageEntropy: Float32Array;
  /** Their difference, [objects], nats: how far the networks disagree (epistemic; Houlsby+ 2011, arXiv 1112.5745). */
  mutualInformation: Float32Array;
  /** Standard deviation over networks of the likeliest class's log-odds, [objects]. */
  logitStd: Float32Array;
  /** Share of the networks that say another class than the mean does, [objects]. */
  disagreement: Float32Array;
}

export interface UncertaintySums {
  /** @param probabilities one network's, [objects x answers] */
  add(probabilities: ArrayLike<number>): void;
  /** @throws Error where nothing was added */
  result(): Uncertainty;
}

/** Log-odds past these are as good as certain, and 32 bits cannot tell them apart. */
const largestOdds = 16;

export function uncertaintySums(objects: number, answers: number): UncertaintySums {
  const size = objects * answers;
  const [sums, odds, squares] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const entropies = new Float64Array(objects);
  const saying = new Uint32Array(size);
  let count = 0;
  return {
    add(probabilities) {
      count++;
      for (let i = 0; i < size; i++) {
        const p = probabilities[i] as number;
        const logit = Math.max(-largestOdds, Math.min(largestOdds, Math.log(p) - Math.log1p(-p)));
        const object = Math.floor(i / answers);
        sums[i] = (sums[i] as number) + p;
        entropies[object] = (entropies[object] as number) + entropyOf(p);
        odds[i] = (odds[i] as number) + logit;
        squares[i] = (squares[i] as number) + logit * logit;
      }
      for (let object = 0; object < objects; object++) {
        const at = largestAt(probabilities, object * answers, answers);
        saying[at] = (saying[at] as number) + 1;
      }
    },
    result() {
      if (count === 0) throw new Error("uncertainty of no networks");
      const mean = Float32Array.from(sums, (sum) => sum / count);
      const averageEntropy = Float32Array.from(entropies, (sum) => sum / count);
      const predictiveEntropy = Float32Array.from({ length: objects }, (_, i) => {
        let entropy = 0;
        for (let a = 0; a < answers; a++) entropy += entropyOf((sums[i * answers + a] as number) / count);
        return entropy;
      });
      return {
        answers,
        mean,
        predictiveEntropy,
        averageEntropy,
        // Rounding may leave a little less than nothing.
        mutualInformation: predictiveEntropy.map((entropy, i) => Math.max(0, entropy - (averageEntropy[i] as number))),
        logitStd: Float32Array.from({ length: objects }, (_, i) => {
          const at = largestAt(mean, i * answers, answers);
          const centre = (odds[at] as number) / count;
          return Math.sqrt(Math.max(0, (squares[at] as number) / count - centre * centre));
        }),
        disagreement: Float32Array.from(
          { length: objects },
          (_, i) => 1 - (saying[largestAt(mean, i * answers, answers)] as number) / count,
        ),
      };
    },
  };
}

/** Where the largest of `answers` values from `start` on stands: the first of equal ones. */
function largestAt(values: ArrayLike<number>, start: number, answers: number): number {
  let at = start;
  for (let i = start + 1; i < start + answers; i++) if ((values[i] as number) > (values[at] as number)) at = i;
  return at;
}

export function entropyOf(p: number): number {
  return p > 0 ? -p * Math.log(p) : 0;
}
