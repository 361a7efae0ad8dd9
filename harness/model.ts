/**
 * The nouns of Interleave. Everything else imports this file; it imports nothing.
 * Durations are nanoseconds, sizes are bytes, both as plain numbers (exact to 2^53).
 */

/** The CPU budget of a case: the whole process on one CPU, or on every allowed CPU. */
export type Regime = '1core' | 'all';
export const regimes: readonly Regime[] = ['1core', 'all'];

/** The moments at which a workload holds still so that its memory can be read. A closed list, in time order. */
export type Phase = 'baseline' | 'armed' | 'parked' | 'drained' | 'collected';
export const phases: readonly Phase[] = ['baseline', 'armed', 'parked', 'drained', 'collected'];

/**
 * What a sample is taken for. `memory`: the workload only counts, so that memory, throughput and CPU time are its own;
 * `latency`: it keeps a time for every task. That bookkeeping costs as much memory as a timer and as much time as a
 * hand-over, so the two never come from the same process.
 */
export type Probe = 'memory' | 'latency';
export const probes: readonly Probe[] = ['memory', 'latency'];

/** How a sample ended. Every planned sample becomes a row with one of these. */
export type Status = 'ok' | 'failed' | 'oom' | 'timeout' | 'hung' | 'not-attained' | 'skipped';
export const statuses: readonly Status[] = [
  'ok',
  'failed',
  'oom',
  'timeout',
  'hung',
  'not-attained',
  'skipped',
];

export type ParameterValue = number | string;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A parameter that a scenario takes. Its name is also its CSV column. */
export type ParameterDefinition =
  | {
      readonly kind: 'count';
      readonly description: string;
      readonly minimum: number;
      readonly maximum: number;
      /** The only values, where not all between minimum and maximum can be had. */
      readonly oneOf?: readonly number[];
      readonly default: number;
    }
  | {
      readonly kind: 'choice';
      readonly description: string;
      readonly values: readonly [string, ...string[]];
      readonly default: string;
    };

export type Direction = 'lower-is-better' | 'higher-is-better' | 'none';

/** A unit of the CSV files; one unit for each dimension. */
export type Unit =
  | 'ns'
  | 'bytes'
  | 'count'
  | 'ratio'
  | 'ns/task'
  | 'bytes/task'
  | 'ns/item'
  | 'ns/switch'
  | 'ns/unit'
  | 'tasks/s'
  | 'items/s';

export interface MetricDefinition {
  /** snake_case; the value of the CSV column `metric`. */
  readonly name: string;
  readonly unit: Unit;
  readonly direction: Direction;
  readonly description: string;
}

/** A metric that the workload itself reports. */
export interface MeasuredMetric extends MetricDefinition {
  /** The key of `measurements` on the wire. */
  readonly wire: string;
  /** Divide by the size parameter; a sample of size 0 then has no value. */
  readonly perUnit: boolean;
  /** The variants of which it says something; all if not said. */
  readonly variants?: readonly string[];
  /** The workload reports 0 for what it had no need to measure; such a sample has no value. */
  readonly zeroMeansNone?: boolean;
}

/** One iteration of a sample, in the order in which they were taken; the first warm-ups, then the measured ones. */
export interface IterationRecord {
  readonly warmup: boolean;
  readonly elapsedNs: number;
  /** The workload's own figures, by their key on the wire. */
  readonly measurements: Readonly<Record<string, number>>;
}

/** A metric that follows from a sample's iterations. */
export interface DerivedMetric extends MetricDefinition {
  /** The variants that have it; all if not said. */
  readonly variants?: readonly string[];
  /** Null where the sample has no such figure, e.g. a rate of no tasks. */
  readonly derive: (iterations: readonly IterationRecord[], parameters: Parameters) => number | null;
}

/**
 * A metric as a multiple of another case's in the same round, e.g. of this machine's own futex switch. It is no figure of
 * one sample: it stands in the summary, one value a round in which both were measured.
 */
export interface RatioMetric extends MetricDefinition {
  /** The metric of this scenario that is divided, of a `memory` sample. */
  readonly of: string;
  readonly to: OtherCase | SameVariant;
}

/** One fixed case, of any scenario. */
export interface OtherCase {
  readonly scenario: string;
  readonly variant: string;
  readonly regime: Regime;
  readonly metric: string;
}

/** The same variant, runtime version and regime, with other values of these parameters, e.g. one worker. */
export interface SameVariant {
  readonly parameters: Parameters;
  readonly metric: string;
}

/** What a workload says it did. `checksum` is a decimal string (it may pass 2^53), null where no task has an identity. */
export interface Manifest {
  readonly created: number;
  readonly completed: number;
  readonly peakAlive: number;
  readonly messages: number;
  readonly checksum: string | null;
}

