/** Every metric: what it is called, what it means and how it follows from a sample. What is compared is taken by one probe only. */
import {
  phases,
  type MetricDefinition,
  type Phase,
  type Probe,
  type RatioMetric,
  type Scenario,
} from './model.ts';
import { decodeDistribution, type Distribution } from './statistics/distribution.ts';
import type { OkSample, PhaseReading } from './store/sample.ts';

export interface Metric extends MetricDefinition {
  readonly probe: Probe;
}

export interface MetricValue {
  readonly metric: Metric;
  readonly value: number;
}

/** A metric and how to read it; null where the sample or the machine does not tell. `size`: the scenario's size parameter. */
interface Reading {
  readonly metric: Metric;
  readonly read: (
    sample: OkSample,
    size: number,
    scenario: Scenario,
    distributions: DecodedDistributions,
  ) => number | null;
}

const state: Readonly<Record<Phase, string>> = {
  baseline: 'before the first task is created',
  armed: 'when all tasks are created, or all workers or stages are ready',
  parked: 'while all tasks wait',
  drained: 'when all tasks have ended',
  collected: 'after a forced garbage collection at the end',
};

const memory = {
  bytesPerTask: memoryMetric(
    'bytes_per_task',
    'bytes/task',
    'Resident memory at `parked` less that at `baseline`, divided by the number of tasks',
  ),
  peakBytesPerTask: memoryMetric(
    'peak_bytes_per_task',
    'bytes/task',
    '`peak` less the resident memory at `baseline`, divided by the number of tasks',
  ),
  peak: memoryMetric(
    'peak',
    'bytes',
    'Largest resident memory (VmHWM) from the start of the process until its last hold; only where the workload is a single process',
  ),
};

const generic: readonly Reading[] = [
  { metric: memory.bytesPerTask, read: (sample, size) => perUnit(parkedGrowth(sample), size) },
  { metric: memory.peakBytesPerTask, read: (sample, size) => perUnit(peakGrowth(sample), size) },
  ...phases.map((phase) =>
    reading(
      memoryMetric(
        `${phase}_resident`,
        'bytes',
        `Resident memory (VmRSS) of the workload's own process ${state[phase]}`,
      ),
      (sample) => at(sample, phase)?.residentBytes ?? null,
    ),
  ),
  ...phases.map((phase) =>
    reading(
      memoryMetric(
        `${phase}_proportional`,
        'bytes',
        `Proportional memory (PSS) of the workload's process tree ${state[phase]}`,
      ),
      (sample) => at(sample, phase)?.proportionalBytes ?? null,
    ),
  ),
  ...phases.map((phase) =>
    reading(
      memoryMetric(
        `peak_to_${phase}`,
        'bytes',
        `Largest resident memory (VmHWM) since ${phase === 'baseline' ? 'the start of the process' : 'the previous hold'}, read at \`${phase}\`; only where the workload is a single process`,
      ),
      (sample) => (isSingleProcess(sample) ? (at(sample, phase)?.peakBytes ?? null) : null),
    ),
  ),
  { metric: memory.peak, read: peakBytes },
  reading(
    memoryMetric(
      'elapsed',
      'ns',
      "The timed regions of all measured iterations, holds of timer scenarios included, on the workload's own monotonic clock",
    ),
    (sample) => sample.elapsedNs,
  ),
  reading(
    memoryMetric('cpu', 'ns', 'CPU time of the process tree from its start to its end, user and system'),
    ({ usage }) => usage && usage.userNs + usage.systemNs,
  ),
  reading(
    memoryMetric(
      'cpu_user',
      'ns',
      'CPU time of the process tree spent in the program itself: the user part of `cpu`',
    ),
    ({ usage }) => usage?.userNs ?? null,
  ),
  reading(
    memoryMetric(
      'cpu_system',
      'ns',
      'CPU time of the process tree spent in the kernel: the system part of `cpu`',
    ),
    ({ usage }) => usage?.systemNs ?? null,
  ),
  reading(
    descriptive(
      'threads_parked',
      'count',
      "Kernel threads of the workload's own process while all tasks wait",
    ),
    (sample) => at(sample, 'parked')?.threads ?? null,
  ),
];

