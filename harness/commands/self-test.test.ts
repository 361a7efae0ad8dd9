import { describe, expect, test } from 'vitest';
import { expandCells } from '../plan/cases.ts';
import { exampleCheckScenario } from '../reports/example-check.ts';
import { judged, ladder, madeCell, madeHypothesis, pairsOf } from '../gate/made-cells.ts';
import type { MetricVerdict, Verdict } from '../gate/judge.ts';
import { checkCells } from './check-cells.ts';
import { defaultPolicy } from '../gate/policy.ts';
import {
  exitCodeOfSelfTest,
  resultOf,
  selfTestText,
  withMoreWork,
  type SelfTestResult,
} from './self-test.ts';

const scenario = exampleCheckScenario;
const planned = expandCells(
  [
    {
      scenario,
      variants: ['go/timer'],
      parameters: { tasks: [1_000] },
      regimes: ['all'],
      probes: ['memory'],
    },
  ],
  [{ runtime: 'go', version: '1.27.4' }],
  () => null,
);
const [one] = planned as [(typeof planned)[number]];

describe('more work', () => {
  test('is a share more of what the size parameter counts, in the same place', () => {
    const more = withMoreWork(0.05)(one.case, scenario);
    expect(more.parameters).toEqual({ ...one.case.parameters, tasks: 1_050 });
    expect(Object.keys(more.parameters)).toEqual(Object.keys(one.case.parameters));
    expect({ ...more, id: '', parameters: {} }).toEqual({ ...one.case, id: '', parameters: {} });
  });

  test('is named as a case of that size is', () => {
    const [large] = expandCells(
      [
        {
          scenario,
          variants: ['go/timer'],
          parameters: { tasks: [1_200] },
          regimes: ['all'],
          probes: ['memory'],
        },
      ],
      [{ runtime: 'go', version: '1.27.4' }],
      () => null,
    );
    expect(withMoreWork(0.2)(one.case, scenario)).toEqual(large?.case);
  });

  test('whole tasks', () => {
    const odd = { ...one.case, parameters: { ...one.case.parameters, tasks: 33 } };
    expect(withMoreWork(0.1)(odd, scenario).parameters['tasks']).toBe(36);
  });
});

describe('what an injected slowdown has shown', () => {
  const cells = checkCells(planned, [scenario], defaultPolicy);
  const id = cells[0]?.id ?? '';
  const [template] = judged([
    madeCell(id, pairsOf(ladder(14, 0.2, 0.001)), [madeHypothesis(id)]),
  ] as never).flatMap(({ metrics }) => metrics) as [MetricVerdict];

  function verdict(name: string, decided: Verdict, detectable?: number | null): MetricVerdict {
    const hypothesis = { ...template.hypothesis, cell: id, metric: name };
    const floor = detectable === undefined ? null : { cell: id, metric: name, alarm: 0.02, detectable };
    return { ...template, hypothesis, verdict: decided, reason: 'because', floor };
  }

  const test10 = { slowdown: 0.1, folder: 'folder', ended: null, crashed: 0 };
  const result = (verdicts: readonly MetricVerdict[]) => resultOf(test10, verdicts, { cells }, [scenario]);

  test('only metrics that more work moves count', () => {
    const fixed = { ...scenario, gated: [{ metric: 'elapsed', growsWithSize: false }] };
    const verdicts = [verdict('elapsed', 'regressed', 0.05), verdict('peak', 'regressed', 0.05)];
    expect(resultOf(test10, verdicts, { cells }, [fixed])).toMatchObject({
      moved: 0,
      found: 0,
      promised: 0,
    });
    expect(result(verdicts)).toMatchObject({ moved: 2, found: 2, promised: 2, kept: 2, keepsPromise: true });
  });

  test('nothing is promised without calibration, and of what it cannot see', () => {
    for (const detectable of [undefined, null, 0.12])
      expect(result([verdict('elapsed', 'unchanged', detectable)])).toEqual({
        ...test10,
        moved: 1,
        found: 0,
        promised: 0,
        kept: 0,
        keepsPromise: null,
        missed: [`${id} elapsed: unchanged: because; it came to 22.1 %`],
      });
  });

  test('what is found beyond the promise is told, and keeps none', () => {
    expect(result([verdict('elapsed', 'regressed', 0.12)])).toMatchObject({
      found: 1,
      promised: 0,
      keepsPromise: null,
      missed: [],
    });
  });

  test('the promise is four of five: one of three may be missed by accident, three of three not', () => {
    const names = ['elapsed', 'naps_per_second', 'peak'];
    const missing = (count: number) =>
      result(names.map((name, index) => verdict(name, index < count ? 'inconclusive' : 'regressed', 0.1)));
    expect(missing(1)).toMatchObject({ promised: 3, kept: 2, keepsPromise: true });
    // 0.2³ = 0.8 %, less than one in a hundred.
    expect(missing(3)).toMatchObject({ promised: 3, kept: 0, keepsPromise: false });
    expect(missing(3).missed).toHaveLength(3);
  });

  // It used to be called broken: the pairs that would have shown it were never taken.
  test('a check that was cut short keeps and breaks no promise', () => {
    const ended = 'the time budget is used up';
    const names = ['elapsed', 'naps_per_second', 'peak'];
    const verdicts = names.map((name) => verdict(name, 'inconclusive', 0.1));
    const cut = resultOf({ ...test10, ended }, verdicts, { cells }, [scenario]);
    expect(cut).toMatchObject({ promised: 3, kept: 0, keepsPromise: null, ended });
    expect(exitCodeOfSelfTest([cut])).toBe(3);
    expect(selfTestText([cut])).toContain(`not decided: ${ended}`);
  });
});

describe('what a self-test comes to', () => {
  const kept: SelfTestResult = {
    slowdown: 0.1,
    folder: 'folder',
    ended: null,
    crashed: 0,
    moved: 1,
    found: 1,
    promised: 1,
    kept: 1,
    keepsPromise: true,
    missed: [],
  };

  test.each<[string, Partial<SelfTestResult>, number]>([
    ['a kept promise', {}, 0],
    ['a broken one', { keepsPromise: false }, 1],
    ['none', { keepsPromise: null }, 3],
    ['a program without a result', { crashed: 1 }, 1],
    ['a program without a result where nothing was promised', { crashed: 1, keepsPromise: null }, 1],
  ])('%s', (_, change, code) => {
    expect(exitCodeOfSelfTest([kept, { ...kept, ...change }])).toBe(code);
  });

  test('what a program said moves no cursor', () => {
    const text = selfTestText([{ ...kept, missed: ['cell elapsed: not-measured: \u001B[2Jgone'] }]);
    expect(text).toContain('not-measured: \uFFFD[2Jgone');
  });
});
