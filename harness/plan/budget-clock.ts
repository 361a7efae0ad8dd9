import { Failure } from '../failure.ts';

/** What is left of a time budget while pilots and rehearsals use it up. */
export class BudgetClock {
  readonly budgetNs: number;
  readonly #nowNs: () => number;
  readonly #beganNs: number;

  /** @param nowNs a clock that never goes back */
  constructor(budgetNs: number, nowNs: () => number) {
    this.budgetNs = budgetNs;
    this.#nowNs = nowNs;
    this.#beganNs = nowNs();
  }

  /** Integer, negative when more was used than there was. */
  leftNs(): number {
    return this.budgetNs - Math.ceil(this.#nowNs() - this.#beganNs);
  }

  /**
   * To be asked before each pilot and rehearsal: a budget that is far too short is refused within its own time, and not when
   * everything has been tried.
   *
   * @param roundNs what one round takes of all that has been tried so far
   * @throws Failure of kind `doesNotFit`
   */
  checkFits(roundNs: number): void {
    const leftNs = this.leftNs();
    if (leftNs > 0 && roundNs <= leftNs) return;
    throw roundNs === 0
      ? this.#tooShort('the pilots alone took longer', '')
      : this.#tooShort(...this.#roundTakes('more than ', roundNs));
  }

  /** @param roundNs what one round of everything takes */
  doesNotFit(roundNs: number): Failure {
    return this.#tooShort(...this.#roundTakes('', roundNs));
  }

  #roundTakes(bound: string, roundNs: number): [problem: string, needed: string] {
    const neededNs = this.budgetNs - this.leftNs() + roundNs;
    return [
      `one round of everything takes ${bound}${seconds(roundNs)}`,
      ` (${bound}${seconds(neededNs)}, pilots and rehearsals included)`,
    ];
  }

  #tooShort(problem: string, needed: string): Failure {
    const left = seconds(Math.max(0, this.leftNs()));
    return new Failure(
      'doesNotFit',
      `--budget: ${problem}, ${left} of ${seconds(this.budgetNs)} are left: give a longer budget${needed}, fewer scenarios or a smaller suite`,
    );
  }
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}
