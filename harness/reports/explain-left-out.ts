import { arms, type Arm, type Pair } from '../gate/evidence.ts';
import { counted, formatCount } from './quantity.ts';

/** Why a pair was not compared, without the figure that is its own. */
interface Why {
  readonly kind: 'filtered' | 'without a result';
  /** `{} of a CPU used by other programs, more than 15 %` */
  readonly reason: string;
  /** `37 %`; null: the reason has no figure at its front. */
  readonly figure: string | null;
  readonly arm: Arm;
}

/** The figure's place in a reason. */
const place = '{}';

/**
 * Why pairs were not compared, a line for each reason, the commonest first: `24 of 24 pairs filtered: 31 % to 92 % of a CPU used by
 * other programs, more than 15 % (base 20, head 11)`. A pair may be filtered for both of its samples, and then has two reasons.
 */
export function leftOutLines(pairs: readonly Pair[]): string[] {
  const found = pairs.flatMap((pair) => reasonsOf(pair).map((why) => ({ pair, ...why })));
  const groups = [...Map.groupBy(found, ({ kind, reason }) => `${kind} ${reason}`).values()];
  const sized = groups.map((own) => ({ own, pairs: new Set(own.map(({ pair }) => pair)).size }));
  return sized
    .sort((one, other) => other.pairs - one.pairs)
    .flatMap(({ own, pairs: count }) => {
      const [first] = own;
      if (first === undefined) return [];
      const sides = arms.flatMap((arm) => {
        const taken = own.filter((one) => one.arm === arm).length;
        return taken === 0 ? [] : [`${arm} ${formatCount(taken)}`];
      });
      const figures = own.flatMap(({ figure }) => figure ?? []);
      const reason =
        figures.length === 0 ? first.reason : first.reason.replace(place, () => rangeOf(figures));
      return [
        `${formatCount(count)} of ${counted(pairs.length, 'pair')} ${first.kind}: ${reason} (${sides.join(', ')})`,
      ];
    });
}

function reasonsOf(pair: Pair): Why[] {
  if (pair.state === 'failed') {
    const { arm, status, reason } = pair;
    return [{ kind: 'without a result', reason: `${status}: ${reason}`, figure: null, arm }];
  }
  return arms.flatMap((arm): Why[] => {
    const text = pair.noisy[arm];
    if (text === null) return [];
    const [, figure = null, rest = text] = /^([\d.,]+ %)( .*)$/s.exec(text) ?? [];
    return [{ kind: 'filtered', reason: figure === null ? text : `${place}${rest}`, figure, arm }];
  });
}

/** `37 %`, `31 % to 92 %` */
function rangeOf(figures: readonly string[]): string {
  const sorted = figures.toSorted((one, other) => sizeOf(one) - sizeOf(other));
  const [least = '', most = ''] = [sorted[0], sorted.at(-1)];
  return least === most ? least : `${least} to ${most}`;
}

function sizeOf(figure: string): number {
  return Number.parseFloat(figure.replaceAll(',', ''));
}
