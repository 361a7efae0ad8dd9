import { describe, expect, test } from 'vitest';
import { gate, type Light, type Reason } from '../gate/gate.ts';
import { changeText, claimLines, headerLines, lightText, noiseText } from './check-words.ts';
import { exampleCheck } from './example-check.ts';
import type { JudgedCheck } from './judged-check.ts';

const { plan } = exampleCheck;

describe('a change', () => {
  const having = (low: number | null, high = 0): string =>
    changeText({
      hypothesis: { cell: '', metric: '', unit: 'ns', direction: 'lower-is-better' },
      estimate: Math.log(1.052),
      interval: low === null ? null : { low: Math.log(low), high: Math.log(high) },
    });

  test('stands before its interval, unless that holds no change', () => {
    expect(having(1.039, 1.066)).toBe('+5.2 % (+3.9 % to +6.6 %)');
    expect(having(0.988, 1.066)).toBe('~ (−1.2 % to +6.6 %)');
    expect(having(1, 1.066)).toMatch(/^~ /);
  });

  test('of too few pairs has no interval', () => {
    expect(having(null)).toBe('+5.2 % (no interval)');
  });
});

describe('what a check comes to', () => {
  const lit = (
    light: Light,
    given: Partial<JudgedCheck> = {},
    reasons: readonly Reason[] = exampleCheck.result.reasons,
  ): string => lightText({ ...exampleCheck, ...given, result: { light, reasons } });
  const withoutRegressions = exampleCheck.cells.map((cell) => ({
    ...cell,
    metrics: cell.metrics.filter(({ verdict }) => verdict !== 'regressed'),
  }));

  test('in words, with its exit code', () => {
    expect(lit('regression')).toBe(
      'regression: 2 of 15 metrics of 5 cells got worse by more than accident explains, and 8 are not decided (exit code 2: regression)',
    );
    expect(lit('error')).toContain('(exit code 1: tool or workload error)');
    expect(lit('inconclusive', { cells: withoutRegressions })).toBe(
      'inconclusive: no slowdown is shown, but 8 of 13 metrics of 5 cells are not decided; 1 metric could not be gated; 1 case on one side only (exit code 3: inconclusive, or not all measured)',
    );
  });

  test('one metric is in the singular', () => {
    const [cell] = exampleCheck.cells as [JudgedCheck['cells'][number]];
    const of = (verdict: JudgedCheck['cells'][number]['metrics'][number]['verdict']) => [
      { ...cell, metrics: cell.metrics.slice(0, 1).map((metric) => ({ ...metric, verdict })) },
    ];
    expect(lit('inconclusive', { cells: of('inconclusive') }, [])).toBe(
      'inconclusive: no slowdown is shown, but 1 of 1 metric of 1 cell is not decided (exit code 3: inconclusive, or not all measured)',
    );
    expect(lit('error', { cells: of('not-measured') })).toContain('1 of 1 metric of 1 cell is not decided (');
    expect(lit('inconclusive', { cells: of('regressed') }, [{ kind: 'unpaired', text: '' }])).toContain(
      '1 of 1 metric of 1 cell looks worse by more than accident explains, but a stored baseline may not gate',
    );
    expect(lit('pass', { cells: of('unchanged') })).toBe(
      'pass: no slowdown of 5 % or more in 1 metric of 1 cell (exit code 0: pass)',
    );
    const both = [{ ...cell, metrics: [...of('regressed')[0]!.metrics, ...of('inconclusive')[0]!.metrics] }];
    expect(lit('regression', { cells: both })).toContain('explains, and 1 is not decided');
    expect(
      noiseText({ ...exampleCheck, cells: [{ ...cell, taken: 14, noisy: { base: 1, head: 0, both: 0 } }] }),
    ).toBe(
      "1 of 14 pairs was too noisy and is not compared: base's sample alone in 1, head's alone in 0, both in 0",
    );
  });

  test('what could not be gated is counted, what concerns the whole check is said', () => {
    const reasons: Reason[] = [
      { kind: 'ungated', text: 'not gated: a peak: no sample has this figure' },
      { kind: 'unlike-noise', text: 'noise fell on one arm' },
    ];
    expect(lit('inconclusive', { cells: exampleCheck.cells.slice(1, 2) }, reasons)).toBe(
      'inconclusive: no slowdown is shown, but 1 metric could not be gated; noise fell on one arm (exit code 3: inconclusive, or not all measured)',
    );
  });

  test('without leave to gate, a slowdown that stands in the table is not denied', () => {
    const text = lit('inconclusive', { pairing: 'unpaired' }, [{ kind: 'unpaired', text: 'not paired' }]);
    expect(text).toBe(
      'inconclusive: 2 of 15 metrics of 5 cells look worse by more than accident explains, but 8 of 15 metrics of 5 cells are not decided; a stored baseline may not gate (exit code 3: inconclusive, or not all measured)',
    );
  });

  test('a pass names what was ruled out, in force and not as the policy wanted it', () => {
    const cells = exampleCheck.cells.slice(0, 2);
    expect(lit('pass', { cells })).toBe(
      'pass: no slowdown of 5 % or more in any of 6 metrics of 2 cells (exit code 0: pass)',
    );
    const raised = cells.map((cell) => ({
      ...cell,
      metrics: cell.metrics.map((metric) =>
        metric.hypothesis.metric === 'elapsed' ? { ...metric, margin: { alarm: 0.03, harm: 0.08 } } : metric,
      ),
    }));
    expect(lit('pass', { cells: raised })).toContain('no slowdown of 5 % to 8 % or more');
  });

  test('nothing measured is said, and passes nothing', () => {
    const cells: JudgedCheck['cells'] = [];
    const result = gate(cells, { oneSided: [] }, plan.policy);
    const empty = {
      ...exampleCheck,
      plan: { ...plan, cells: [], oneSided: [] },
      evidence: [],
      cells,
      result,
    };
    expect(lightText(empty)).toMatch(/^inconclusive: .*nothing was measured/);
  });

  test('a comparison has no gate', () => {
    expect(lit('regression', { plan: { ...plan, kind: 'compare' } })).toBe(
      'compare, without a gate: of 15 metrics of 5 cells 2 regressed, 2 improved, 3 unchanged, 5 inconclusive, 3 not measured',
    );
  });
});

test('calibration says which slowdowns are found, and where there is none', () => {
  expect(claimLines(exampleCheck)).toEqual([]);
  expect(headerLines(exampleCheck).join('\n')).toContain('not calibrated here');
  const detectable = [0.03, 0.05, null];
  const cells = exampleCheck.cells.map((cell, index) => ({
    ...cell,
    metrics: cell.metrics.map((metric) => {
      const found = detectable[index];
      const { metric: name } = metric.hypothesis;
      return name === 'elapsed' && found !== undefined
        ? { ...metric, floor: { cell: cell.cell, metric: name, alarm: 0.02, detectable: found } }
        : metric;
    }),
  }));
  const calibrated = { ...exampleCheck, plan: { ...plan, calibration: 'c-1' }, cells };
  expect(headerLines(calibrated)).toContain('calibrated here: c-1');
  expect(claimLines(calibrated)).toContain(
    'elapsed: a slowdown of 3 % to 5 % is found in 2 cells; nothing that was tried is found in 1 cell; 2 cells without calibration',
  );
  expect(claimLines(calibrated)).toContain('peak: 5 cells without calibration');
});