/** What else happened while a sample was taken; beside every sample, whatever it was taken for. */
const circumstances: readonly {
  readonly name: string;
  readonly unit: MetricDefinition['unit'];
  readonly description: string;
  readonly read: (sample: OkSample, scenario: Scenario) => number | null;
}[] = [
  {
    name: 'wait',
    unit: 'ns',
    description: 'How long each task was told to wait, as the pilot settled it',
    read: ({ settings }, { pilot }) => (pilot === null ? null : (settings[pilot.setting] ?? null)),
  },
  {
    name: 'minor_faults',
    unit: 'count',
    description: 'Page faults of the process tree that needed no disk',
    read: ({ usage }) => usage?.minorFaults ?? null,
  },
  {
    name: 'major_faults',
    unit: 'count',
    description: 'Page faults of the process tree that read from disk',
    read: ({ usage }) => usage?.majorFaults ?? null,
  },
  {
    name: 'voluntary_switches',
    unit: 'count',
    description: 'Context switches of all threads that waited',
    read: ({ usage }) => usage?.voluntarySwitches ?? null,
  },
  {
    name: 'involuntary_switches',
    unit: 'count',
    description: 'Context switches of all threads that were made to give way',
    read: ({ usage }) => usage?.involuntarySwitches ?? null,
  },
  {
    name: 'foreign_cpu',
    unit: 'ns',
    description: 'CPU time that other programs used during the sample',
    read: ({ noise }) => noise.foreignCpuNs,
  },
  {
    name: 'steal',
    unit: 'ns',
    description: 'CPU time that the hypervisor gave to other machines during the sample',
    read: ({ noise }) => noise.stealNs,
  },
  {
    name: 'throttled',
    unit: 'ns',
    description: 'Time for which the cgroup was held back by its CPU limit during the sample',
    read: ({ noise }) => noise.throttledNs,
  },
  {
    name: 'cpu_pressure',
    unit: 'ns',
    description:
      "Time in which some task of the machine, the workload's own included, waited for a CPU (PSI some)",
    read: ({ noise }) => noise.cpuPressureNs,
  },
  {
    name: 'memory_pressure',
    unit: 'ns',
    description: 'Time in which some task of the machine waited for memory (PSI some)',
    read: ({ noise }) => noise.memoryPressureNs,
  },
];

function circumstanceReadings(probe: Probe): Reading[] {
  return circumstances.map(({ name, unit, description, read }) => ({
    metric: { name, unit, direction: 'none', description, probe },
    read: (sample, _, scenario) => read(sample, scenario),
  }));
}

/** The metrics that every sample by a probe may have, whatever its scenario. */
export function genericMetrics(probe: Probe): Metric[] {
  const readings =
    probe === 'memory' ? [...generic, ...circumstanceReadings(probe)] : circumstanceReadings(probe);
  return readings.map(({ metric }) => metric);
}

/** Not of one sample: the slope of `parkedGrowth` over the size parameter, one for each round. */
export const slopeMetric: Metric = memoryMetric(
  'bytes_per_task_slope',
  'bytes/task',
  'Least-squares slope of resident memory (`parked` less `baseline`) over the number of tasks within one round; the sizes are those of the run, so the parameter that counts tasks is empty',
);

/** What is read from each distribution of a latency sample; the suffix of the metric's name. */
const distributionFigures: readonly {
  readonly suffix: string;
  readonly description: string;
  readonly read: (distribution: Distribution) => number;
}[] = [
  ...[50, 90, 99, 99.9].map((percentile) => ({
    suffix: `p${String(percentile).replace('.', '_')}`,
    description: `${percentile}th percentile within one sample`,
    read: (distribution: Distribution) => distribution.atPercentile(percentile),
  })),
  { suffix: 'max', description: 'largest within one sample', read: ({ maximum }) => maximum },
  { suffix: 'mean', description: 'mean within one sample', read: ({ mean }) => mean },
];