/** What an honest sample reports. Where the scheduler decides how many were alive at once, bounds instead of a figure. */
export type ExpectedManifest = Omit<Manifest, 'peakAlive'> & {
  readonly peakAlive: number | { readonly least: number; readonly most: number };
};

/** What a machine must have for one sample of a variant; upper estimates, compared before anything starts. */
export interface Needs {
  /** Peak of the process tree's resident memory, bytes. */
  readonly memoryBytes: number;
  /** Kernel threads alive at once. */
  readonly threads: number;
  /** Memory mappings of one process (Linux: vm.max_map_count). */
  readonly mappings: number;
}

/** A second count, from outside or from the runtime itself, that must agree with the workload's own. */
export type WitnessDefinition = AliveWitness | SwitchWitness;

/** Counts what is alive while the workload holds. */
export interface AliveWitness {
  readonly kind: 'goroutines-waiting' | 'timeout-resources' | 'threads';
  /** How far its count may be off. `threads` bounds from below only: runtimes start threads of their own. */
  readonly tolerance: number;
  /** The probes that take it; a count that costs memory is no part of a memory sample. */
  readonly probes: readonly Probe[];
  /** The first version of the runtime that can tell it; null: all can. Only older ones may leave it out. */
  readonly since: string | null;
  /** Where it is taken, `parked` if not said; and what it must be, the expected peak alive if not said. */
  readonly at?: Phase;
  readonly expected?: (parameters: Parameters) => number;
}

/**
 * The kernel's count of context switches of all threads (getrusage), voluntary and involuntary, between the edges of the
 * timed regions. The workload reports it as the measurement `contextSwitches` of every iteration.
 */
export interface SwitchWitness {
  readonly kind: 'context-switches';
  /** Switches for each message of the manifest, over all measured iterations together. */
  readonly perMessage: { readonly least: number; readonly most: number };
  /** Across CPUs a thread may find its turn come before it has slept, so that the count holds on one CPU only. */
  readonly regimes: readonly Regime[];
  readonly probes: readonly Probe[];
}

export interface Variant {
  /** `<runtime>/<what it does>`, e.g. `go/goroutine-sleep`. */
  readonly name: string;
  /** The ladder level; variants of different levels are shown beside each other, never ranked together. */
  readonly level: string;
  readonly description: string;
  /** `default`: the mechanism as it comes; `tuned`: with options, which are then named in `options`. */
  readonly tuning: 'default' | 'tuned';
  readonly options?: string;
  readonly needs: (parameters: Parameters) => Needs;
  /** The witness that must agree; null where there is none. */
  readonly witness: WitnessDefinition | null;
  /** The platforms (`process.platform`) that have the mechanism; all if not said. */
  readonly platforms?: readonly string[];
  /** Why it has no such case, e.g. `a select statement has 8 cases at most: workers must be 8 or fewer`; null: it has. */
  readonly refuses?: (parameters: Parameters) => string | null;
}

/**
 * The point along a parameter at which one way begins to beat another: up to it `against` is the better one, from it on the
 * others are. It is sought among the sizes that a run has measured.
 */
export interface CrossoverDefinition {
  /** snake_case */
  readonly name: string;
  /** From which what on which beats what. */
  readonly question: string;
  /** The count parameter along which it is sought; all others must be equal. */
  readonly over: string;
  /** A metric of `memory` samples that is not `none` in its direction. */
  readonly metric: string;
  readonly against: string;
  readonly variants: readonly string[];
}

/**
 * A picture of the scenario, drawn of every run that holds what it needs. Which cells of a run it shows follows from the run:
 * of each level those that share all that is not swept, the most there are; `where` and `regime` choose.
 */
export type ChartDefinition = ChartBasics &
  (
    | {
        /** A mark with its interval for each variant. */
        readonly kind: 'dots';
        readonly metric: string;
      }
    | {
        /** The metric over a parameter, a line for each variant. */
        readonly kind: 'lines';
        readonly metric: string;
        readonly over: string;
        /** The slope of memory over the size stands beside each variant's name. */
        readonly slope?: boolean;
        /** The name of a crossover over the same parameter, which is marked. */
        readonly crossover?: string;
      }
    | {
        /** Resident memory at each hold, a line for each variant. */
        readonly kind: 'phases';
      }
    | {
        /** Percentiles of a distribution of latency samples, a line for each variant. */
        readonly kind: 'percentiles';
        readonly distribution: string;
      }
  );

