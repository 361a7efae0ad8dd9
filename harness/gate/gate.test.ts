import { describe, expect, test } from 'vitest';
import { gate, type OneSided, type Reason } from './gate.ts';
import type { CellVerdict, MetricVerdict, NoisyPairs } from './judge.ts';
import { failedPair, judged, ladder, madeCell, madeHypothesis, pairsOf, ranked } from './made-cells.ts';
import { defaultPolicy } from './policy.ts';

const equal = ranked(32, [1, 4, 5, 8, 9, 12, 13], 0.0005);

const green = madeCell('green', pairsOf(equal));
const faster = madeCell('faster', pairsOf(ladder(14, -0.2, 0.001)));
const red = madeCell('red', pairsOf(ladder(14, 0.2, 0.001)));
const grey = madeCell(
  'grey',
  pairsOf(ranked(32, [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32], 0.02)),
);
const crashed = (status: string) => madeCell('crashed', [failedPair('head', status)]);

const nothingElse = { oneSided: [] };

const lightOf = (...cells: readonly Parameters<typeof judged>[0][number][]) =>
  gate(judged(cells), nothingElse, defaultPolicy).light;

describe('the light', () => {
  test('is green where every metric of every cell is unchanged or improved', () => {
    expect(gate(judged([green, faster]), nothingElse, defaultPolicy)).toEqual({ light: 'pass', reasons: [] });
  });

  test('is red for one regression among others', () => {
    const { light, reasons } = gate(judged([green, red]), nothingElse, defaultPolicy);
    expect(light).toBe('regression');
    expect(reasons).toEqual([
      {
        kind: 'regressed',
        text: "red elapsed: regressed: 22.1 % worse, and no accident at this look's 0.1 %",
      },
    ]);
  });

  test('is an error for a crash, which is no regression', () => {
    for (const status of ['failed', 'oom', 'timeout', 'hung'])
      expect(lightOf(green, crashed(status))).toBe('error');
    expect(gate(judged([crashed('oom')]), nothingElse, defaultPolicy).reasons).toEqual([
      { kind: 'crashed', text: 'crashed elapsed: not-measured: head oom: it broke' },
    ]);
  });

  test('is inconclusive for what is not decided', () => {
    expect(lightOf(green, grey)).toBe('inconclusive');
  });

  test.each(['not-attained', 'skipped'])(
    'is inconclusive for a sample that is %s: no mistake of a program',
    (status) => {
      expect(lightOf(green, crashed(status))).toBe('inconclusive');
    },
  );

  test('a regression comes before a crash, a crash before what is not decided; all reasons are given', () => {
    const { light, reasons } = gate(judged([grey, crashed('failed'), red]), nothingElse, defaultPolicy);
    expect(light).toBe('regression');
    expect(reasons.map(({ kind, text }) => [kind, text.split(' ')[0]])).toEqual([
      ['regressed', 'red'],
      ['crashed', 'crashed'],
      ['open', 'grey'],
    ]);
    expect(lightOf(grey, crashed('failed'))).toBe('error');
  });

  test('one undecided metric keeps a cell from being green', () => {
    const hypotheses = [madeHypothesis('two'), madeHypothesis('two', { metric: 'absent' })];
    expect(lightOf(madeCell('two', pairsOf(equal), hypotheses))).toBe('inconclusive');
  });

  test('nothing measured is never green', () => {
    const nothing = { light: 'inconclusive', reasons: [{ kind: 'nothing', text: 'nothing was measured' }] };
    expect(gate([], nothingElse, defaultPolicy)).toEqual(nothing);
    expect(gate(judged([madeCell('a', pairsOf(equal), [])]), nothingElse, defaultPolicy)).toEqual(nothing);
    expect(gate(judged([madeCell('a', [])], undefined, 'ended'), nothingElse, defaultPolicy).light).toBe(
      'inconclusive',
    );
    expect(lightOf(madeCell('a', pairsOf(equal, ['head'])))).toBe('inconclusive');
  });
});

