import { describe, expect, test } from 'vitest';
import { exampleRun, exampleScenario } from '../reports/example-run.ts';
import type { PairLine } from '../store/check-folder.ts';
import type { CheckCell } from '../store/check-plan.ts';
import { sampleSchema, type OkSample, type Sample } from '../store/sample.ts';
import { evidenceOf, hypothesesOf } from './check-evidence.ts';
import type { Arm } from './evidence.ts';
import { defaultPolicy } from './policy.ts';

const ok = exampleRun.samples.find(
  (sample): sample is OkSample => sample.status === 'ok' && sample.probe === 'memory',
) as OkSample;
const planned = exampleRun.plan.cases.find(({ id }) => id === ok.case) as CheckCell['base'];

function cell(id: string, gated = ['elapsed']): CheckCell {
  return {
    id,
    base: planned,
    head: planned,
    probe: 'memory',
    gated: gated.map((metric) => ({ metric, unit: 'ns', direction: 'lower-is-better' })),
  };
}

function sample(elapsedNs: number, changes: Partial<OkSample> = {}): Sample {
  return sampleSchema.parse({ ...ok, elapsedNs, ...changes });
}

/** A sample without a result, with all that was seen of it. */
const seen = exampleRun.samples.find(({ status }) => status === 'failed') as Sample;

function unusable(status: 'failed' | 'not-attained' | 'oom', reason = 'it broke'): Sample {
  return sampleSchema.parse({ ...seen, status, reason });
}

const line = (pair: number, arm: Arm, position: number, own: Sample, of = 'a'): PairLine => ({
  pair,
  round: pair,
  cell: of,
  arm,
  position,
  sample: own,
});

/** Base first: 100 and 110, 200 and 220 … */
const pairOf = (pair: number, of = 'a'): PairLine[] => [
  line(pair, 'base', 0, sample(100 * (pair + 1)), of),
  line(pair, 'head', 1, sample(110 * (pair + 1)), of),
];

const evidence = (lines: readonly PairLine[], cells = [cell('a')]) =>
  evidenceOf({ cells }, lines, [exampleScenario], defaultPolicy.noise);

