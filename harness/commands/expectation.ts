import { powerAt } from '../gate/calibration.ts';
import { hypothesesOf } from '../gate/check-evidence.ts';
import { marginOf, type Policy } from '../gate/policy.ts';
import { percent } from '../percent.ts';
import { Random } from '../plan/random.ts';
import { counted } from '../reports/quantity.ts';
import type { Calibration, CalibrationMetric } from '../store/calibration.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import { shortCommit } from './revision-arm.ts';
import { roundNs } from './round-time.ts';

/** A calibration says little of a machine that has been changed since; nothing tells that it was. */
const staleAfterDays = 30;

/** Made-up checks for the expected power of each metric. */
const trials = 200;

/** A gated metric with what calibration knows of it. */
interface Known {
  readonly cell: CheckCell;
  readonly known: CalibrationMetric;
}

/** What a check may expect to find, in lines for people, before it measures. */
export function expectationLines(plan: CheckPlan, calibration: Calibration | null, now: Date): string[] {
  const last = plan.looks.at(-1)?.pairs ?? 0;
  const minutes = Math.ceil((last * roundNs(plan)) / 60e9);
  const time = `up to ${last} pairs of each cell, about ${minutes} min where none ends early`;
  if (calibration === null) {
    return [
      time,
      'what it can find is not known: this machine is not calibrated (interleave calibrate, once), so that margins are the policy’s alone',
    ];
  }
  const gated = plan.cells.flatMap(hypothesesOf).length;
  const known = knownOf(plan, calibration);
  return [
    time,
    ...powerLines(plan, known, gated),
    ...(known.length === gated
      ? []
      : [`${gated - known.length} of ${gated} gated metrics are not in the calibration ${calibration.id}`]),
    ...occasionLines(known),
    ...doubtLines(known, plan.policy, now),
  ];
}

/** `go@1.27.4` */
export function versionedRuntime({ head }: Pick<CheckCell, 'head'>): string {
  return `${head.runtime}@${head.runtimeVersion}`;
}

function knownOf({ cells }: CheckPlan, { metrics }: Calibration): Known[] {
  return cells.flatMap((cell) =>
    cell.gated.flatMap(({ metric }) => {
      const known = metrics.find((one) => one.cell === cell.id && one.metric === metric);
      return known === undefined ? [] : [{ cell, known }];
    }),
  );
}

function powerLines(plan: CheckPlan, known: readonly Known[], gated: number): string[] {
  const random = new Random(plan.seed);
  const hypotheses = plan.cells.flatMap(hypothesesOf);
  const powers = known.flatMap(({ known: { cell, metric, differences, alarm } }) => {
    const hypothesis = hypotheses.find((one) => one.cell === cell && one.metric === metric);
    if (hypothesis === undefined) return [];
    const { harm } = marginOf(plan.policy, metric);
    const power = powerAt(harm, differences, hypothesis, gated, alarm, { ...plan, trials }, random);
    return [{ hypothesis, harm, power }];
  });
  const least = powers.toSorted((one, other) => one.power - other.power)[0];
  if (least === undefined) return [];
  const { hypothesis, harm, power } = least;
  return [
    `expected power: a slowdown of ${percent(harm)} of one metric alone is found in at least ${Math.floor(power * 100)} % of such checks (least: ${hypothesis.cell} ${hypothesis.metric})`,
  ];
}

/** Where it comes from. That the programs have changed since is why there is a check, and no reason to doubt it. */
function occasionLines(known: readonly Known[]): string[] {
  return [...Map.groupBy(known, (one) => one.known.measured.check)].map(([check, all]) => {
    const [first] = all as [Known, ...Known[]];
    const { at, revision } = first.known.measured;
    const commit =
      revision === null
        ? 'of no known commit'
        : `commit ${shortCommit(revision.commit)}${revision.clean ? '' : ' with changes'}`;
    return `calibrated: ${counted(all.length, 'metric')} by ${check}, ${at.slice(0, 10)}, ${commit}`;
  });
}

/** A line for each reason, with the metrics that it concerns counted. */
function doubtLines(known: readonly Known[], policy: Policy, now: Date): string[] {
  const doubts = known.flatMap((one) =>
    doubtsOf(one, policy, now).map((doubt) => `${one.known.measured.check} ${doubt}`),
  );
  return [...Map.groupBy(doubts, (doubt) => doubt)].map(
    ([doubt, all]) => `warning: of ${counted(all.length, 'metric')} the calibration ${doubt}: calibrate anew`,
  );
}

function doubtsOf({ cell, known: { measured } }: Known, { noise }: Policy, now: Date): string[] {
  const days = Math.floor((now.getTime() - Date.parse(measured.at)) / 86_400e3);
  const here = versionedRuntime(cell);
  const limits = Object.keys(noise) as (keyof Policy['noise'])[];
  return [
    ...(days <= staleAfterDays ? [] : [`is ${days} days old`]),
    ...(measured.runtime === here ? [] : [`measured ${measured.runtime}, and here it is ${here}`]),
    ...(limits.every((limit) => measured.noise[limit] === noise[limit])
      ? []
      : ['left out noisy pairs by other limits than this policy’s']),
  ];
}
