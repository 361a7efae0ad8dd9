import { tailOf } from './hodges-lehmann.ts';
import type { Interval } from './median-interval.ts';

/**
 * Interval of a probability, such as a rate of false alarms, from how often it came true (Clopper & Pearson 1934). It covers
 * at least as often as it says, also for 0 and for all successes, where the textbook's p ± 1.96 s would be a point.
 *
 * @param successes whole, from 0 to `trials`
 * @param trials whole; the cost grows with its root, 100,000 take a fraction of a second
 * @param confidence least coverage, between 0 and 1
 * @returns 0 to 1 for no trials
 * @throws RangeError for other counts and confidences
 */
export function binomialInterval(successes: number, trials: number, confidence = 0.95): Interval {
  requireCounts(successes, trials);
  const tail = tailOf(confidence);
  return {
    low: successes === 0 ? 0 : crossing((p) => tails(successes, trials, p).atLeast > tail),
    high: successes === trials ? 1 : crossing((p) => tails(successes, trials, p).atMost < tail),
  };
}

/**
 * Exact two-sided p value of a binomial count: twice the smaller tail, at most 1.
 *
 * @param probability of a success under the null hypothesis, from 0 to 1
 * @throws RangeError for other counts and probabilities
 */
export function binomialTwoSided(successes: number, trials: number, probability = 0.5): number {
  requireCounts(successes, trials);
  requireProbability(probability);
  const { atMost, atLeast } = tails(successes, trials, probability);
  return Math.min(1, 2 * Math.min(atMost, atLeast));
}

/**
 * The chance of so few successes or fewer.
 *
 * @param probability of a success, from 0 to 1
 * @throws RangeError for other counts and probabilities
 */
export function binomialAtMost(successes: number, trials: number, probability: number): number {
  requireCounts(successes, trials);
  requireProbability(probability);
  return tails(successes, trials, probability).atMost;
}

/** The smallest float with all its digits. Below it rounding stops a falling product before it reaches 0. */
const smallest = 2 ** -1022;

/**
 * Both with `successes` itself. Sums the probabilities of all counts as multiples of that of the most likely one: these
 * neither overflow nor vanish where they matter, as factorials and powers of 100,000 trials would.
 */
function tails(
  successes: number,
  trials: number,
  probability: number,
): { readonly atMost: number; readonly atLeast: number } {
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  let [below, at, above] = [0, 0, 0];
  const add = (count: number, weight: number): void => {
    if (count < successes) below += weight;
    else if (count > successes) above += weight;
    else at = weight;
  };
  add(mode, 1);
  let weight = 1;
  for (let count = mode + 1; count <= trials && weight > smallest; count += 1) {
    weight *= ((trials - count + 1) / count) * odds;
    add(count, weight);
  }
  weight = 1;
  for (let count = mode - 1; count >= 0 && weight > smallest; count -= 1) {
    weight *= (count + 1) / (trials - count) / odds;
    add(count, weight);
  }
  const all = below + at + above;
  return { atMost: (below + at) / all, atLeast: (at + above) / all };
}

/** The probability from which on a condition holds, by bisection down to neighbouring floats. */
function crossing(holds: (probability: number) => boolean): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (holds(middle)) high = middle;
    else low = middle;
  }
}

function requireProbability(probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new RangeError(`expected a probability from 0 to 1, received ${probability}`);
}

function requireCounts(successes: number, trials: number): void {
  if (Number.isInteger(trials) && Number.isInteger(successes) && successes >= 0 && successes <= trials)
    return;
  throw new RangeError(
    `expected whole numbers, successes from 0 to trials, received ${successes} successes of ${trials} trials`,
  );
}