export interface ChartBasics {
  /** kebab-case: its files are called `<scenario>-<name>`. */
  readonly name: string;
  /** What is seen, in a few words, without unit. */
  readonly title: string;
  /** What is good to know when one reads it; a line under the title. */
  readonly note?: string;
  /** The values that parameters must have; of those not named, the ones of most cells. */
  readonly where?: Parameters;
  /** The regime; the one of most cells if not said. */
  readonly regime?: Regime;
  /** The variants that are shown, as far as the run has them; all if not said. */
  readonly variants?: readonly string[];
}

/** A metric on which a check may fail unless its policy names others. */
export interface GatedMetric {
  /** Of `memory` samples, and not `none` in its direction. */
  readonly metric: string;
  /**
   * Whether a share more work takes about that share more of it, so that a slowdown can be injected through the size
   * parameter: the self-test of a gate.
   */
  readonly growsWithSize: boolean;
}

/** One line of a suite: these variants at these parameters, so many times. */
export interface SuiteEntry {
  readonly variants: readonly string[];
  readonly parameters: Readonly<Record<string, readonly ParameterValue[]>>;
  readonly regimes: readonly Regime[];
  readonly probes: readonly Probe[];
}

export interface Suite {
  readonly runs: number;
  readonly entries: readonly SuiteEntry[];
}

/**
 * A value that a scenario needs but that depends on the machine (how long must the tasks wait so that all are alive
 * at once?). A pilot of every variant is run up to `parked`; the slowest decides for all variants with equal parameters.
 */
export interface Pilot {
  /** The wire parameter that carries the value. */
  readonly setting: string;
  /** The value for the pilot itself, ns: far more than any machine needs. */
  readonly provisionalNs: (parameters: Parameters) => number;
  /** The value for the samples, ns, from the slowest pilot's time between the start and `parked`, ns. */
  readonly settleNs: (slowestNs: number, parameters: Parameters) => number;
}

/** How often a sample repeats its work in one process. */
export interface Repetition {
  /** Before the measured ones; with any, the first of them is the cold one. */
  readonly warmups: number;
  /** Measured, at least 1. */
  readonly iterations: number;
}

/** What a scenario's own rules see of one measured iteration. */
export interface SeenIteration {
  readonly variant: string;
  readonly regime: Regime;
  readonly probe: Probe;
  readonly parameters: Parameters;
  readonly manifest: Manifest;
  readonly measurements: Readonly<Record<string, number>>;
}

export interface Scenario {
  readonly name: string;
  readonly question: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly variants: readonly Variant[];
  /** The probes that its samples can be taken for. */
  readonly probes: readonly Probe[];
  /**
   * `headline`, `quick`, `gate`, `full` …; a suite's name may occur in several scenarios. `smoke` has every variant at the
   * least sizes: whether it runs at all.
   */
  readonly suites: Readonly<Record<string, Suite>>;
  readonly pilot: Pilot | null;
  readonly repetition: (parameters: Parameters, probe: Probe) => Repetition;
  /** The phases at which every variant holds after `baseline`, by probe. */
  readonly holds: Readonly<Record<Probe, readonly Phase[]>>;
  /** What every honest variant reports in every iteration. */
  readonly expectedManifest: (parameters: Parameters, probe: Probe, variant: string) => ExpectedManifest;
  /** What else must be true of an honest iteration; the reason why it is not, or null. */
  readonly verify?: (seen: SeenIteration) => string | null;
  /**
   * The workload's own figures, by probe: the keys of `measurements` on the wire. Of several measured iterations a
   * sample's value is the median.
   */
  readonly measurements: Readonly<Record<Probe, readonly MeasuredMetric[]>>;
  /** What follows from the iterations, by probe. */
  readonly derived: Readonly<Record<Probe, readonly DerivedMetric[]>>;
  readonly ratios: readonly RatioMetric[];
  /**
   * A metric that must be alike in all rows that do the same work, e.g. how long a unit of CPU work takes:
   * cells of equal parameters in which it differs by more than this share are not comparable, and say so.
   */
  readonly comparableWhile?: { readonly metric: string; readonly within: number };
  readonly crossovers?: readonly CrossoverDefinition[];
  /** The first is the headline. */
  readonly charts?: readonly ChartDefinition[];
  readonly gated: readonly GatedMetric[];
  /** The distributions that a latency sample carries: the names on the wire. */
  readonly distributions: readonly MetricDefinition[];
  /** The parameter that counts units of work; memory is given as a slope over it. */
  readonly sizeParameter: string;
  /** Names of the metrics that a terminal's table shows, and of those that the report shows, in order. */
  readonly shown: { readonly terminal: readonly string[]; readonly report: readonly string[] };
  /** What must be known to read a metric of a table, by the metric's name; it stands under every table that shows it. */
  readonly caveats?: Readonly<Record<string, string>>;
  /** The least that the timed region of an honest sample can take, ns; `settings` are the pilot's. */
  readonly shortestNs: (
    parameters: Parameters,
    settings: Readonly<Record<string, number>>,
    variant: string,
  ) => number;
  /** How long one sample may take beyond the pilot's setting, ns, before it is stopped. */
  readonly timeLimitNs: (parameters: Parameters) => number;
}