describe('a case on one side only', () => {
  const oneSided: readonly OneSided[] = [
    { case: 'x', side: 'new' },
    { case: 'y', side: 'removed' },
  ];
  const withAccept = (accept: ('new' | 'removed')[], cells = [green]) =>
    gate(judged(cells), { oneSided }, { ...defaultPolicy, accept });

  test('is neither green nor red, and says how it passes', () => {
    expect(withAccept([])).toEqual({
      light: 'inconclusive',
      reasons: [
        { kind: 'one-sided', text: 'x: not measured: new (it passes with "accept": ["new"])' },
        { kind: 'one-sided', text: 'y: not measured: removed (it passes with "accept": ["removed"])' },
      ],
    });
    expect(withAccept(['new']).reasons).toHaveLength(1);
  });

  test('passes where the policy accepts it', () => {
    expect(withAccept(['removed', 'new'])).toEqual({ light: 'pass', reasons: [] });
  });

  test('is still nothing measured where there is nothing else', () => {
    expect(withAccept(['removed', 'new'], []).light).toBe('inconclusive');
  });

  test('does not hide a regression', () => {
    expect(withAccept([], [red]).light).toBe('regression');
  });
});

describe('a gated metric that no sample has', () => {
  const withUngated = (cells = [green]) =>
    gate(judged(cells), { oneSided: [], ungated: [{ cell: 'green', metric: 'peak' }] }, defaultPolicy);

  test('keeps the gate from passing, since green needs every gated metric measured', () => {
    expect(withUngated()).toEqual({
      light: 'inconclusive',
      reasons: [{ kind: 'ungated', text: 'not gated: green peak: no sample has this figure' }],
    });
  });

  test('does not hide a regression', () => {
    expect(withUngated([red]).light).toBe('regression');
  });
});

describe('noise on one arm', () => {
  const unlikeIn = (cells: readonly CellVerdict[]): Reason[] =>
    gate(cells, nothingElse, defaultPolicy).reasons.filter(({ kind }) => kind === 'unlike-noise');
  const noisyCells = (...noisy: NoisyPairs[]): CellVerdict[] =>
    noisy.map((own, index) => ({
      cell: `cell ${index}`,
      taken: 40,
      noisy: own,
      metrics: judged([green])[0]?.metrics as MetricVerdict[],
    }));

  test('of the same number is alike, and pairs that are noisy on both sides count for neither', () => {
    expect(unlikeIn(noisyCells({ base: 0, head: 0, both: 100 }))).toEqual([]);
    expect(unlikeIn(noisyCells({ base: 10, head: 10, both: 0 }))).toEqual([]);
  });

  test('is unlike below a chance of 1 % under a fair coin, either way', () => {
    // 2 · 2⁻⁷ is 1.6 %, 2 · 2⁻⁸ is 0.8 %.
    expect(unlikeIn(noisyCells({ base: 0, head: 7, both: 0 }))).toEqual([]);
    expect(unlikeIn(noisyCells({ base: 0, head: 8, both: 0 }))).toEqual([
      {
        kind: 'unlike-noise',
        text: "noise fell on one arm: too noisy were 0 of base's samples and 8 of head's, which a filter that is blind to the arm would hardly give",
      },
    ]);
    expect(unlikeIn(noisyCells({ base: 8, head: 0, both: 0 }))).toHaveLength(1);
  });

  test('is summed over cells, and keeps the gate from passing', () => {
    const cells = noisyCells({ base: 0, head: 4, both: 0 }, { base: 0, head: 4, both: 3 });
    expect(unlikeIn(cells)).toHaveLength(1);
    expect(gate(cells, nothingElse, defaultPolicy)).toEqual({
      light: 'inconclusive',
      reasons: unlikeIn(cells),
    });
    expect(gate(cells.slice(1), nothingElse, defaultPolicy).light).toBe('pass');
  });

  test('does not hide a regression', () => {
    const cells = [...judged([red]), ...noisyCells({ base: 0, head: 20, both: 0 })];
    expect(gate(cells, nothingElse, defaultPolicy).light).toBe('regression');
  });
});
