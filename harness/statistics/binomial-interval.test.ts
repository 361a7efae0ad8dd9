import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { binomialAtMost, binomialInterval, binomialTwoSided } from './binomial-interval.ts';

interface Reference {
  readonly proportions: readonly {
    readonly successes: number;
    readonly trials: number;
    readonly confidence: number;
    readonly interval: readonly [number, number];
  }[];
  readonly counts: readonly {
    readonly successes: number;
    readonly trials: number;
    readonly probability: number;
    readonly p: number;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

function expectClose(received: number, expected: number): void {
  expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-9 * expected);
}

test.each(reference.proportions)(
  'as SciPy has it: $successes of $trials at $confidence',
  ({ successes, trials, confidence, interval }) => {
    const { low, high } = binomialInterval(successes, trials, confidence);
    expectClose(low, interval[0]);
    expectClose(high, interval[1]);
  },
);

test.each(reference.counts)(
  'two-sided, as SciPy has it: $successes of $trials at $probability',
  ({ successes, trials, probability, p }) => {
    expectClose(binomialTwoSided(successes, trials, probability), p);
  },
);

test('no trials tell nothing', () => {
  expect(binomialInterval(0, 0)).toEqual({ low: 0, high: 1 });
  expect(binomialTwoSided(0, 0)).toBe(1);
});

test('no success of n: up to 1 − (α/2)^(1/n); mirrored for all', () => {
  for (const n of [1, 7, 300]) {
    const { low, high } = binomialInterval(0, n);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.025 ** (1 / n), 12);
    const all = binomialInterval(n, n);
    expect(all.high).toBe(1);
    expect(all.low).toBeCloseTo(1 - high, 12);
  }
});

test('covers every probability at least as often as it says', () => {
  const trials = 15;
  const intervals = Array.from({ length: trials + 1 }, (_, successes) =>
    binomialInterval(successes, trials, 0.9),
  );
  for (let probability = 0.005; probability < 1; probability += 0.005) {
    let covered = 0;
    let chance = (1 - probability) ** trials;
    for (const [successes, { low, high }] of intervals.entries()) {
      if (low <= probability && probability <= high) covered += chance;
      chance *= ((trials - successes) / (successes + 1)) * (probability / (1 - probability));
    }
    expect(covered, `probability ${probability}`).toBeGreaterThanOrEqual(0.9);
  }
});

test('counts far from what is expected have a small p, and no NaN', () => {
  expectClose(binomialTwoSided(1_000, 1_000), 2 ** -999);
  expect(binomialTwoSided(100_000, 100_000)).toBe(0);
});

test.each([
  [1, 0],
  [-1, 5],
  [1.5, 5],
  [0, 2.5],
  [NaN, 5],
])('refuses %d of %d', (successes, trials) => {
  const message = `received ${successes} successes of ${trials} trials`;
  expect(() => binomialInterval(successes, trials)).toThrow(message);
  expect(() => binomialTwoSided(successes, trials)).toThrow(RangeError);
});

test('refuses other probabilities and confidences', () => {
  expect(() => binomialTwoSided(1, 2, 1.5)).toThrow('expected a probability from 0 to 1, received 1.5');
  expect(() => binomialInterval(1, 2, 1)).toThrow('expected a confidence between 0 and 1, received 1');
});

test('the chance of so few, counted out', () => {
  expect(binomialAtMost(0, 3, 0.5)).toBeCloseTo(1 / 8, 12);
  expect(binomialAtMost(1, 3, 0.5)).toBeCloseTo(4 / 8, 12);
  expect(binomialAtMost(3, 3, 0.5)).toBe(1);
  expect(binomialAtMost(5, 9, 0.8)).toBeCloseTo(0.085641728, 9);
  expect(binomialAtMost(0, 0, 0.8)).toBe(1);
  expect(() => binomialAtMost(1, 2, 1.5)).toThrow('probability from 0 to 1');
});
