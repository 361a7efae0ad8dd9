/** What was measured of a check, as the judge sees it: values by pair, without where they came from. */
import type { Direction, Unit } from '../model.ts';

/** The two sides of a comparison. */
export type Arm = 'base' | 'head';
export const arms: readonly Arm[] = ['base', 'head'];

/** One metric of one cell: what is tested. */
export interface Hypothesis {
  readonly cell: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly direction: Exclude<Direction, 'none'>;
}

/** Two samples of one cell, one of each arm, taken one right after the other. */
export type Pair = {
  /** In the order in which the pairs of the cell were taken, from 0. */
  readonly index: number;
  /** The arm that came first, by a coin. */
  readonly first: Arm;
} & (
  | {
      readonly state: 'measured';
      /** By arm and metric; a metric that a sample does not have is left out. */
      readonly values: Readonly<Record<Arm, Readonly<Record<string, number>>>>;
      /** Why an arm's sample is too noisy to be compared; null: it is not. */
      readonly noisy: Readonly<Record<Arm, string | null>>;
    }
  /** A sample of it has no result. */
  | { readonly state: 'failed'; readonly arm: Arm; readonly status: string; readonly reason: string }
);

export type MeasuredPair = Extract<Pair, { state: 'measured' }>;

export interface CellEvidence {
  readonly cell: string;
  readonly hypotheses: readonly Hypothesis[];
  /** In the order in which they were taken. */
  readonly pairs: readonly Pair[];
}

/** What calibration found of one metric of one cell on this machine. */
export interface Floor {
  readonly cell: string;
  readonly metric: string;
  /** The least estimate that is no accident here, as a share. */
  readonly alarm: number;
  /** The smallest slowdown that is found here with the promised power, as a share; null: none up to the largest tried. */
  readonly detectable: number | null;
}

/** The pairs that are compared, in order: measured, and noisy on neither arm. */
export function quietPairs(pairs: readonly Pair[]): MeasuredPair[] {
  return pairs
    .filter((pair) => pair.state === 'measured')
    .filter(({ noisy }) => arms.every((arm) => noisy[arm] === null));
}
