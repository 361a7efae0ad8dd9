import { describe, expect, test } from 'vitest';
import type { Hypothesis } from '../gate/evidence.ts';
import type { CheckCell } from '../store/check-plan.ts';
import { cellNames, changeOf, exitCodeOf, judgedMetrics } from './check-view.ts';
import { exampleCheck } from './example-check.ts';

const [cell] = exampleCheck.plan.cells as [CheckCell];

/** The example's first cell with other parts, on both sides unless base has its own. */
function cellOf(head: Partial<CheckCell['head']>, base = head, probe: CheckCell['probe'] = 'memory') {
  const id = JSON.stringify([base, head, probe]);
  return { ...cell, id, base: { ...cell.base, ...base }, head: { ...cell.head, ...head }, probe };
}

const namesOf = (...cells: readonly CheckCell[]): string[] => [...cellNames(cells).values()];

describe('short names of cells', () => {
  test('a parameter that is the same in all cells of a scenario is left out, whatever other scenarios have', () => {
    expect(
      namesOf(
        cellOf({ scenario: 'a', parameters: { tasks: 1, wake: 'x' } }),
        cellOf({ scenario: 'a', parameters: { tasks: 2, wake: 'x' } }),
        cellOf({ scenario: 'b', parameters: { tasks: 3 } }),
      ),
    ).toEqual(['a go/timer tasks=1', 'a go/timer tasks=2', 'b go/timer']);
  });

  test('regime and probe stand where there are several', () => {
    expect(namesOf(cellOf({ regime: '1core' }), cellOf({ regime: 'all' }))).toEqual([
      'go/timer 1core',
      'go/timer all',
    ]);
    expect(namesOf(cellOf({}), cellOf({}, {}, 'latency'))).toEqual(['go/timer memory', 'go/timer latency']);
  });

  test('a comparison names both sides', () => {
    expect(namesOf(cellOf({ variant: 'node/timer' }, { variant: 'go/timer' }))).toEqual([
      'go/timer→node/timer',
    ]);
    expect(namesOf(cellOf({ parameters: { tasks: 2 } }, { parameters: { tasks: 1 } }))).toEqual([
      'go/timer tasks=1→2',
    ]);
  });

  test('cells that would share a name have their ids', () => {
    const alike = [cellOf({ runtimeVersion: '1.26.0' }), cellOf({ runtimeVersion: '1.27.0' })];
    expect(namesOf(...alike)).toEqual(alike.map(({ id }) => id));
  });
});

test('a change is that of the value itself, whichever way is better', () => {
  const worse = { estimate: Math.log(1.25), interval: { low: Math.log(1.2), high: Math.log(1.5) } };
  const having = (direction: Hypothesis['direction']) =>
    changeOf({ ...worse, hypothesis: { cell: '', metric: '', unit: 'ns', direction } });
  expect(having('lower-is-better')?.ratio).toBeCloseTo(1.25, 12);
  expect(having('higher-is-better')?.ratio).toBeCloseTo(0.8, 12);
  expect(having('higher-is-better')?.interval?.low).toBeCloseTo(1 / 1.5, 12);
  expect(having('higher-is-better')?.interval?.high).toBeCloseTo(1 / 1.2, 12);
});

test('what moved stands first, the larger change before the smaller', () => {
  const metrics = judgedMetrics(exampleCheck).map(({ verdict }) => verdict);
  expect([...new Set(metrics.map(({ verdict }) => verdict))]).toEqual([
    'regressed',
    'improved',
    'inconclusive',
    'not-measured',
    'unchanged',
  ]);
  const enlarged = {
    ...exampleCheck,
    cells: exampleCheck.cells.map((one) => ({
      ...one,
      metrics: one.metrics.map((metric) => ({
        ...metric,
        verdict: 'regressed' as const,
        estimate: metric.hypothesis.metric === 'peak' ? 2 : 1,
      })),
    })),
  };
  expect(judgedMetrics(enlarged).map(({ verdict }) => verdict.estimate)).toEqual([
    ...Array<number>(5).fill(2),
    ...Array<number>(10).fill(1),
  ]);
});

test('a check has the exit code of its light, a comparison fails on an error alone', () => {
  const codes = (kind: typeof exampleCheck.plan.kind): number[] =>
    (['pass', 'error', 'regression', 'inconclusive'] as const).map((light) =>
      exitCodeOf({
        ...exampleCheck,
        plan: { ...exampleCheck.plan, kind },
        result: { light, reasons: [] },
      }),
    );
  expect(codes('check')).toEqual([0, 1, 2, 3]);
  expect(codes('compare')).toEqual([0, 1, 0, 0]);
});
