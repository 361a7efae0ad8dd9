import { Failure } from '../failure.ts';

/** From how many rehearsals on the rest of them is foretold, and how far a budget may be off by that before it is refused. */
const foretelling = { least: 5, share: 1 / 20, excess: 2 } as const;

/** What the rehearsals so far tell of one round of everything. */
export interface RoundSoFar {
  /** How many of all were tried, */
  readonly tried: number;
  readonly all: number;
  /** what those took, ns, */
  readonly triedNs: number;
  /** and what all of them may take, ns: one that is left counts as much as those of its scenario did on average, else as all did. */
  readonly expectedNs: number;
}

/** @param wallNs by scenario and rehearsal; null: not tried yet */
export function roundSoFar(
  rehearsals: readonly { readonly scenario: string; readonly wallNs: number | null }[],
): RoundSoFar {
  const known = rehearsals.flatMap(({ scenario, wallNs }) => (wallNs === null ? [] : [{ scenario, wallNs }]));
  const meanNs = (of: readonly { wallNs: number }[]): number =>
    of.length === 0 ? 0 : of.reduce((sum, { wallNs }) => sum + wallNs, 0) / of.length;
  const overallNs = meanNs(known);
  const ofScenario = new Map(
    [...Map.groupBy(known, ({ scenario }) => scenario)].map(([scenario, own]) => [scenario, meanNs(own)]),
  );
  const expectedNs = rehearsals.reduce(
    (sum, { scenario, wallNs }) => sum + (wallNs ?? ofScenario.get(scenario) ?? overallNs),
    0,
  );
  return {
    tried: known.length,
    all: rehearsals.length,
    triedNs: known.reduce((sum, { wallNs }) => sum + wallNs, 0),
    expectedNs: Math.round(expectedNs),
  };
}

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

  /**
   * Integer, negative when more was used than there was. About a second is kept back, a twentieth of a short budget: samples
   * vary, and the reports are written after the last of them.
   */
  leftNs(): number {
    return this.budgetNs - this.#reserveNs - this.#usedNs();
  }

  get #reserveNs(): number {
    return Math.floor(Math.min(1e9, this.budgetNs / 20));
  }

  #usedNs(): number {
    return Math.ceil(this.#nowNs() - this.#beganNs);
  }

  /**
   * To be asked before each pilot and rehearsal: a budget that is far too short is refused within its own time, and not when
   * everything has been tried.
   *
   * @param round what has been rehearsed so far; 0: nothing yet
   * @throws Failure of kind `doesNotFit`
   */
  checkFits(round: RoundSoFar | 0): void {
    const leftNs = this.leftNs();
    if (round === 0 || round.tried === 0) {
      if (leftNs > 0) return;
      throw this.#tooShort('the pilots alone took longer', '');
    }
    const { tried, all, triedNs, expectedNs } = round;
    const foretold = tried >= Math.max(foretelling.least, foretelling.share * all);
    const hopeless = foretold && expectedNs > foretelling.excess * leftNs;
    if (leftNs > 0 && triedNs <= leftNs && !hopeless) return;
    const neededNs = this.budgetNs - leftNs + (expectedNs - triedNs) + expectedNs;
    throw this.#tooShort(
      `one round of everything takes about ${roughly(expectedNs)} by what was tried so far (${tried} of ${all})`,
      ` (about ${roughly(neededNs)}, pilots and rehearsals included)`,
    );
  }

  /** @param roundNs what one round of everything takes */
  doesNotFit(roundNs: number): Failure {
    return this.#tooShort(
      `one round of everything takes ${seconds(roundNs)}`,
      ` (${seconds(this.budgetNs - this.leftNs() + roundNs)}, pilots and rehearsals included)`,
    );
  }

  #tooShort(problem: string, needed: string): Failure {
    const left = seconds(Math.max(0, this.leftNs()));
    return new Failure(
      'doesNotFit',
      `--budget: ${problem}, ${left} of ${seconds(this.budgetNs)} are left: give a longer budget${needed}, fewer scenarios or a smaller suite`,
    );
  }
}

/** Rounded up: as a budget it is to suffice. */
function roughly(ns: number): string {
  if (ns <= 120e9) return `${Math.ceil(ns / 1e9)} s`;
  const minutes = Math.ceil(ns / 60e9);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}
