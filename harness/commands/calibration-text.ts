import { promisedPower } from '../gate/calibration.ts';
import { percent } from '../percent.ts';
import { harmlessText } from '../reports/harmless-text.ts';
import { plainTable, tableOfColumns, textColumn } from '../reports/text-table.ts';
import type { Calibration, CalibrationMetric } from '../store/calibration.ts';

/** @param q what the policy allows of false alarms */
export function calibrationText({ metrics, falseAlarms }: Calibration, q: number): string {
  const column = (title: string, cellOf: (metric: CalibrationMetric) => string) =>
    textColumn(title, metrics.map(cellOf));
  const table = plainTable(
    tableOfColumns([
      column('cell', ({ cell }) => harmlessText(cell)),
      column('metric', ({ metric }) => metric),
      column('pairs', ({ pairs }) => String(pairs)),
      column('spread', ({ spread }) => percent(spread)),
      column('false alarms', ({ falseAlarms: { times, checks } }) => `${times} of ${checks}`),
      column('smallest slowdown found', ({ detectable }) =>
        detectable === null ? 'none' : percent(detectable),
      ),
    ]),
  );
  const { times, checks } = falseAlarms;
  return (
    `${table}\n` +
    `Any false alarm in ${times} of ${checks} checks made up of these pairs, that is ${percent(times / checks)}; allowed are ${percent(q)}.\n` +
    `Spread: standard deviation of a pair's ratio. A slowdown counts as found from ${percent(promisedPower)} of the checks on, when only that metric has it.\n`
  );
}
