/** The pictures of a run. To add a kind: its file, its definition in `model.ts`, and its line here. */
import type { ChartDefinition, Scenario } from '../../model.ts';
import { summariseCrossovers } from '../crossovers.ts';
import type { Run } from '../report.ts';
import { summariseCases, summariseSlopes, type CaseSummary } from '../summaries.ts';
import type { Chart } from './chart.ts';
import { dotsChart } from './dots.ts';
import { linesChart, type Swept } from './lines.ts';

/** What charts are made of; each is taken from the run once. */
export interface ChartMaterial {
  readonly run: Run;
  readonly summaries: readonly CaseSummary[];
  readonly swept: Swept;
}

export function chartMaterial(run: Run): ChartMaterial {
  return {
    run,
    summaries: summariseCases(run),
    swept: { slopes: summariseSlopes(run), crossovers: summariseCrossovers(run) },
  };
}

/** Every picture that the run's scenarios declare and for which it holds enough, in declaration order. */
export function chartsOf(material: ChartMaterial): Chart[] {
  return material.run.scenarios.flatMap((scenario) =>
    (scenario.charts ?? []).flatMap((definition) => chartOf(material, scenario, definition) ?? []),
  );
}

/** Null where the run does not hold what the picture needs. */
export function chartOf(
  { run, summaries, swept }: ChartMaterial,
  scenario: Scenario,
  definition: ChartDefinition,
): Chart | null {
  switch (definition.kind) {
    case 'dots':
      return dotsChart(run, summaries, scenario, definition);
    case 'lines':
      return linesChart(run, summaries, swept, scenario, definition);
    case 'phases':
    case 'percentiles':
      return null;
  }
}
