import type { Unit } from '../model.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { isControl } from './comparison-control.ts';
import { counted } from './quantity.ts';
import {
  formatExcess,
  formatFactor,
  formatInterval,
  formatP,
  formatRatio,
  ratioStyle,
} from './ratio-text.ts';

/** How a sentence says how many times of something one side takes, has or does what the other one does. */
interface Phrases {
  /** Around the factor: `takes 3.1 × the time of`. */
  readonly verb: string;
  readonly times: string;
  /** Around the percentage: `is 5.2 % slower than`. */
  readonly percentVerb: string;
  readonly more: string;
}

const time: Phrases = { verb: 'takes', times: 'the time of', percentVerb: 'is', more: 'slower than' };
const size: Phrases = {
  verb: 'takes',
  times: 'the bytes of',
  percentVerb: 'takes',
  more: 'more bytes than',
};
const figure: Phrases = { verb: 'has', times: 'that of', percentVerb: 'has', more: 'more than' };

function rate(what: string): Phrases {
  return { verb: 'does', times: `the ${what} of`, percentVerb: 'does', more: `more ${what} than` };
}

const phrases: Readonly<Record<Unit, Phrases>> = {
  ns: time,
  'ns/task': time,
  'ns/item': time,
  'ns/switch': time,
  'ns/unit': time,
  bytes: size,
  'bytes/task': size,
  'tasks/s': rate('tasks a second'),
  'items/s': rate('items a second'),
  count: figure,
  ratio: figure,
};

/**
 * A comparison as a sentence: `bytes_per_task: goroutine-sleep takes 3.1 × (2.9–3.3) the bytes of async-sleep`.
 *
 * The side that has more is always its subject, so that factors are 1 or more: whether `0.8 × the time`, `20 % less` and `25 %
 * faster` are the same or not is what readers get wrong.
 *
 * @param where what tells the row from others of its metric, e.g. `tasks 1,000`; empty: nothing does
 */
export function comparisonWords(comparison: Comparison, where = ''): string {
  const { metric } = comparison;
  return `${[metric.name, where].filter((text) => text !== '').join(', ')}: ${sentence(comparison)}`;
}

/** A ln ratio below it is 0.0 %. */
const leastTold = 0.0005;

function sentence(comparison: Comparison): string {
  const { what, ratio, interval, base, head, metric, pairing, n, shown, adjusted } = comparison;
  const [ofBase, ofHead] = [what.base.label, what.head.label];
  if (ratio === null)
    return `no ratio of ${ofHead} to ${ofBase}, since a value is not above 0 (medians ${base} and ${head} ${metric.unit})`;
  if (interval === null) {
    const few =
      pairing === 'paired'
        ? counted(n.base, 'pair')
        : `${counted(n.base, 'sample')} of base and ${n.head} of head`;
    const isAlike = Math.abs(Math.log(ratio)) < leastTold;
    const said = isAlike ? `${ofHead} is like ${ofBase}` : saying(comparison, ratio, null);
    return `${said}, by ${few}: too few for an interval, so that nothing is shown`;
  }
  if (!shown) return `no difference is shown between ${ofBase} and ${ofHead} (${formatInterval(interval)})`;
  const said =
    comparison.noVerdict === null
      ? saying(comparison, ratio, interval)
      : `${isControl(comparison.scenario) ? 'the control moved' : 'no verdict, since its divisor moved'}: ${formatRatio(ratio, interval, ratioStyle([ratio]))} from ${ofBase} to ${ofHead}`;
  return markOf(comparison) === '?' && adjusted !== null ? `${said}; adjusted p ${formatP(adjusted)}` : said;
}

function saying(
  { what: { base, head }, metric }: Comparison,
  ratio: number,
  interval: Comparison['interval'],
): string {
  const isTurned = ratio < 1;
  const [more, less] = isTurned ? [base, head] : [head, base];
  const factor = isTurned ? 1 / ratio : ratio;
  const bounds =
    interval === null || !isTurned ? interval : { low: 1 / interval.high, high: 1 / interval.low };
  const { verb, times, percentVerb, more: than } = phrases[metric.unit];
  return ratioStyle([factor]) === 'factor'
    ? `${more.label} ${verb} ${formatFactor(factor, bounds)} ${times} ${less.label}`
    : `${more.label} ${percentVerb} ${formatExcess(factor, bounds)} ${than} ${less.label}`;
}
