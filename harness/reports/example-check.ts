/**
 * Small checks made by hand, for the tests of their reports: one of pairs with every verdict, a failure, one-sided cases, a
 * metric that no sample has and hostile text, and one against a stored baseline.
 */
import { evidenceOf } from '../gate/check-evidence.ts';
import type { Arm, CellEvidence } from '../gate/evidence.ts';
import { gate } from '../gate/gate.ts';
import { judgeCheck, type Outcome } from '../gate/judge.ts';
import { defaultPolicy, type Policy } from '../gate/policy.ts';
import { planRound } from '../gate/rounds.ts';
import { gateUnpaired, judgeUnpaired } from '../gate/unpaired.ts';
import { defineScenario, type Parameters, type Scenario } from '../model.ts';
import { Random } from '../plan/random.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import type { PairLine } from '../store/check-folder.ts';
import { checkFormat, checkPlanSchema, type CheckCell, type CheckPlan } from '../store/check-plan.ts';
import type { PlannedCase } from '../store/plan.ts';
import { sampleSchema, type OkSample, type Sample } from '../store/sample.ts';
import { exampleRun, exampleScenario, hostileReason } from './example-run.ts';
import type { JudgedCheck } from './judged-check.ts';

/** Markup, a cell's end, a line that GitHub would take for a command, a spreadsheet's formula. */
export const hostileName = '=1+1|`x`\n::error title=a,b::<b>100%</b>\u001b[2J';

/** As the example run's, with a rate beside a time and memory. */
export const exampleCheckScenario: Scenario = defineScenario({
  ...exampleScenario,
  gated: [
    { metric: 'elapsed', growsWithSize: true },
    { metric: 'naps_per_second', growsWithSize: true },
    { metric: 'peak', growsWithSize: true },
  ],
  measurements: {
    ...exampleScenario.measurements,
    memory: [
      {
        name: 'naps_per_second',
        wire: 'napsPerSecond',
        perUnit: false,
        unit: 'tasks/s',
        direction: 'higher-is-better',
        description: 'Naps that ended, by the time of all',
      },
    ],
  },
});

/** How head differs from base in a cell, and what becomes of its samples. */
interface Behaviour {
  readonly variant: string;
  readonly tasks: number;
  readonly wake: string;
  /** head / base of the time; the rate is its inverse. */
  readonly slowdown: number;
  /** Of base's time, as a share. */
  readonly spread: number;
  /** How many in a hundred samples of an arm are noisy. */
  readonly noisy: Readonly<Record<Arm, number>>;
  /** The pair, from 0, in which head fails. */
  readonly fails: number | null;
}

const quiet = { base: 3, head: 3 };
const together = { wake: 'together', noisy: quiet, fails: null } as const;

const behaviours: readonly Behaviour[] = [
  { ...together, variant: 'go/timer', tasks: 1_000, slowdown: 1.08, spread: 0.02 },
  { ...together, variant: 'node/timer', tasks: 1_000, slowdown: 0.9, spread: 0.02 },
  {
    ...together,
    variant: 'go/timer',
    tasks: 10_000,
    slowdown: 1,
    spread: 0.02,
    noisy: { base: 45, head: 45 },
  },
  { ...together, variant: 'node/timer', tasks: 10_000, slowdown: 1, spread: 0.02, fails: 2 },
  { ...together, variant: 'node/thread', tasks: 10, wake: hostileName, slowdown: 1, spread: 0.5 },
];

const seed = 7;
const version = { go: '1.27.4', node: '26.10.0' } as const;

function plannedCase(variant: string, parameters: Parameters): PlannedCase {
  const runtime = variant.startsWith('go/') ? 'go' : 'node';
  const level = exampleCheckScenario.variants.find(({ name }) => name === variant)?.level ?? '';
  return {
    id: ['naps', variant, `${runtime}@${version[runtime]}`, 'all', ...settingsOf(parameters)].join(' '),
    scenario: 'naps',
    variant,
    level,
    runtime,
    runtimeVersion: version[runtime],
    regime: 'all',
    parameters,
    skip: null,
  };
}

