import { Failure } from '../failure.ts';
import { powerAt } from '../gate/calibration.ts';
import { hypothesesOf } from '../gate/check-evidence.ts';
import { marginOf } from '../gate/policy.ts';
import { Random } from '../plan/random.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import { calibrationPath, machineOf, readCalibration, type Calibration } from '../store/calibration.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import path from 'node:path';
import type { Session } from './session.ts';

/** A calibration says little of a machine that has been changed since; nothing tells that it was. */
const staleAfterDays = 30;

/** Made-up checks for the expected power of each metric. */
const trials = 200;

/**
 * The calibration that a check goes by: the named file, or the latest of this machine; null: none.
 *
 * @param name a file, `none`, or null
 * @throws Failure of kind `usage` for a file of another machine, and for one that is missing
 */
export async function findCalibration(
  name: string | null,
  environment: Environment,
  { workingFolder }: Pick<Session, 'workingFolder'>,
): Promise<Calibration | null> {
  if (name === 'none') return null;
  const machine = machineOf(environment);
  if (name === null) return readCalibration(calibrationPath(cacheFolder(), machine));
  const file = path.resolve(workingFolder, name);
  const calibration = await readCalibration(file);
  if (calibration === null) {
    throw new Failure(
      'usage',
      `--calibration: expected a file that interleave calibrate wrote, or none, received ${name}: no such file`,
    );
  }
  if (JSON.stringify(calibration.machine) !== JSON.stringify(machine)) {
    throw new Failure(
      'usage',
      `--calibration: expected one of this machine (${machine.cpu ?? 'unknown CPU'}, ${machine.cpus} CPUs), received one of ${calibration.machine.cpu ?? 'unknown CPU'}, ${calibration.machine.cpus} CPUs; calibrate here (interleave calibrate)`,
    );
  }
  return calibration;
}

/** What a check may expect to find, in lines for people, before it measures. */
export function expectationLines(plan: CheckPlan, calibration: Calibration | null, now: Date): string[] {
  const last = plan.looks.at(-1)?.pairs ?? 0;
  const roundNs = Object.values(plan.pairNs).reduce((sum, ns) => sum + ns, 0);
  const time = `up to ${last} pairs of each cell, about ${Math.ceil((last * roundNs) / 60e9)} min where none ends early`;
  const hypotheses = plan.cells.flatMap(hypothesesOf);
  if (calibration === null) {
    return [
      time,
      'what it can find is not known: this machine is not calibrated (interleave calibrate, once), so that margins are the policy’s alone',
    ];
  }
  const random = new Random(plan.seed);
  const powers = hypotheses.flatMap((hypothesis) => {
    const known = calibration.metrics.find(
      ({ cell, metric }) => cell === hypothesis.cell && metric === hypothesis.metric,
    );
    if (known === undefined) return [];
    const { harm } = marginOf(plan.policy, hypothesis.metric);
    const power = powerAt(
      harm,
      known.differences,
      hypothesis,
      hypotheses.length,
      known.alarm,
      { ...plan, trials },
      random,
    );
    return [{ hypothesis, harm, power }];
  });
  const unknown = hypotheses.length - powers.length;
  const least = powers.toSorted((one, other) => one.power - other.power)[0];
  const days = Math.floor((now.getTime() - Date.parse(calibration.createdAt)) / 86_400e3);
  return [
    time,
    ...(least === undefined
      ? []
      : [
          `expected power: a slowdown of ${Number((least.harm * 100).toPrecision(3))} % of one metric alone is found in at least ${Math.floor(least.power * 100)} % of such checks (least: ${least.hypothesis.cell} ${least.hypothesis.metric})`,
        ]),
    ...(unknown === 0
      ? []
      : [`${unknown} of ${hypotheses.length} gated metrics are not in the calibration ${calibration.id}`]),
    ...(days <= staleAfterDays
      ? []
      : [`warning: the calibration ${calibration.id} is ${days} days old: calibrate anew`]),
  ];
}
