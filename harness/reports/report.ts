/** What a report is made from, and what a report is. Pure: text in, text out; one caller does the I/O. */
import type { Scenario } from '../model.ts';
import type { Environment } from '../store/environment.ts';
import type { Plan } from '../store/plan.ts';
import type { Sample } from '../store/sample.ts';
import type { Chart } from './charts/chart.ts';

export interface Run {
  readonly plan: Plan;
  readonly environment: Environment;
  /**
   * Every attempt, in the order in which it was stored. Those of a large run come from its folder each time they are gone
   * through, so that they never stand in memory together: what is needed of all of them is in `takenSamples`.
   */
  readonly samples: Iterable<Sample>;
  /** The scenarios that the run's cases belong to. */
  readonly scenarios: readonly Scenario[];
}

export interface ReportFormat {
  /** File name within the run's folder. */
  readonly file: string;
  /** The file's text in pieces, so that a large run never stands in memory whole. */
  readonly write: (run: Run, pictures?: readonly Picture[]) => Iterable<string>;
}

/** The folder of pictures, beside the reports. */
export const chartsFolder = 'charts';

/** A chart as it is drawn, as SVG; its files lie in `charts/` beside the reports. */
export interface Picture {
  readonly chart: Chart;
  readonly light: string;
  readonly dark: string;
}
