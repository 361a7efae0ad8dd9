/** Runs made up for the tests of charts, in which each cell says what a test wants of it. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { phases, type Parameters, type Phase, type Probe, type Scenario } from '../../model.ts';
import type { PlannedCase } from '../../store/plan.ts';
import type { OkSample } from '../../store/sample.ts';
import { exampleRun, exampleScenario } from '../example-run.ts';
import type { Run } from '../report.ts';

export interface MadeCell {
  readonly variant: string;
  readonly level?: string;
  readonly version?: string;
  readonly regime?: '1core' | 'all';
  readonly parameters?: Parameters;
  /** Processes of each probe. */
  readonly rounds: number;
  /** By round; a millisecond and a microsecond for each round if not said. */
  readonly elapsedNs?: (round: number) => number;
  /** Bytes at each hold, and the most since the one before. */
  readonly held?: Partial<Record<Phase, readonly [residentBytes: number, peakBytes: number]>>;
  /** What each process of a latency sample records, ns; none if not said. */
  readonly latencies?: (round: number) => readonly number[];
}

export function madeRun(cells: readonly MadeCell[], scenario: Scenario = exampleScenario): Run {
  const cases = cells.map((cell) => ({ cell, planned: plannedCase(cell, scenario) }));
  const taken = cases.flatMap(({ cell, planned }) =>
    Array.from({ length: cell.rounds }, (_, round) => [
      { cell, planned, round, probe: 'memory' as const },
      ...(cell.latencies === undefined ? [] : [{ cell, planned, round, probe: 'latency' as const }]),
    ]).flat(),
  );
  return {
    ...exampleRun,
    scenarios: [scenario],
    plan: {
      ...exampleRun.plan,
      cases: cases.map(({ planned }) => planned),
      entries: taken.map(({ planned, round, probe }, order) => ({
        order,
        round,
        block: `${scenario.name} ${planned.level} ${planned.regime}`,
        case: planned.id,
        probe,
        seed: order,
        padding: 0,
      })),
    },
    samples: taken.map(({ cell, planned, round, probe }, order) =>
      madeSample(cell, planned, round, probe, order),
    ),
  };
}

function plannedCase(
  { variant, level, version, regime, parameters }: MadeCell,
  { name: scenario, levels }: Scenario,
): PlannedCase {
  const runtime = variant.slice(0, Math.max(variant.indexOf('/'), 0));
  const own = {
    scenario,
    variant,
    level: level ?? Object.keys(levels)[0] ?? '',
    runtime,
    runtimeVersion: version ?? '1.0.0',
    regime: regime ?? ('all' as const),
    parameters: { tasks: 1_000, wake: 'together', ...parameters },
    skip: null,
  };
  return { id: JSON.stringify(own), ...own };
}

function madeSample(
  cell: MadeCell,
  { id, scenario, variant, level, runtime, runtimeVersion, regime, parameters }: PlannedCase,
  round: number,
  probe: Probe,
  order: number,
): OkSample {
  const template = [...exampleRun.samples].find((sample) => sample.status === 'ok');
  const [reading] = template?.phases ?? [];
  if (template === undefined || reading === undefined) throw new Error('the example run has no ok sample');
  const elapsedNs = cell.elapsedNs?.(round) ?? 1_000_000 + round * 1_000;
  const recorded = probe === 'latency' ? (cell.latencies?.(round) ?? []) : [];
  return {
    ...template,
    order,
    attempt: 1,
    round,
    block: `${scenario} ${level} ${regime}`,
    case: id,
    scenario,
    variant,
    level,
    runtime,
    runtimeVersion,
    regime,
    parameters,
    probe,
    elapsedNs,
    iterations: [{ warmup: false, elapsedNs, measurements: {} }],
    measurements: {},
    phases: phases.flatMap((phase) => {
      const [residentBytes, peakBytes] = cell.held?.[phase] ?? [];
      if (residentBytes === undefined || peakBytes === undefined) return [];
      return [{ ...reading, phase, residentBytes: residentBytes + round, peakBytes }];
    }),
    distributions: recorded.length === 0 ? [] : [histogram(recorded)],
  };
}

function histogram(values: readonly number[]): OkSample['distributions'][number] {
  const recorded = build({ highestTrackableValue: 3.6e12, numberOfSignificantValueDigits: 3 });
  for (const value of values) recorded.recordValue(value);
  return {
    name: 'wake_lateness',
    unit: 'ns',
    encoding: 'hdr-v2-base64',
    count: values.length,
    data: encodeIntoCompressedBase64(recorded),
  };
}
