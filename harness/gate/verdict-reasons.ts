/** What a verdict's reason says, whether its samples were paired or not. */
import { percent, percentOf } from '../percent.ts';
import type { Floor } from './evidence.ts';
import type { Margin } from './policy.ts';

/** @param q what the test had to stay within, e.g. `this look's 0.1 %` */
export function worseText(estimate: number, q: string): string {
  return `${percentOf(estimate)} worse, and no accident at ${q}`;
}

export function betterText(estimate: number, q: string): string {
  return `${percentOf(-estimate)} better, and no accident at ${q}`;
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
    detectable === null ? 'nothing that was tried is found' : `${percent(detectable)} is the least found`;
  return `cannot see ${percent(harm)} here: ${least} in calibration`;
}
