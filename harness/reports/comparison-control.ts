/**
 * What two runs say about the machine itself: the control does the same work in every run, so that when it moves, the machine has
 * moved, and no program has become better or worse by it.
 */
import { defaultMargin } from '../gate/policy.ts';
import type { OtherCase, Scenario } from '../model.ts';
import { percent } from '../percent.ts';
import type { Comparison } from './comparisons.ts';
import { formatRatio, ratioStyle } from './ratio-text.ts';

/** The suite that belongs into every round of every run: what has it is a control. */
const controlSuite = 'control';

export function isControl({ suites }: Pick<Scenario, 'suites'>): boolean {
  return suites[controlSuite] !== undefined;
}

export interface ControlDrift {
  /** `still`: a move is ruled out. `unknown`: neither can be said, since a run has no control, or too few or too unlike samples of it. */
  readonly state: 'moved' | 'still' | 'unknown';
  /** What follows from it. */
  readonly text: string;
}

/** As a check has it: no accident, and as much as counts as a slowdown. */
export function hasMoved({ ratio, shown }: Pick<Comparison, 'ratio' | 'shown'>): boolean {
  return shown && ratio !== null && Math.abs(Math.log(ratio)) >= Math.log1p(defaultMargin.alarm);
}

/** A move is not only not shown, but ruled out. */
function isStill({ interval }: Pick<Comparison, 'interval'>): boolean {
  const most = Math.log1p(defaultMargin.alarm);
  return (
    interval !== null && [interval.low, interval.high].every((ratio) => Math.abs(Math.log(ratio)) < most)
  );
}

/** @param rows of the control's times, one of each control that both runs have */
export function controlDrift(rows: readonly Comparison[]): ControlDrift {
  // Another version of a runtime is another program; that of the system is the machine's own.
  const own = rows.filter(
    ({ what: { base, head } }) =>
      base.case.runtime === 'os' || base.case.runtimeVersion === head.case.runtimeVersion,
  );
  const moved = own.filter(hasMoved);
  if (moved.length > 0) {
    return {
      state: 'moved',
      text: `the control, the same work in every run, moved: ${moved.map(movedText).join('; ')}. The machine was not the same: do not compare absolute figures of these two runs; measure both again one after the other, or compare within one run (--run)`,
    };
  }
  if (own.length > 0 && own.every(isStill))
    return {
      state: 'still',
      text: `the control, the same work in every run, did not move by ${percent(defaultMargin.alarm)} or more`,
    };
  const why =
    own.length === 0
      ? 'the two runs share no control'
      : own.some(({ interval }) => interval === null)
        ? 'the control has too few samples for an interval (4 rounds of each run give one)'
        : `the control varies too much to rule out a move of ${percent(defaultMargin.alarm)} (more rounds of each run narrow it)`;
  return { state: 'unknown', text: `whether the machine was the same is not known: ${why}` };
}

/** `os/futex futex_switch_time −28 % (−30 % to −26 %)` */
function movedText({ what, metric, ratio, interval }: Comparison): string {
  const figure = ratio === null ? '' : ` ${formatRatio(ratio, interval, ratioStyle([ratio]))}`;
  return `${what.head.case.variant} ${metric.name}${figure}`;
}

/** Why a control's difference is nobody's merit. */
export const controlReason = 'control: the same work in every run, so that a move is the machine’s';

/** Why a multiple's difference is nobody's merit; null: what it is divided by has not moved. */
export function divisorReason({ scenario }: OtherCase, divisor: Comparison | undefined): string | null {
  if (divisor === undefined || !hasMoved(divisor)) return null;
  return `its divisor moved, and the multiple by it the other way: ${scenario} ${movedText(divisor)}`;
}
