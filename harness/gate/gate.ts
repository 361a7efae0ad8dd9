import { binomialTwoSided } from '../statistics/binomial-interval.ts';
import type { CellVerdict, MetricVerdict } from './judge.ts';
import type { Policy } from './policy.ts';

/** A case that only one of the two revisions has. */
export interface OneSided {
  readonly case: string;
  readonly side: 'new' | 'removed';
}

/** What the policy gates and no sample has. */
export interface Ungated {
  readonly cell: string;
  readonly metric: string;
}

/** What was to be judged and cannot be. */
export interface LeftOut {
  readonly oneSided: readonly OneSided[];
  readonly ungated?: readonly Ungated[] | undefined;
}

export type Light = 'pass' | 'regression' | 'error' | 'inconclusive';

/** What keeps a check from being green. */
export interface Reason {
  /**
   * Of one metric: `regressed`, `crashed` (its program gave no result), `open` (not decided, or not measured for another cause),
   * `ungated` (no sample has the figure). Of one case: `one-sided`. Of the whole check: the others.
   */
  readonly kind:
    'regressed' | 'crashed' | 'open' | 'ungated' | 'one-sided' | 'unlike-noise' | 'unpaired' | 'nothing';
  /** In words, on its own. */
  readonly text: string;
}

export interface GateResult {
  readonly light: Light;
  /** Empty: it is green. */
  readonly reasons: readonly Reason[];
}

/** Below this chance under a fair filter, noisy pairs are no longer alike in both arms. */
const leastBalance = 0.01;

/**
 * What the verdicts of a check come to. Green needs every gated metric of every cell measured and decided; nothing measured is
 * never green, and a crash is never a regression. What was shown to have regressed stays so, whatever else could not be measured.
 */
export function gate(
  cells: readonly CellVerdict[],
  { oneSided, ungated = [] }: LeftOut,
  { accept }: Policy,
): GateResult {
  const metrics = cells.flatMap((cell) => cell.metrics);
  const regressed = metrics.filter(({ verdict }) => verdict === 'regressed');
  // That too few tasks were alive at once, or that a case does not fit this machine, is no mistake of a program.
  const crashed = metrics.filter(
    ({ failure }) => failure !== null && !['not-attained', 'skipped'].includes(failure.status),
  );
  const open = metrics.filter(
    (one) => (one.verdict === 'inconclusive' || one.verdict === 'not-measured') && !crashed.includes(one),
  );
  const unaccepted = oneSided.filter(({ side }) => !accept.includes(side));
  const unlike = unlikeNoise(cells);
  const reasons: Reason[] = [
    ...regressed.map((metric) => reasonOf('regressed', metric)),
    ...crashed.map((metric) => reasonOf('crashed', metric)),
    ...open.map((metric) => reasonOf('open', metric)),
    ...ungated.map(({ cell, metric }): Reason => ({
      kind: 'ungated',
      text: `not gated: ${cell} ${metric}: no sample has this figure`,
    })),
    ...unaccepted.map(({ case: id, side }): Reason => ({
      kind: 'one-sided',
      text: `${id}: not measured: ${side} (it passes with "accept": ["${side}"])`,
    })),
    ...(unlike === null ? [] : [{ kind: 'unlike-noise', text: unlike } as const]),
    ...(metrics.length === 0 ? [{ kind: 'nothing', text: 'nothing was measured' } as const] : []),
  ];
  if (regressed.length > 0) return { light: 'regression', reasons };
  if (crashed.length > 0) return { light: 'error', reasons };
  return { light: reasons.length > 0 ? 'inconclusive' : 'pass', reasons };
}

/** A filter that takes more from one arm than from the other chooses what is compared. */
function unlikeNoise(cells: readonly CellVerdict[]): string | null {
  const base = cells.reduce((sum, { noisy }) => sum + noisy.base, 0);
  const head = cells.reduce((sum, { noisy }) => sum + noisy.head, 0);
  if (binomialTwoSided(head, base + head) >= leastBalance) return null;
  return `noise fell on one arm: too noisy were ${base} of base's samples and ${head} of head's, which a filter that is blind to the arm would hardly give`;
}

function reasonOf(
  kind: Reason['kind'],
  { hypothesis: { cell, metric }, verdict, reason }: MetricVerdict,
): Reason {
  return { kind, text: `${cell} ${metric}: ${verdict}: ${reason}` };
}
