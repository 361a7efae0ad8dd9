import type { Random } from '../plan/random.ts';
import { arms, type Arm, type CellEvidence, type Hypothesis, type Pair } from './evidence.ts';
import { judgeCheck, type CellVerdict, type JudgePlan } from './judge.ts';

/**
 * Makes up one check from pairs that were measured with the same program on both sides, and judges it. It begins at a random pair, the
 * same for all cells, goes on in the order of measuring (and from the last pair to the first), and a fair coin says anew which
 * sample of each pair is base and which is head, as the coin before measuring did. Drift, tails and what a neighbour did stay
 * as they were.
 *
 * @param recorded pairs of one session, the noisy ones among them
 * @param slowdownOf the share by which a hypothesis of head is made worse
 */
export function makeUpCheck(
  recorded: readonly CellEvidence[],
  plan: JudgePlan,
  random: Random,
  slowdownOf: (hypothesis: Hypothesis) => number = () => 0,
): readonly CellVerdict[] {
  const longest = Math.max(1, ...recorded.map(({ pairs }) => pairs.length));
  const start = random.below(longest);
  const made = recorded.map((cell) => ({ ...cell, pairs: madePairs(cell, start, random, slowdownOf) }));
  const outcome = judgeCheck(made, plan, 'the recorded pairs are used up');
  if (outcome.state === 'open') throw new Error('a check that has ended is open');
  return outcome.cells;
}

function madePairs(
  { hypotheses, pairs }: CellEvidence,
  start: number,
  random: Random,
  slowdownOf: (hypothesis: Hypothesis) => number,
): Pair[] {
  const factors = hypotheses.map((hypothesis) => {
    const worse = 1 + slowdownOf(hypothesis);
    return [hypothesis.metric, hypothesis.direction === 'lower-is-better' ? worse : 1 / worse] as const;
  });
  const turned = pairs.map((_, index) => pairs[(index + start) % pairs.length] as Pair);
  return turned.map((pair, index): Pair => {
    const swapped = random.below(2) === 1;
    if (pair.state === 'failed') return { ...pair, index };
    const from = (arm: Arm): Arm => (swapped ? other(arm) : arm);
    const { values, noisy } = pair;
    const head = { ...values[from('head')] };
    for (const [metric, factor] of factors) {
      const value = head[metric];
      if (value !== undefined) head[metric] = value * factor;
    }
    return {
      state: 'measured',
      index,
      first: from(pair.first),
      values: { base: values[from('base')], head },
      noisy: { base: noisy[from('base')], head: noisy[from('head')] },
    };
  });
}

function other(arm: Arm): Arm {
  return arms.find((one) => one !== arm) as Arm;
}
