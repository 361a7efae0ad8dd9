import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../plan/random.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';

interface Reference {
  readonly families: readonly {
    readonly name: string;
    readonly ps: readonly number[];
    readonly benjamini_hochberg: readonly number[];
    readonly holm: readonly number[];
  }[];
}

const { families } = JSON.parse(
  readFileSync(new URL('reference/judging.json', import.meta.url), 'utf8'),
) as Reference;

function expectAllClose(received: readonly number[], expected: readonly number[]): void {
  expect(received).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    expect(Math.abs(received[index]! - value)).toBeLessThanOrEqual(1e-14 * value);
  }
}

test.each(families)('as SciPy and the definition have it: $name', (family) => {
  expectAllClose(benjaminiHochberg(family.ps), family.benjamini_hochberg);
  expectAllClose(holm(family.ps), family.holm);
});

test("Benjamini and Hochberg's example: four are discoveries at 5 %, three by Holm", () => {
  const { ps } = families.find(({ name }) => name.startsWith('Benjamini'))!;
  expect(benjaminiHochberg(ps).filter((p) => p <= 0.05)).toHaveLength(4);
  expect(holm(ps).filter((p) => p <= 0.05)).toHaveLength(3);
});

test('no hypotheses', () => {
  expect([benjaminiHochberg([]), holm([])]).toEqual([[], []]);
});

test('reject what their step procedures reject, in any order of the hypotheses', () => {
  const random = new Random(31);
  for (let draw = 0; draw < 300; draw += 1) {
    const ps = Array.from({ length: 1 + random.below(30) }, () => (random.below(200) / 200) ** 3);
    const [q, m] = [(1 + random.below(20)) / 97, ps.length];
    const sorted = ps.toSorted((one, other) => one - other);
    // Step up: the largest k with p(k) ≤ k q / m. Step down: all before the first with p(k) > q / (m − k + 1).
    const up = sorted.findLastIndex((p, index) => p <= ((index + 1) * q) / m) + 1;
    const stop = sorted.findIndex((p, index) => p > q / (m - index));
    const down = stop === -1 ? m : stop;
    expect(benjaminiHochberg(ps).filter((p) => p <= q)).toHaveLength(up);
    expect(holm(ps).filter((p) => p <= q)).toHaveLength(down);

    const order = random.shuffled([...ps.keys()]);
    for (const adjust of [benjaminiHochberg, holm]) {
      const adjusted = adjust(ps);
      expect(adjust(order.map((index) => ps[index]!))).toEqual(order.map((index) => adjusted[index]));
      expect(adjusted.every((p, index) => p >= ps[index]! && p <= 1)).toBe(true);
    }
  }
});

test.each([-0.1, 1.1, NaN])('refuses %d', (p) => {
  for (const adjust of [benjaminiHochberg, holm]) {
    expect(() => adjust([0.5, p])).toThrow(RangeError);
    expect(() => adjust([0.5, p])).toThrow(`expected p values from 0 to 1, received ${p}`);
  }
});
