import type { ScenarioSource } from '../runtimes/runtime.ts';
import type { ProgressStream } from './progress.ts';

/** The outside world of one command, so that tests can bring their own. */
export interface Session {
  readonly sources: readonly ScenarioSource[];
  /** Data goes here, */
  readonly stdout: ProgressStream;
  /** and everything else here. */
  readonly stderr: ProgressStream;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The user's folder: runs are written relative to it. */
  readonly workingFolder: string;
  readonly interrupt: AbortSignal;
  readonly now: () => Date;
  /** An integer from 0 to 2^32 - 1. */
  readonly randomSeed: () => number;
}
