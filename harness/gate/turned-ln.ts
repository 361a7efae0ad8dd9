import type { Hypothesis } from './evidence.ts';
import { absoluteFloors } from './policy.ts';

/** Whether a value is below what is raised to the absolute floor. */
export function isRaised(value: number, { unit }: Pick<Hypothesis, 'unit'>): boolean {
  return value < absoluteFloors[unit];
}

/**
 * ln of a value, turned so that more is worse; what is too small to matter is raised to the least amount that does. Differences
 * are taken of these and not as the logarithm of a ratio: only so do two arms that change places change the sign and nothing
 * else, and ties stay.
 */
export function turnedLn(value: number, { unit, direction }: Pick<Hypothesis, 'unit' | 'direction'>): number {
  const ln = Math.log(Math.max(value, absoluteFloors[unit]));
  return direction === 'lower-is-better' ? ln : -ln;
}