describe('pairs', () => {
  test('are made of two lines each, in the order in which they were taken', () => {
    expect(evidence([...pairOf(0), ...pairOf(3)])).toEqual([
      {
        cell: 'a',
        hypotheses: [{ cell: 'a', metric: 'elapsed', unit: 'ns', direction: 'lower-is-better' }],
        pairs: [
          {
            index: 0,
            first: 'base',
            state: 'measured',
            values: { base: { elapsed: 100 }, head: { elapsed: 110 } },
            noisy: { base: null, head: null },
          },
          {
            index: 1,
            first: 'base',
            state: 'measured',
            values: { base: { elapsed: 400 }, head: { elapsed: 440 } },
            noisy: { base: null, head: null },
          },
        ],
      },
    ]);
  });

  test('know which arm came first, whichever line stands first', () => {
    const headFirst = [line(0, 'head', 0, sample(110)), line(0, 'base', 1, sample(100))];
    for (const lines of [headFirst, headFirst.toReversed()]) {
      const [pair] = evidence(lines)[0]!.pairs;
      expect(pair).toMatchObject({
        first: 'head',
        values: { base: { elapsed: 100 }, head: { elapsed: 110 } },
      });
    }
  });

  test('belong to their cells; one without any has none', () => {
    const cells = ['a', 'b', 'c'].map((id) => cell(id));
    const found = evidence([...pairOf(0, 'b'), ...pairOf(1, 'a'), ...pairOf(2, 'b')], cells);
    expect(found.map(({ cell: id, pairs }) => [id, pairs.length])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 0],
    ]);
    expect(found[1]?.pairs.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('of which one sample is missing are left out, wherever they stand', () => {
    const [half] = pairOf(1) as [PairLine, PairLine];
    const [found] = evidence([...pairOf(0), half, ...pairOf(2)]);
    expect(found?.pairs.map((pair) => pair.state === 'measured' && pair.values.base['elapsed'])).toEqual([
      100, 300,
    ]);
    expect(found?.pairs.map(({ index }) => index)).toEqual([0, 1]);
    expect(evidence([half])[0]?.pairs).toEqual([]);
  });
});

describe('attempts', () => {
  test('the last one of each arm counts', () => {
    const [pair] = evidence([
      line(0, 'base', 0, unusable('not-attained')),
      line(0, 'base', 0, unusable('not-attained')),
      line(0, 'base', 0, sample(100, { attempt: 3 })),
      line(0, 'head', 1, unusable('not-attained')),
      line(0, 'head', 1, sample(110, { attempt: 2 })),
    ])[0]!.pairs;
    expect(pair).toMatchObject({
      state: 'measured',
      first: 'base',
      values: { base: { elapsed: 100 }, head: { elapsed: 110 } },
    });
  });

  test('two of one arm are no pair', () => {
    expect(
      evidence([line(0, 'base', 0, unusable('not-attained')), line(0, 'base', 0, sample(1))])[0]?.pairs,
    ).toEqual([]);
  });

  test('that all came to nothing fail the pair', () => {
    const [pair] = evidence([
      line(0, 'head', 0, { ...unusable('not-attained', 'first'), attempt: 1 }),
      line(0, 'head', 0, { ...unusable('not-attained', 'second'), attempt: 2 }),
      line(0, 'head', 0, { ...unusable('not-attained', 'third'), attempt: 3 }),
      line(0, 'base', 1, sample(100)),
    ])[0]!.pairs;
    expect(pair).toEqual({
      index: 0,
      first: 'head',
      state: 'failed',
      arm: 'head',
      status: 'not-attained',
      reason: 'third',
    });
  });

  test('of which another one was to come make no pair yet', () => {
    const lines = [
      line(0, 'base', 0, sample(100)),
      line(0, 'head', 1, { ...unusable('not-attained', 'first'), attempt: 1 }),
    ];
    expect(evidence(lines)[0]?.pairs).toEqual([]);
  });

  test('of different number make the pair too noisy: the waits differ', () => {
    const [pair] = evidence([
      line(0, 'head', 0, { ...unusable('not-attained', 'first'), attempt: 1 }),
      line(0, 'head', 0, sample(110, { attempt: 2 })),
      line(0, 'base', 1, sample(100)),
    ])[0]!.pairs;
    expect(pair).toMatchObject({
      noisy: { base: null, head: "attempt 2, with a longer wait than the other arm's" },
    });
  });
});

describe('a sample without a result', () => {
  test.each(['base', 'head'] as const)('of %s fails its pair, and names the arm', (arm) => {
    const other = arm === 'base' ? 'head' : 'base';
    const lines = [line(0, other, 0, sample(100)), line(0, arm, 1, unusable('oom'))];
    expect(evidence(lines)[0]?.pairs).toEqual([
      { index: 0, first: other, state: 'failed', arm, status: 'oom', reason: 'it broke' },
    ]);
  });

  test('on both sides: the one that came first is named', () => {
    const lines = [line(0, 'head', 0, unusable('oom')), line(0, 'base', 1, unusable('failed'))];
    expect(evidence(lines)[0]?.pairs[0]).toMatchObject({ first: 'head', arm: 'head', status: 'oom' });
  });

  test('skipped too', () => {
    const skipped = exampleRun.samples.find(({ status }) => status === 'skipped') as Sample;
    const lines = [line(0, 'base', 0, skipped), line(0, 'head', 1, sample(1))];
    expect(evidence(lines)[0]?.pairs[0]).toMatchObject({ state: 'failed', arm: 'base', status: 'skipped' });
  });
});

describe('values', () => {
  test('of every gated metric and no other; what a sample does not have is left out', () => {
    const [first, second] = pairOf(0) as [PairLine, PairLine];
    // Of a tree of processes there is no peak.
    const phases = ok.phases.map((phase) => ({ ...phase, processes: 2 }));
    const lines = [first, { ...second, sample: sample(110, { phases }) }];
    const [pair] = evidence(lines, [cell('a', ['elapsed', 'peak'])])[0]!.pairs;
    const peak = Math.max(...ok.phases.map(({ peakBytes }) => peakBytes ?? 0));
    expect(pair).toMatchObject({ state: 'measured' });
    expect(pair?.state === 'measured' && pair.values).toEqual({
      base: { elapsed: 100, peak },
      head: { elapsed: 110 },
    });
  });

  test('noise is judged by arm and by the given limits', () => {
    const noisy = { ...ok.noise, foreignCpuNs: 0.2 * ok.noise.wallNs };
    const lines = [line(0, 'head', 0, sample(1, { noise: noisy })), line(0, 'base', 1, sample(1))];
    const flags = (limits = defaultPolicy.noise) => {
      const [pair] = evidenceOf({ cells: [cell('a')] }, lines, [exampleScenario], limits)[0]!.pairs;
      return pair?.state === 'measured' ? pair.noisy : null;
    };
    expect(flags()).toEqual({ base: null, head: '20 % of a CPU used by other programs, more than 15 %' });
    expect(flags({ ...defaultPolicy.noise, foreignCpu: 0.3 })).toEqual({ base: null, head: null });
  });
});

test('hypotheses are the gated metrics of a cell, in their order', () => {
  expect(hypothesesOf(cell('a', ['peak', 'elapsed'])).map(({ cell: id, metric }) => [id, metric])).toEqual([
    ['a', 'peak'],
    ['a', 'elapsed'],
  ]);
});

test('a scenario that is not given is a mistake of the caller', () => {
  expect(() => evidenceOf({ cells: [cell('a')] }, [], [], defaultPolicy.noise)).toThrow(
    'there is no scenario naps',
  );
});
