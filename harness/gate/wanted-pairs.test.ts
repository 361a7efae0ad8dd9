import { describe, expect, test } from 'vitest';
import type { CellEvidence, Pair } from './evidence.ts';
import { failedPair, madeCell, pairsOf, threeLooks } from './made-cells.ts';
import { exampleCheck } from '../reports/example-check.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import { wantedBy } from './wanted-pairs.ts';

const plan: CheckPlan = { ...exampleCheck.plan, looks: [...threeLooks], floors: [] };
const { mostRepeats } = plan.policy.noise;

const quiet = (count: number): Pair[] => pairsOf(Array.from({ length: count }, (_, index) => index * 1e-9));
const noisy = (count: number): Pair[] =>
  pairsOf(
    Array.from({ length: count }, () => 0),
    ['head'],
  );
const cell = (name: string, pairs: readonly Pair[]): CellEvidence => madeCell(name, pairs);

describe('a fixed number of pairs', () => {
  const wanted = wantedBy(plan, 6);

  test('so many quiet ones of each cell, whatever they show', () => {
    const evidence = [
      cell('none', []),
      cell('some', quiet(5)),
      cell('all', quiet(6)),
      cell('more', quiet(7)),
    ];
    expect(wanted(evidence)).toEqual(['none', 'some']);
  });

  test('noisy ones are replaced, but not for ever', () => {
    const most = Math.ceil(6 * mostRepeats);
    const evidence = [
      cell('replaced', [...noisy(most - 6), ...quiet(5)]),
      cell('too noisy', [...noisy(most - 5), ...quiet(5)]),
    ];
    expect(wanted(evidence)).toEqual(['replaced']);
  });

  test('none of a cell with a sample that failed', () => {
    expect(wanted([cell('failed', [...quiet(2), failedPair('base')])])).toEqual([]);
  });
});

describe('until the judge has decided', () => {
  const wanted = wantedBy(plan, null);
  const first = threeLooks[0]?.pairs ?? 0;

  test('all cells until the first look', () => {
    expect(wanted([cell('a', quiet(first - 1)), cell('b', [])])).toEqual(['a', 'b']);
    expect(wanted([cell('a', quiet(first)), cell('b', quiet(first - 1))])).toEqual(['b']);
  });

  test('then only what is still open', () => {
    const wide = pairsOf(Array.from({ length: first }, (_, index) => (index % 2 === 0 ? 0.3 : -0.3)));
    expect(wanted([cell('decided', quiet(first)), cell('open', wide)])).toEqual(['open']);
  });

  test('none of a cell with a sample that failed', () => {
    expect(wanted([cell('failed', [failedPair('head')])])).toEqual([]);
  });
});
