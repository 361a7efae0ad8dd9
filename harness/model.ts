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
 * What a sample is taken for. Bookkeeping for a latency distribution costs as much memory as a timer,
 * so memory and latency never come from the same process.
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
export type Unit = 'ns' | 'bytes' | 'count' | 'ns/task' | 'bytes/task';

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
}

/** What a workload says it did. `checksum` is a decimal string (it may pass 2^53), null where no task has an identity. */
export interface Manifest {
  readonly created: number;
  readonly completed: number;
  readonly peakAlive: number;
  readonly messages: number;
  readonly checksum: string | null;
}

/** What a machine must have for one sample of a variant; upper estimates, compared before anything starts. */
export interface Needs {
  /** Peak of the process tree's resident memory, bytes. */
  readonly memoryBytes: number;
  /** Kernel threads alive at once. */
  readonly threads: number;
  /** Memory mappings of one process (Linux: vm.max_map_count). */
  readonly mappings: number;
}

/** A second count of the tasks alive, from outside or from the runtime itself, that must agree with the workload's own. */
export type WitnessKind = 'goroutines-waiting' | 'timeout-resources' | 'threads';

export interface WitnessDefinition {
  readonly kind: WitnessKind;
  /** How far its count may be off. */
  readonly tolerance: number;
  /** The probes that take it; a count that costs memory is no part of a memory sample. */
  readonly probes: readonly Probe[];
  /** The first version of the runtime that can tell it; null: all can. Only older ones may leave it out. */
  readonly since: string | null;
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
  /** The witness that must agree at `parked`, and how far it may be off; null where there is none. */
  readonly witness: WitnessDefinition | null;
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

export interface Scenario {
  readonly name: string;
  readonly question: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  readonly variants: readonly Variant[];
  /** `headline`, `quick`, `full` …; a suite's name may occur in several scenarios. */
  readonly suites: Readonly<Record<string, Suite>>;
  readonly pilot: Pilot | null;
  /** The phases at which every variant holds after `baseline`, by probe. */
  readonly holds: Readonly<Record<Probe, readonly Phase[]>>;
  /** What every honest variant reports. */
  readonly expectedManifest: (parameters: Parameters, probe: Probe) => Manifest;
  /** The workload's own figures, by probe: the keys of `measurements` on the wire. */
  readonly measurements: Readonly<Record<Probe, readonly MeasuredMetric[]>>;
  /** The distributions that a latency sample carries: the names on the wire. */
  readonly distributions: readonly MetricDefinition[];
  /** The parameter that counts units of work; memory is given as a slope over it. */
  readonly sizeParameter: string;
  /** The least that the timed region of an honest sample can take, ns; `settings` are the pilot's. */
  readonly shortestNs: (parameters: Parameters, settings: Readonly<Record<string, number>>) => number;
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
