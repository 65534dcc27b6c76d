/** What a research may spend: searches and replies of a language model together, and seconds. */

import type { LanguageModel } from "../languageModel.ts";

export interface Budget {
  calls: number;
  seconds: number;
}

export interface Spent extends Budget {
  callsUsed: number;
  secondsUsed: number;
  /** Something was left undone for it. */
  isSpent: boolean;
}

export class Purse {
  private used = 0;
  private missed = false;
  private readonly began = performance.now();

  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  get left(): number {
    return this.budget.calls - this.used;
  }

  /** Takes a call, unless none is left or fewer than are kept for later. */
  take({ keep = 0 } = {}): boolean {
    const isThere = this.left > keep && this.seconds < this.budget.seconds;
    if (isThere) this.used++;
    else this.missed = true;
    return isThere;
  }

  spent(): Spent {
    const { calls, seconds } = this.budget;
    return { calls, seconds, callsUsed: this.used, secondsUsed: Number(this.seconds.toFixed(2)), isSpent: this.missed };
  }

  /** The same language model, whose replies are paid for: without means it gives none, and says why. */
  paying(model: LanguageModel): LanguageModel {
    return {
      name: model.name,
      reply: async (messages, options = {}) => {
        if (!this.take()) return { text: "", problem: `the budget is spent (${this.inWords()})` };
        let text = "";
        const onText = (sofar: string) => {
          text = sofar;
          options.onText?.(sofar);
        };
        const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(1000 * (this.budget.seconds - this.seconds))));
        const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
        try {
          return await model.reply(messages, { signal, onText });
        } catch (error) {
          if (!deadline.aborted || options.signal?.aborted) throw error;
          this.missed = true;
          return { text, problem: `the budget is spent (${this.inWords()})` };
        }
      },
    };
  }

  private inWords(): string {
    return `${this.used} of ${this.budget.calls} calls, ${this.seconds.toFixed(0)} of ${this.budget.seconds} s`;
  }
}
