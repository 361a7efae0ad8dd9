/** What the rows of the scenario are described by, beyond what every variant is. */
import type { Needs, Parameters, Variant, WitnessDefinition } from '../../harness/model.ts';

export const mebibyte = 1024 * 1024;

/** The parameters as numbers. */
export function counts(parameters: Parameters) {
  const count = (name: string): number => Number(parameters[name]);
  return {
    tasks: count('tasks'),
    workers: count('workers'),
    cost: count('cost'),
    waitMs: count('wait_ms'),
    buffer: count('buffer'),
    batch: count('batch'),
  };
}

export type Counts = ReturnType<typeof counts>;

export interface PoolRow extends Variant {
  /**
   * The most tasks that may be submitted and not done: those that run, those that wait where the pool has places for them,
   * and the one that is being submitted. Null where the row submits all at once.
   */
  readonly mostInFlight: ((counts: Counts) => number) | null;
  /** Whether `pool_start` measures anything: workers that are there, and have answered, before the first task. */
  readonly startsWorkers: boolean;
  /**
   * Whether the row knows which worker had a task; then every one must have had one where there are enough tasks. Where
   * workers help themselves one may be done before another has woken: there only if tasks wait.
   */
  readonly knowsWorkers: boolean | 'where-tasks-wait';
}

/** In flight in a pool that takes a task only when a worker is free. */
export const oneEach = ({ workers }: Counts): number => workers + 1;
/** In flight in a pool whose queue has `buffer` places. */
export const oneEachAndBuffer = ({ workers, buffer }: Counts): number => workers + buffer + 1;
/** In flight in a pool whose workers get `batch` tasks at once: the batch that is being filled among them. */
export const batchEach = ({ workers, batch }: Counts): number => (workers + 1) * batch;

/** What a task or a worker adds. */
export interface Share {
  readonly bytes: number;
  readonly threads?: number;
  readonly mappings?: number;
}

/**
 * Upper estimates of a sample's peak, above what was measured with up to 1,000,000 tasks and 4,096 workers (64 threads) on
 * Linux x86-64 (2026-11, Go 1.27.4, Node 26.10.0). They decide only whether a sample is started at all.
 */
export function needs(baseBytes: number, task: Share, worker: Share) {
  return (parameters: Parameters): Needs => {
    const { tasks, workers } = counts(parameters);
    return {
      memoryBytes: baseBytes + tasks * task.bytes + workers * worker.bytes,
      threads: 16 + workers * (worker.threads ?? 0),
      mappings: 1_000 + workers * (worker.mappings ?? 0),
    };
  };
}

/** One that has to wait for a place is not there yet; what is left are its times in a latency sample. */
export const boundedTask: Share = { bytes: 64 };
export const nothing: Share = { bytes: 0 };

/** The kernel's count of threads, before the first task: as many more as there are workers. */
export const threadsStarted: WitnessDefinition = {
  kind: 'threads',
  at: 'armed',
  expected: (parameters) => counts(parameters).workers,
  tolerance: 0,
  probes: ['memory'],
  since: null,
};