/**
 * The metrics of a scenario's samples by one probe, in the order in which they are shown.
 *
 * @throws Error when two have one name
 */
export function metricsOf(scenario: Scenario, probe: Probe): Metric[] {
  const metrics = [
    ...(probe === 'memory' ? [] : distributionMetrics(scenario)),
    ...derivedReadings(scenario, probe).map(({ metric }) => metric),
    ...genericMetrics(probe),
    ...measuredReadings(scenario, probe).map(({ metric }) => metric),
    ...(probe === 'memory' ? scenario.ratios.map(ratioMetric) : []),
  ];
  const twice = metrics.find(
    ({ name }, index) => metrics.findIndex((other) => other.name === name) !== index,
  );
  if (twice !== undefined)
    throw new Error(`${scenario.name}: two metrics of ${probe} samples are called ${twice.name}`);
  return metrics;
}

/** The metrics of a scenario's distribution, e.g. `wake_lateness_p99`. */
export function distributionMetrics(scenario: Scenario): Metric[] {
  return scenario.distributions.flatMap((definition) =>
    distributionFigures.map(({ suffix, description }) => distributionMetric(definition, suffix, description)),
  );
}

/** The metrics that a sample by this probe may say something about: those of `metricsOf` without the ratios, which need others. */
export function sampleMetrics(scenario: Scenario, probe: Probe): readonly Metric[] {
  return readingsOf(scenario, probe).metrics;
}

/** What a sample says of each of `sampleMetrics`, in their order; null for a metric without a value. */
export function sampleValues(sample: OkSample, scenario: Scenario): (number | null)[] {
  return valuesOf(sample, scenario, readingsOf(scenario, sample.probe).readings);
}

/** What a sample says, in the order of `metricsOf`; a metric without a value is left out. */
export function metricValues(sample: OkSample, scenario: Scenario): MetricValue[] {
  const { readings, metrics } = readingsOf(scenario, sample.probe);
  return valuesOf(sample, scenario, readings).flatMap((value, index) => {
    const metric = metrics[index];
    return value === null || metric === undefined ? [] : [{ metric, value }];
  });
}

/** One of these values; null where the sample has none. Distributions that it is not about stay encoded, which saves most of the time. */
export function metricValue(sample: OkSample, scenario: Scenario, name: string): number | null {
  const { readings } = readingsOf(scenario, sample.probe);
  const wanted = readings.filter(({ metric }) => metric.name === name);
  return valuesOf(sample, scenario, wanted).find((value) => value !== null) ?? null;
}

interface Readings {
  readonly readings: readonly Reading[];
  readonly metrics: readonly Metric[];
}

const knownReadings = new WeakMap<Scenario, Partial<Record<Probe, Readings>>>();

/** Made once for each scenario: every sample asks for them. */
function readingsOf(scenario: Scenario, probe: Probe): Readings {
  const known = knownReadings.get(scenario) ?? {};
  knownReadings.set(scenario, known);
  return (known[probe] ??= makeReadings(scenario, probe));
}

function makeReadings(scenario: Scenario, probe: Probe): Readings {
  const readings = [
    ...(probe === 'memory' ? [] : distributionReadings(scenario)),
    ...derivedReadings(scenario, probe),
    ...(probe === 'memory' ? generic : []),
    ...circumstanceReadings(probe),
    ...measuredReadings(scenario, probe),
  ];
  return { readings, metrics: readings.map(({ metric }) => metric) };
}

function valuesOf(sample: OkSample, scenario: Scenario, readings: readonly Reading[]): (number | null)[] {
  const size = Number(sample.parameters[scenario.sizeParameter]);
  const distributions = new DecodedDistributions(sample);
  return readings.map(({ read }) => read(sample, size, scenario, distributions));
}

/** The distributions of a sample, each decoded once and only when it is asked for. */
class DecodedDistributions {
  readonly #sample: OkSample;
  readonly #known = new Map<string, Distribution | null>();

  constructor(sample: OkSample) {
    this.#sample = sample;
  }

