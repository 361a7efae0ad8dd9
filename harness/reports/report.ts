/** What a report is made from, and what a report is. Pure: text in, text out; one caller does the I/O. */
import type { Scenario } from '../model.ts';
import type { Environment } from '../store/environment.ts';
import type { Plan } from '../store/plan.ts';
import type { Sample } from '../store/sample.ts';
import type { Chart } from './charts/chart.ts';

export interface Run {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly samples: readonly Sample[];
  /** The scenarios that the run's cases belong to. */
  readonly scenarios: readonly Scenario[];
}

export interface ReportFormat {
  /** File name within the run's folder. */
  readonly file: string;
  /** The file's text in pieces, so that a large run never stands in memory whole. */
  readonly write: (run: Run, pictures?: readonly Picture[]) => Iterable<string>;
}

/** A chart as it is drawn, as SVG; its files lie in `charts/` beside the reports. */
export interface Picture {
  readonly chart: Chart;
  readonly light: string;
  readonly dark: string;
}
