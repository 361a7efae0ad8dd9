import { describe, expect, test } from 'vitest';
import type { Regime, Scenario } from '../model.ts';
import type { OkSample, Sample } from '../store/sample.ts';
import { exampleRun, exampleScenario } from './example-run.ts';
import type { Run } from './report.ts';
import { summariseCases } from './summaries.ts';

/** A case of the example whose six memory samples are all ok. */
const dividedId = 'naps go/timer go@1.27.4 all tasks=10000 wake=together';
const dividedNs = 600_000_000;
const referenceNs = 50_000_000;

/** Divides `elapsed` by another scenario's CPU time: every operand that could be mistaken has another figure. */
const scenario: Scenario = {
  ...exampleScenario,
  ratios: [
    {
      name: 'yard_multiple',
      unit: 'ratio',
      direction: 'lower-is-better',
      description: '`elapsed` as a multiple of the yardstick',
      of: 'elapsed',
      to: { scenario: 'yard', variant: 'os/stick', regime: '1core', metric: 'cpu_user' },
    },
  ],
};
const yard: Scenario = { ...exampleScenario, name: 'yard', ratios: [] };

const divided = exampleRun.samples.filter(
  (sample): sample is OkSample =>
    sample.status === 'ok' && sample.case === dividedId && sample.probe === 'memory',
);

/** A sample of the yardstick in round r, whose CPU time is (r + 1) times as large as that of round 0. */
function reference(
  round: number,
  {
    regime = '1core',
    variant = 'os/stick',
    userNs = (round + 1) * referenceNs,
  }: {
    regime?: Regime;
    variant?: string;
    userNs?: number;
  } = {},
): OkSample {
  const [like] = divided;
  if (like === undefined || like.usage === null) throw new Error('expected a sample with CPU time');
  const usage = { ...like.usage, userNs };
  return { ...like, order: 1_000 + round, round, scenario: 'yard', variant, case: 'yard', regime, usage };
}

/** The multiples of round after round, null where there is none. */
function multiples(references: readonly Sample[]): (number | null)[] {
  const samples = divided.map((sample) => ({ ...sample, elapsedNs: dividedNs }));
  return samples.map((sample) => {
    // One round's sample alone, so that its value shows and not the median of all.
    const run: Run = { ...exampleRun, scenarios: [scenario, yard], samples: [sample, ...references] };
    return multipleOf(run)?.median ?? null;
  });
}

function multipleOf(run: Run) {
  return summariseCases(run)
    .find((summary) => summary.case.id === dividedId && summary.probe === 'memory')
    ?.metrics.find(({ metric }) => metric.name === 'yard_multiple')?.summary;
}

const rounds = [0, 1, 2, 3, 4, 5];

describe('ratios', () => {
  test('each sample is divided by the reference of its own round', () => {
    expect(divided.map(({ round }) => round)).toEqual(rounds);
    expect(multiples(rounds.map((round) => reference(round)))).toEqual([12, 6, 4, 3, 12 / 5, 2]);
  });

  test('the summary is of one value a round', () => {
    const samples = [
      ...divided.map((sample) => ({ ...sample, elapsedNs: dividedNs })),
      ...rounds.map((round) => reference(round)),
    ];
    const run: Run = { ...exampleRun, scenarios: [scenario, yard], samples };
    expect(multipleOf(run)).toMatchObject({ n: 6, minimum: 2, median: 3.5, maximum: 12 });
  });

  test('a round without the reference gives no value', () => {
    const some = rounds.filter((round) => round !== 1 && round !== 4).map((round) => reference(round));
    expect(multiples(some)).toEqual([12, null, 4, 3, null, 2]);
    expect(multiples([])).toEqual(rounds.map(() => null));
  });

  test('neither does one whose reference failed, or is 0', () => {
    const { limits, phases, usage, noise, ...common } = reference(0);
    const failed = {
      ...common,
      limits,
      phases,
      usage,
      noise,
      status: 'failed',
      reason: 'gave up',
      exit: null,
      stderrTail: '',
      rawLine: null,
      leftovers: [],
    } as Sample;
    expect(multiples([failed, reference(1, { userNs: 0 }), reference(2)]).slice(0, 3)).toEqual([
      null,
      null,
      4,
    ]);
  });

  test('a reference of another regime, variant or scenario does not count', () => {
    expect(
      multiples([
        reference(0, { regime: 'all' }),
        reference(1, { variant: 'os/other' }),
        { ...reference(2), scenario: 'naps' },
        reference(3),
      ]),
    ).toEqual([null, null, null, 3, null, null]);
  });

  test('of several references in a round the median counts', () => {
    const several = [30_000_000, 50_000_000, 600_000_000].map((userNs, index) => ({
      ...reference(0, { userNs }),
      order: 2_000 + index,
    }));
    expect(multiples(several)[0]).toBe(12);
  });
});

describe('a ratio to the same variant at other parameters', () => {
  const speedUp: Scenario = {
    ...exampleScenario,
    ratios: [
      {
        name: 'growth',
        unit: 'ratio',
        direction: 'none',
        description: '`elapsed` as a multiple of that with one task',
        of: 'elapsed',
        to: { parameters: { tasks: 1 }, metric: 'elapsed' },
      },
    ],
  };

  /** The same sample with one task, which took a fifth of the time in each round but the last. */
  function withOneTask(sample: OkSample, changes: Partial<OkSample> = {}): OkSample {
    const parameters = { ...sample.parameters, tasks: 1 };
    const elapsedNs = sample.elapsedNs / (sample.round === 5 ? 2 : 5);
    return { ...sample, case: 'one', order: 3_000 + sample.round, parameters, elapsedNs, ...changes };
  }

  function growthOf(others: readonly Sample[]) {
    const run: Run = { ...exampleRun, scenarios: [speedUp], samples: [...divided, ...others] };
    return summariseCases(run)
      .find((summary) => summary.case.id === dividedId && summary.probe === 'memory')
      ?.metrics.find(({ metric }) => metric.name === 'growth')?.summary;
  }

  test('is taken round by round', () => {
    expect(growthOf(divided.map((sample) => withOneTask(sample)))).toMatchObject({
      n: 6,
      minimum: 2,
      median: 5,
      maximum: 5,
    });
  });

  test.each<[string, Partial<OkSample>]>([
    ['another variant', { variant: 'node/timer' }],
    ['another version', { runtimeVersion: '1.23.0' }],
    ['another regime', { regime: '1core' }],
    ['another probe', { probe: 'latency' }],
  ])('knows no %s', (_, changes) => {
    expect(growthOf(divided.map((sample) => withOneTask(sample, changes)))).toBeUndefined();
  });

  test('is nothing for the case itself', () => {
    const run: Run = {
      ...exampleRun,
      scenarios: [
        {
          ...speedUp,
          ratios: [{ ...speedUp.ratios[0]!, to: { parameters: { tasks: 10_000 }, metric: 'elapsed' } }],
        },
      ],
      samples: divided,
    };
    const own = summariseCases(run).find((summary) => summary.case.id === dividedId);
    expect(own?.metrics.map(({ metric }) => metric.name)).not.toContain('growth');
  });
});
