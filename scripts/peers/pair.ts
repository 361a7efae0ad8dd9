/** A public benchmark beside the row of ours that measures the same mechanism. */
import type { Parameters, Regime } from '../../harness/model.ts';

/** How often the public benchmark's operation is the row's unit. */
interface Converted {
  /** The row's units (hand-overs, tasks) in one operation of the benchmark. */
  readonly unitsPerOperation: number;
}

/** A benchmark of Go's `testing` package, built by the Go that is measured. */
export interface GoBenchmark extends Converted {
  readonly kind: 'go-benchmark';
  /** As `go test` takes it, e.g. `runtime`. */
  readonly package: string;
  /** Without `Benchmark`. */
  readonly benchmark: string;
  /** So many in one process: `-benchtime`. */
  readonly operations: number;
}

/** A program beside this file that prints `{"nsPerOperation": …}`. */
export interface NodeProgram extends Converted {
  readonly kind: 'node-program';
  readonly program: string;
  readonly arguments?: readonly string[];
}

/** `perf bench sched pipe -T` */
export interface PerfPipe extends Converted {
  readonly kind: 'perf-pipe';
  readonly operations: number;
}

export type PublicSetting = GoBenchmark | NodeProgram | PerfPipe;

export interface OwnRow {
  readonly scenario: string;
  readonly variant: string;
  readonly parameters: Parameters;
  /** A metric of its memory samples, ns a unit. */
  readonly metric: string;
}

/** Why a ratio lies outside of what counts as alike, found by looking for the cause: on one side, so far and no further. */
export type Reason = { readonly text: string } & (
  | { readonly upTo: number; readonly downTo?: undefined }
  | { readonly downTo: number; readonly upTo?: undefined }
);

export interface Pair {
  readonly name: string;
  readonly regime: Regime;
  readonly public: PublicSetting;
  readonly ours: OwnRow;
  /** What an operation of the public benchmark is, in units of the row. */
  readonly conversion: string;
  readonly reason: Reason | null;
}

/** What the public benchmark is called. */
export function publicName(setting: PublicSetting): string {
  switch (setting.kind) {
    case 'go-benchmark':
      return `${setting.package} Benchmark${setting.benchmark}`;
    case 'node-program':
      return [setting.program, ...(setting.arguments ?? [])].join(' ');
    case 'perf-pipe':
      return 'perf bench sched pipe -T';
  }
}
