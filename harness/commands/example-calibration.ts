/** What one calibration could have found of the example's cells, for tests. */
import { hypothesesOf } from '../gate/check-evidence.ts';
import { marginOf } from '../gate/policy.ts';
import { exampleCheck } from '../reports/example-check.ts';
import { calibrationFormat, machineOf, type Calibration } from '../store/calibration.ts';
import { versionedRuntime } from './expectation.ts';

const { environment, plan } = exampleCheck;
const rate = { checks: 10, times: 0, interval: { low: 0, high: 0.3 } };
const at = '2026-11-01T00:00:00.000Z';
export const calibratedCommit = '0123456789abcdef0123456789abcdef01234567';

/**
 * Of all metrics of the example but the first one.
 * @param spread the largest difference of a program from itself, as ln
 */
export function exampleCalibration(spread = 2e-4): Calibration {
  const hypotheses = plan.cells.flatMap(hypothesesOf);
  const differences = Array.from({ length: 40 }, (_, index) => (((index % 5) - 2) * spread) / 2);
  return {
    format: calibrationFormat,
    version: '0.1.0',
    id: 'calibration-1',
    createdAt: at,
    machine: machineOf(environment),
    falseAlarms: rate,
    metrics: plan.cells
      .flatMap((cell) => hypothesesOf(cell).map(({ metric }) => ({ cell, metric })))
      .slice(1)
      .map(({ cell, metric }) => ({
        cell: cell.id,
        metric,
        alarm: 0.001,
        detectable: 0.035,
        pairs: 40,
        spread,
        falseAlarms: rate,
        differences,
        tried: {
          looks: [...plan.looks],
          hypotheses: hypotheses.length,
          margin: marginOf(plan.policy, metric),
        },
        measured: {
          check: 'calibration-1',
          at,
          revision: { name: null, commit: calibratedCommit, clean: true },
          runtime: versionedRuntime(cell),
          noise: plan.policy.noise,
        },
      })),
  };
}
