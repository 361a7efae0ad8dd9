import path from 'node:path';
import { Failure } from '../failure.ts';
import { detectableBy } from '../gate/calibration.ts';
import { hypothesesOf } from '../gate/check-evidence.ts';
import type { Floor } from '../gate/evidence.ts';
import { marginOf } from '../gate/policy.ts';
import { Random } from '../plan/random.ts';
import { cacheFolder } from '../runtimes/build-cache.ts';
import {
  calibrationPath,
  machineOf,
  readCalibration,
  type Calibration,
  type CalibrationMetric,
} from '../store/calibration.ts';
import type { CheckPlan } from '../store/check-plan.ts';
import type { Environment } from '../store/environment.ts';
import { expectationLines } from './expectation.ts';
import { trials } from './make-calibration.ts';
import type { ArmsRequest } from './measure-arms.ts';
import type { Session } from './session.ts';

/** Not the check's: the same calibration and looks must not say one thing today and another tomorrow. */
const seed = 1;

/** What a check takes from the calibration that it goes by. */
export function calibrated(
  { calibration: name }: { readonly calibration: string | null },
  session: Session,
): Pick<ArmsRequest, 'calibrationOf' | 'expectations'> {
  let found: Calibration | null = null;
  return {
    calibrationOf: async (environment) => {
      const calibration = await findCalibration(name, environment, session);
      found = calibration;
      return {
        id: calibration?.id ?? null,
        floorsFor: (plan) => (calibration === null ? [] : floorsFor(plan, calibration)),
      };
    },
    expectations: (plan) => expectationLines(plan, found, session.now()),
  };
}

/**
 * The calibration that a check goes by: the named file, or this machine's; null: none.
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

/**
 * The floors of a plan's metrics. A check with other looks, metrics or margins than those that calibration made up finds more or
 * less: the smallest slowdown is then sought anew for the plan, from the pairs that calibration kept.
 */
export function floorsFor(
  plan: Pick<CheckPlan, 'cells' | 'looks' | 'policy'>,
  { metrics }: Calibration,
): Floor[] {
  const hypotheses = plan.cells.flatMap(hypothesesOf);
  return hypotheses.flatMap((hypothesis): Floor[] => {
    const { cell, metric } = hypothesis;
    const known = metrics.find((one) => one.cell === cell && one.metric === metric);
    if (known === undefined) return [];
    const { alarm, differences } = known;
    const detectable = isAsTried(known, plan, hypotheses.length)
      ? known.detectable
      : detectableBy(
          differences,
          hypothesis,
          hypotheses.length,
          alarm,
          { ...plan, trials },
          new Random(seed),
        );
    return [{ cell, metric, alarm, detectable }];
  });
}

/** Whether a metric was calibrated for just such a check. */
function isAsTried(
  { metric, tried }: CalibrationMetric,
  { looks, policy }: Pick<CheckPlan, 'looks' | 'policy'>,
  hypotheses: number,
): boolean {
  const margin = marginOf(policy, metric);
  return (
    tried.hypotheses === hypotheses &&
    tried.margin.alarm === margin.alarm &&
    tried.margin.harm === margin.harm &&
    tried.looks.length === looks.length &&
    tried.looks.every((look, index) => look.pairs === looks[index]?.pairs && look.q === looks[index].q)
  );
}
