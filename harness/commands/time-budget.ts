/** Kept back of a time budget: samples vary, and reports are written after the last of them. */
const reserveMs = 2_000;

/**
 * The time that all of a check may take. No pair begins in the last moments of it, and what still runs at its end is cut
 * short and counts for nothing: the limit of a single sample may be longer than the whole budget.
 */
export class TimeBudget implements Disposable {
  /** Aborts when the user interrupts, or when the time is used up: what runs then is of no account. */
  readonly stop: AbortSignal;
  readonly #endsAt: number;
  readonly #interrupt: AbortSignal;
  readonly #timer: NodeJS.Timeout | null;

  /**
   * @param beganMs when the command began, by performance.now()
   * @param budgetNs null: no limit
   */
  constructor(
    { beganMs, budgetNs }: { readonly beganMs: number; readonly budgetNs: number | null },
    interrupt: AbortSignal,
  ) {
    this.#interrupt = interrupt;
    if (budgetNs === null) {
      this.#endsAt = Infinity;
      this.#timer = null;
      this.stop = interrupt;
      return;
    }
    this.#endsAt = beganMs + budgetNs / 1e6;
    const over = new AbortController();
    const leftMs = this.#endsAt - performance.now();
    if (leftMs <= 0) over.abort();
    this.#timer = leftMs <= 0 ? null : setTimeout(() => over.abort(), leftMs);
    this.stop = AbortSignal.any([interrupt, over.signal]);
  }

  /** For samples, ns; negative when more was used than there was. */
  get leftNs(): number {
    return (this.#endsAt - reserveMs - performance.now()) * 1e6;
  }

  /** Whether it was the time, and not the user, that ended what ran. */
  get hasCut(): boolean {
    return this.stop.aborted && !this.#interrupt.aborted;
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