  /** Null where the sample does not carry it, and for an empty one (no tasks), which has no figures. */
  get(wanted: string): Distribution | null {
    const known = this.#known.get(wanted);
    if (known !== undefined) return known;
    const carried = this.#sample.distributions.find(({ name }) => name === wanted);
    const found = carried === undefined || carried.count === 0 ? null : decodeDistribution(carried.data);
    this.#known.set(wanted, found);
    return found;
  }
}

/**
 * Resident memory at `parked` less that at `baseline`, bytes; null without these phases. Null for a tree of processes
 * too: the reading covers the workload's own process, and tasks that live in others would look free.
 */
export function parkedGrowth(sample: OkSample): number | null {
  const baseline = at(sample, 'baseline');
  const parked = at(sample, 'parked');
  if (baseline === undefined || parked === undefined || !isSingleProcess(sample)) return null;
  return parked.residentBytes - baseline.residentBytes;
}

function peakGrowth(sample: OkSample): number | null {
  const baseline = at(sample, 'baseline');
  const peak = peakBytes(sample);
  return baseline === undefined || peak === null ? null : peak - baseline.residentBytes;
}

function peakBytes(sample: OkSample): number | null {
  const peaks = sample.phases.map(({ peakBytes }) => peakBytes).filter((bytes) => bytes !== null);
  // The peak of an interval that was not seen may be the largest.
  if (peaks.length === 0 || peaks.length < sample.phases.length || !isSingleProcess(sample)) return null;
  return Math.max(...peaks);
}

function isSingleProcess(sample: OkSample): boolean {
  return sample.phases.every(({ processes }) => processes === 1);
}

function at(sample: OkSample, phase: Phase): PhaseReading | undefined {
  return sample.phases.find((reading) => reading.phase === phase);
}

function distributionReadings(scenario: Scenario): Reading[] {
  return scenario.distributions.flatMap((definition) =>
    distributionFigures.map(({ suffix, description, read }) => ({
      metric: distributionMetric(definition, suffix, description),
      read: (_sample, _size, _scenario, distributions) => {
        const distribution = distributions.get(definition.name);
        return distribution && read(distribution);
      },
    })),
  );
}

function derivedReadings(scenario: Scenario, probe: Probe): Reading[] {
  return scenario.derived[probe].map(({ name, unit, direction, description, variants, derive }) => ({
    metric: { name, unit, direction, description, probe },
    read: ({ variant, iterations, parameters }) =>
      iterations.length === 0 || variants?.includes(variant) === false
        ? null
        : derive(iterations, parameters),
  }));
}

/** Not of one sample: see `RatioMetric`. */
export function ratioMetric({ name, unit, direction, description }: RatioMetric): Metric {
  return { name, unit, direction, description, probe: 'memory' };
}

function measuredReadings(scenario: Scenario, probe: Probe): Reading[] {
  return scenario.measurements[probe].map(
    ({ wire, perUnit: divided, name, unit, direction, description, variants, zeroMeansNone }) => ({
      metric: { name, unit, direction, description, probe },
      read: ({ variant, measurements }, size) => {
        if (variants?.includes(variant) === false) return null;
        const value = measurements[wire] ?? null;
        if (value === 0 && zeroMeansNone === true) return null;
        return divided ? perUnit(value, size) : value;
      },
    }),
  );
}

function perUnit(value: number | null, size: number): number | null {
  return value === null || size === 0 ? null : value / size;
}

function distributionMetric(definition: MetricDefinition, suffix: string, figure: string): Metric {
  const { name, unit, direction, description } = definition;
  return {
    name: `${name}_${suffix}`,
    unit,
    direction,
    description: `${description}: ${figure}`,
    probe: 'latency',
  };
}

function memoryMetric(name: string, unit: MetricDefinition['unit'], description: string): Metric {
  return { name, unit, direction: 'lower-is-better', description, probe: 'memory' };
}

/** Tells about a sample's circumstances; neither way is better. */
function descriptive(name: string, unit: MetricDefinition['unit'], description: string): Metric {
  return { name, unit, direction: 'none', description, probe: 'memory' };
}

function reading(metric: Metric, read: Reading['read']): Reading {
  return { metric, read };
}
