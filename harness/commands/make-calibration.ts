import { calibrate as calibrateBy } from '../gate/calibration.ts';
import { evidenceOf } from '../gate/check-evidence.ts';
import { quietPairs } from '../gate/evidence.ts';
import { marginOf } from '../gate/policy.ts';
import type { Scenario } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { Random } from '../plan/random.ts';
import { planLooks } from '../statistics/alpha-plan.ts';
import { calibrationFormat, machineOf, type Calibration } from '../store/calibration.ts';
import type { StoredCheck } from '../store/check-folder.ts';
import { versionedRuntime } from './expectation.ts';

/** Made-up checks for the rate of false alarms, and for each slowdown that is tried. */
export const [checks, trials] = [1_000, 300] as const;

/** Fewer tell too little of what is accident here. */
export const leastPairs = 20;

/**
 * What the stored pairs of a program with itself tell of this machine. The same pairs always give the same calibration.
 *
 * @param pairs quiet ones that a cell must have to count
 * @returns null when none has so many; cells of which a sample failed do not count
 */
export function makeCalibration(
  { plan, environment, lines }: StoredCheck,
  scenarios: readonly Scenario[],
  pairs: number,
): Calibration | null {
  const { policy } = plan;
  // A cell of which a sample failed would be cut short in whatever is made up of it.
  const recorded = evidenceOf(plan, lines, scenarios, policy.noise).filter(
    (cell) => quietPairs(cell.pairs).length >= pairs && cell.pairs.every(({ state }) => state === 'measured'),
  );
  if (recorded.length === 0) return null;
  const hypotheses = recorded.flatMap((cell) => cell.hypotheses).length;
  const looks = planLooks(hypotheses, policy.q, policy.mostPairs);
  const { metrics, falseAlarms } = calibrateBy(
    recorded,
    { policy, looks, checks, trials },
    new Random(plan.seed),
  );
  if (metrics.length === 0) return null;
  const cells = new Map(plan.cells.map((cell) => [cell.id, cell]));
  return {
    format: calibrationFormat,
    version: packageVersion,
    id: plan.checkId,
    createdAt: plan.createdAt,
    machine: machineOf(environment),
    falseAlarms,
    metrics: metrics.flatMap((metric) => {
      const cell = cells.get(metric.cell);
      if (cell === undefined) return [];
      return [
        {
          ...metric,
          differences: [...metric.differences],
          tried: { looks, hypotheses, margin: marginOf(policy, metric.metric) },
          measured: {
            check: plan.checkId,
            at: plan.createdAt,
            revision: plan.arms.head.revision,
            runtime: versionedRuntime(cell),
            noise: policy.noise,
          },
        },
      ];
    }),
  };
}