function settingsOf(parameters: Parameters): string[] {
  return Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
}

const cells: readonly CheckCell[] = behaviours.map(({ variant, tasks, wake }) => {
  const parameters = { tasks, wake };
  const planned = plannedCase(variant, parameters);
  return {
    id: ['naps', variant, 'all', ...settingsOf(parameters)].join(' '),
    base: planned,
    head: planned,
    probe: 'memory',
    gated: [
      { metric: 'elapsed', unit: 'ns', direction: 'lower-is-better' },
      { metric: 'naps_per_second', unit: 'tasks/s', direction: 'higher-is-better' },
      { metric: 'peak', unit: 'bytes', direction: 'lower-is-better' },
    ],
  };
});

const own = { naps: ['elapsed', 'naps_per_second', 'peak'] };

const plan: CheckPlan = checkPlanSchema.parse({
  format: checkFormat,
  version: '0.1.0',
  checkId: '20261120T100000Z-example',
  createdAt: '2026-11-20T10:00:00.000Z',
  kind: 'check',
  suite: 'gate',
  seed,
  arms: {
    base: {
      label: 'main (1a2b3c4)',
      revision: { name: 'main', commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d', clean: true },
    },
    head: {
      label: `working tree ${hostileName}`,
      revision: { name: null, commit: '5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80', clean: false },
    },
  },
  cells,
  ungated: cells.slice(-1).map(({ id }) => ({ cell: id, metric: 'cpu' })),
  oneSided: [
    { case: `naps go/lock all wake=${hostileName}`, side: 'new' },
    { case: 'naps node/thread all tasks=1000 wake=together', side: 'removed' },
  ],
  policy: { ...defaultPolicy, accept: ['removed'] },
  gates: {
    head: { suite: 'gate', targets: [], budgetNs: 600e9, own },
    base: {
      policy: {
        ...defaultPolicy,
        metrics: { [hostileName]: ['peak'] },
        margins: { peak: { alarm: 0.01, harm: 0.02 } },
      },
      suite: 'gate',
      targets: [],
      budgetNs: 600e9,
      own,
    },
    problem: null,
  },
  looks: planLooks(cells.length * 3, defaultPolicy.q, defaultPolicy.mostPairs),
  floors: [],
  calibration: null,
  settings: {},
  pairNs: {},
  budgetNs: null,
  injected: null,
});

const exampleSample = exampleRun.samples.find(
  (sample): sample is OkSample => sample.status === 'ok' && sample.probe === 'memory',
);

/** What follows from a cell's behaviour, the arm and a random number. */
function sampleOf(behaviour: Behaviour, arm: Arm, cell: CheckCell, at: SamplePlace, random: Random): Sample {
  if (exampleSample === undefined) throw new Error('expected an ok memory sample in the example run');
  const { slowdown, spread, noisy, fails } = behaviour;
  const { variant, runtime, runtimeVersion, level, regime, parameters } = cell[arm];
  // Between -1 and 1, and mostly near 0.
  const deviation = [1, 2, 3].reduce((sum) => sum + random.below(2_001) / 1_000 - 1, 0) / 3;
  const elapsedNs = Math.round(700e6 * (arm === 'head' ? slowdown : 1) * (1 + spread * deviation));
  const peakBytes = 6_700_000 + random.below(9) * 4_096;
  const measurements = { napsPerSecond: (Number(parameters['tasks']) * 1e9) / elapsedNs };
  const isNoisy = random.below(100) < noisy[arm];
  const ok: OkSample = {
    ...exampleSample,
    variant,
    runtime,
    runtimeVersion,
    level,
    regime,
    parameters,
    elapsedNs,
    measurements,
    order: at.order,
    attempt: 1,
    round: at.round,
    block: cell.id,
    case: cell[arm].id,
    startedAt: new Date(Date.UTC(2026, 10, 20, 10, 0, at.order)).toISOString(),
    phases: exampleSample.phases.map((reading) => ({ ...reading, peakBytes })),
    noise: { ...exampleSample.noise, foreignCpuNs: isNoisy ? 340_000_000 : 10_000_000, stealNs: 0 },
    iterations: [{ warmup: false, elapsedNs, measurements }],
  };
  if (arm === 'base' || at.pair !== fails) return sampleSchema.parse(ok);
  const { elapsedNs: _, witness: _w, measurements: _m, iterations: _i, distributions: _d, ...seen } = ok;
  const unusable = { manifest: null, exit: null, stderrTail: '', rawLine: null, leftovers: [] };
  return sampleSchema.parse({ ...seen, ...unusable, status: 'failed', reason: hostileReason });
}

interface SamplePlace {
  readonly order: number;
  readonly round: number;
  /** Of the cell, from 0. */
  readonly pair: number;
}

/** Takes pairs as a check does: round after round, of the cells that want more. */
function takeAll(policy: Policy): { lines: PairLine[]; outcome: Extract<Outcome, { state: 'closed' }> } {
  const random = new Random(seed);
  const lines: PairLine[] = [];
  for (let round = 0; ; round += 1) {
    const outcome = judgeCheck(evidenceOf(plan, lines, [exampleCheckScenario], policy.noise), plan);
    if (outcome.state === 'closed') return { lines, outcome };
    for (const { cell: id, first } of planRound(seed, round, [...outcome.wanted.keys()])) {
      const index = cells.findIndex((cell) => cell.id === id);
      const [cell, behaviour] = [cells[index], behaviours[index]];
      if (cell === undefined || behaviour === undefined) throw new Error(`expected the cell ${id}`);
      const number = lines.length / 2;
      const pair = lines.filter((line) => line.cell === id).length / 2;
      const order: readonly Arm[] = first === 'base' ? ['base', 'head'] : ['head', 'base'];
      for (const [position, arm] of order.entries()) {
        const at = { order: 2 * number + position, round, pair };
        const sample = sampleOf(behaviour, arm, cell, at, random);
        lines.push({ pair: number, round, cell: id, arm, position, sample });
      }
    }
  }
}

const { lines, outcome } = takeAll(plan.policy);

export const exampleCheck: JudgedCheck = {
  plan,
  pairing: 'paired',
  environment: exampleRun.environment,
  lines,
  evidence: evidenceOf(plan, lines, [exampleCheckScenario], plan.policy.noise),
  cells: outcome.cells,
  result: gate(outcome.cells, plan, plan.policy),
  scenarios: [exampleCheckScenario],
};

/** Base was measured before, two samples of each metric fewer than head: the same values as those of the pairs. */
function unpairedCheck(check: JudgedCheck, policy: Policy): JudgedCheck {
  const evidence = check.evidence.slice(0, 3);
  const judged = judgeUnpaired(
    evidence.map((own) => ({
      cell: own.cell,
      hypotheses: own.hypotheses,
      base: valuesOf('base', own, 2),
      head: valuesOf('head', own, 0),
    })),
    policy,
    null,
  );
  const oneSided = check.plan.oneSided.slice(1);
  return {
    ...check,
    plan: {
      ...check.plan,
      suite: null,
      arms: { ...check.plan.arms, base: { ...check.plan.arms.base, label: 'baseline main' } },
      cells: check.plan.cells.slice(0, evidence.length),
      ungated: [],
      oneSided,
      policy,
      gates: null,
      looks: [],
    },
    pairing: 'unpaired',
    lines: [],
    evidence: evidence.map((own) => ({ ...own, pairs: [] })),
    cells: judged,
    result: gateUnpaired(judged, { oneSided }, policy),
  };
}

function valuesOf(arm: Arm, { hypotheses, pairs }: CellEvidence, leftOut: number): Record<string, number[]> {
  const measured = pairs.filter((pair) => pair.state === 'measured').slice(leftOut);
  return Object.fromEntries(
    hypotheses.map(({ metric }) => [metric, measured.flatMap(({ values }) => values[arm][metric] ?? [])]),
  );
}

export const exampleBaselineCheck: JudgedCheck = unpairedCheck(exampleCheck, exampleCheck.plan.policy);
