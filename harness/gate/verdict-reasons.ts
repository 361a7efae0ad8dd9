/** What a verdict's reason says, whether its samples were paired or not. */
import { percent, percentOf } from '../percent.ts';
import type { Floor, Hypothesis } from './evidence.ts';
import { absoluteFloors, type Margin } from './policy.ts';

type Turned = Pick<Hypothesis, 'direction'>;

/**
 * @param estimate ln, turned so that above 0 is worse
 * @param q what the test had to stay within, e.g. `this look's 0.1 %`
 */
export function worseText(hypothesis: Turned, estimate: number, q: string): string {
  return `${changeText(hypothesis, estimate)} worse, and no accident at ${q}`;
}

export function betterText(hypothesis: Turned, estimate: number, q: string): string {
  return `${changeText(hypothesis, estimate)} better, and no accident at ${q}`;
}

/** By how much head's value itself differs from base's: what a table shows as its change, without the sign. */
function changeText({ direction }: Turned, estimate: number): string {
  return percent(Math.abs(Math.expm1(direction === 'lower-is-better' ? estimate : -estimate)));
}

export function ruledOutText({ harm }: Margin): string {
  return `a slowdown of ${percent(harm)} is ruled out`;
}

/** @param upper of the estimate's interval, as ln */
export function mayBeText(upper: number, { harm }: Margin): string {
  return `the slowdown may be up to ${percentOf(upper)}, harm begins at ${percent(harm)}`;
}

/** Of what calibration says cannot be seen. */
export function blindText({ detectable }: Floor, { harm }: Margin): string {
  const least =
    detectable === null
      ? 'none of those that it tried'
      : `none smaller than ${percent(detectable)} often enough`;
  return `no slowdown is shown, but one of ${percent(harm)} may go unnoticed on this machine: calibration found ${least}`;
}

/** Of values that are all raised to the absolute floor. */
export function tooSmallText({ unit }: Pick<Hypothesis, 'unit'>): string {
  return `too small to be judged: all values are below ${absoluteFloors[unit]} ${unit}, to which they are raised; choose larger sizes`;
}