/** Checks what the types cannot; throws on a mistake in a scenario's own declaration. */
export function defineScenario(scenario: Scenario): Scenario {
  const seen = new Set<string>();
  for (const variant of scenario.variants) {
    if (seen.has(variant.name))
      throw new Error(`${scenario.name}: variant ${variant.name} is declared twice`);
    seen.add(variant.name);
    if (!/^[a-z0-9]+\/[a-z0-9-]+$/.test(variant.name)) {
      throw new Error(`${scenario.name}: variant ${variant.name} is not named <runtime>/<variant>`);
    }
    if (!(variant.level in scenario.levels)) {
      throw new Error(`${scenario.name}: variant ${variant.name} names the unknown level ${variant.level}`);
    }
  }
  if (scenario.parameters[scenario.sizeParameter]?.kind !== 'count') {
    throw new Error(`${scenario.name}: sizeParameter ${scenario.sizeParameter} is no count parameter`);
  }
  for (const [suite, { entries }] of Object.entries(scenario.suites)) {
    for (const entry of entries) {
      for (const name of entry.variants) {
        if (!seen.has(name))
          throw new Error(`${scenario.name}: suite ${suite} names the unknown variant ${name}`);
      }
      for (const name of Object.keys(entry.parameters)) {
        if (!(name in scenario.parameters)) {
          throw new Error(`${scenario.name}: suite ${suite} sets the unknown parameter ${name}`);
        }
      }
      for (const probe of entry.probes) {
        if (!scenario.probes.includes(probe)) {
          throw new Error(`${scenario.name}: suite ${suite} takes ${probe} samples, which it does not have`);
        }
      }
    }
  }
  for (const probe of probes) {
    for (const metric of [...scenario.measurements[probe], ...scenario.derived[probe]]) {
      for (const name of metric.variants ?? []) {
        if (!seen.has(name))
          throw new Error(`${scenario.name}: metric ${metric.name} names the unknown variant ${name}`);
      }
    }
  }
  for (const crossover of scenario.crossovers ?? []) {
    const { name, over, against, variants, metric } = crossover;
    for (const variant of [against, ...variants]) {
      if (!seen.has(variant))
        throw new Error(`${scenario.name}: crossover ${name} names the unknown variant ${variant}`);
    }
    if (scenario.parameters[over]?.kind !== 'count') {
      throw new Error(`${scenario.name}: crossover ${name} goes over ${over}, which is no count parameter`);
    }
    const measured = [...scenario.measurements.memory, ...scenario.derived.memory];
    const known = measured.find((one) => one.name === metric);
    if (metric !== 'elapsed' && (known === undefined || known.direction === 'none')) {
      throw new Error(
        `${scenario.name}: crossover ${name} compares ${metric}, which has no better direction`,
      );
    }
  }
  for (const chart of scenario.charts ?? []) {
    const named = `${scenario.name}: chart ${chart.name}`;
    if (!/^[a-z0-9-]+$/.test(chart.name))
      throw new Error(`${named} is not named by small letters and digits`);
    for (const variant of chart.variants ?? []) {
      if (!seen.has(variant)) throw new Error(`${named} shows the unknown variant ${variant}`);
    }
    for (const parameter of Object.keys(chart.where ?? {})) {
      if (!(parameter in scenario.parameters))
        throw new Error(`${named} asks for the unknown parameter ${parameter}`);
    }
    if (chart.kind === 'lines' && scenario.parameters[chart.over]?.kind !== 'count')
      throw new Error(`${named} goes over ${chart.over}, which is no count parameter`);
    if (
      chart.kind === 'percentiles' &&
      scenario.distributions.every(({ name }) => name !== chart.distribution)
    )
      throw new Error(`${named} shows the unknown distribution ${chart.distribution}`);
  }
  for (const { name, witness } of scenario.variants) {
    if (witness?.kind !== 'context-switches') continue;
    for (const probe of witness.probes) {
      if (!scenario.measurements[probe].some(({ wire }) => wire === 'contextSwitches')) {
        throw new Error(
          `${scenario.name}: variant ${name} has a context-switches witness, but ${probe} samples measure no contextSwitches`,
        );
      }
    }
  }
  return scenario;
}

/** `go/after-func` → `go`. */
export function runtimeOf(variantName: string): string {
  return variantName.slice(0, variantName.indexOf('/'));
}

/** `go/after-func` → `after-func`. */
export function programOf(variantName: string): string {
  return variantName.slice(variantName.indexOf('/') + 1);
}
