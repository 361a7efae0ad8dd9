/** What the reports of a check are made from. Pure: text in, text out; one caller does the I/O. */
import type { CellEvidence } from '../gate/evidence.ts';
import type { GateResult } from '../gate/gate.ts';
import type { CellVerdict } from '../gate/judge.ts';
import type { Scenario } from '../model.ts';
import type { PairLine } from '../store/check-folder.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import type { Picture } from './report.ts';

/** A check with all that follows from its samples. */
export interface JudgedCheck {
  /** With the policy that it was judged by: a replay's may be another than the stored one. */
  readonly plan: CheckPlan;
  /** `unpaired`: base was measured before head, as a stored baseline is; its `evidence` has no pairs, and its plan no looks. */
  readonly pairing: 'paired' | 'unpaired';
  readonly environment: Environment;
  readonly lines: readonly PairLine[];
  /** In the order of the plan's cells, as are the verdicts. */
  readonly evidence: readonly CellEvidence[];
  readonly cells: readonly CellVerdict[];
  readonly result: GateResult;
  readonly scenarios: readonly Scenario[];
}

export interface CheckReportFormat {
  /** File name within the check's folder. */
  readonly file: string;
  readonly write: (check: JudgedCheck, pictures?: readonly Picture[]) => Iterable<string>;
}
