import { binomialTwoSided } from '../statistics/binomial-interval.ts';
import type { CellVerdict, MetricVerdict } from './judge.ts';
import type { Policy } from './policy.ts';

/** A case that only one of the two revisions has. */
export interface OneSided {
  readonly case: string;
  readonly side: 'new' | 'removed';
}

export type Light = 'pass' | 'regression' | 'error' | 'inconclusive';

export interface GateResult {
  readonly light: Light;
  /** Why it is not green, one line each; empty: it is. */
  readonly reasons: readonly string[];
}

/** Below this chance under a fair filter, noisy pairs are no longer alike in both arms. */
const leastBalance = 0.01;

/**
 * What the verdicts of a check come to. Green needs every gated metric of every cell decided; nothing measured is never green,
 * and a crash is never a regression. What was shown to have regressed stays so, whatever else could not be measured.
 */
export function gate(
  cells: readonly CellVerdict[],
  oneSided: readonly OneSided[],
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
  const reasons = [
    ...regressed.map(line),
    ...crashed.map(line),
    ...open.map(line),
    ...unaccepted.map(
      ({ case: id, side }) => `${id}: not measured: ${side} (it passes with "accept": ["${side}"])`,
    ),
    ...(unlike === null ? [] : [unlike]),
    ...(metrics.length === 0 ? ['nothing was measured'] : []),
  ];
  if (regressed.length > 0) return { light: 'regression', reasons };
  if (crashed.length > 0) return { light: 'error', reasons };
  return { light: reasons.length > 0 ? 'inconclusive' : 'pass', reasons };
}

/** A filter that takes more from one arm than from the other chooses what is compared. */
export function unlikeNoise(cells: readonly CellVerdict[]): string | null {
  const base = cells.reduce((sum, { noisy }) => sum + noisy.base, 0);
  const head = cells.reduce((sum, { noisy }) => sum + noisy.head, 0);
  if (binomialTwoSided(head, base + head) >= leastBalance) return null;
  return `noise fell on one arm: ${base} samples of base and ${head} of head were too noisy, which a filter that is blind to the arm would hardly give`;
}

function line({ hypothesis: { cell, metric }, verdict, reason }: MetricVerdict): string {
  return `${cell} ${metric}: ${verdict}: ${reason}`;
}
