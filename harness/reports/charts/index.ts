/** The pictures of a run. To add a kind: its file, its definition in `model.ts`, and its line here. */
import type { ChartDefinition, Scenario } from '../../model.ts';
import { summariseCrossovers } from '../crossovers.ts';
import type { JudgedCheck } from '../judged-check.ts';
import type { Run } from '../report.ts';
import { summariseCases, summariseSlopes, type CaseSummary } from '../summaries.ts';
import type { Chart, PictureWish } from './chart.ts';
import { checkForest } from './check-forest.ts';
import { fewerText, restCommands, thicketText, variantsWithRoom, type Lines } from './crowded.ts';
import { dotsChart } from './dots.ts';
import { linesChart, type Swept } from './lines.ts';
import { pairsChart } from './pairs.ts';
import { declaredLatencies, percentilesChart } from './percentiles.ts';
import { phasesChart } from './phases.ts';
import { RecordedLatencies } from './recorded-latencies.ts';

/** What charts are made of; each is taken from the run once. */
export interface ChartMaterial {
  readonly run: Run;
  readonly summaries: readonly CaseSummary[];
  readonly swept: Swept;
  readonly latencies: RecordedLatencies;
}

export function chartMaterial(run: Run): ChartMaterial {
  const summaries = summariseCases(run);
  return {
    run,
    summaries,
    swept: { slopes: summariseSlopes(run), crossovers: summariseCrossovers(run) },
    latencies: new RecordedLatencies(run, () => declaredLatencies(run, summaries)),
  };
}

/** Every picture that the run's scenarios declare and for which it holds enough, in declaration order. */
export function chartsOf(material: ChartMaterial): Chart[] {
  return [...chartByChart(material)];
}

/** The same, each made when it is asked for: of a large run, what one takes is let go of before the next. */
export function* chartByChart(material: ChartMaterial): Generator<Chart, void, undefined> {
  for (const scenario of material.run.scenarios) {
    for (const definition of scenario.charts ?? []) {
      const chart = chartOf(material, scenario, definition);
      if (chart !== null) yield chart;
    }
  }
}

/** What a check found, and how it came about pair by pair; one against a stored baseline has no pairs. */
export function checkCharts(check: JudgedCheck): Chart[] {
  return [checkForest(check), pairsChart(check)].filter((chart) => chart !== null);
}

/**
 * Null where the run does not hold what the picture needs. Of more lines than a panel has room for it shows some, and says so;
 * variants that were named are shown all.
 */
export function chartOf(
  material: ChartMaterial,
  scenario: Scenario,
  definition: ChartDefinition,
  wish: PictureWish = {},
): Chart | null {
  const chart = wholeChart(material, scenario, definition, wish);
  if (chart === null || definition.kind === 'dots') return chart;
  const draw = (own: Lines, other: PictureWish): Chart | null => wholeChart(material, scenario, own, other);
  if (definition.variants !== undefined) {
    const advice = thicketText(chart, () =>
      definition.kind === 'lines' && wish.facet === undefined
        ? draw(definition, { ...wish, facet: 'runtime' })
        : null,
    );
    return advice === null ? chart : { ...chart, crowded: { advice: [advice], leftOut: [] } };
  }
  const variants = variantsWithRoom(chart, scenario);
  if (variants === null) return chart;
  const fewer = wholeChart(material, scenario, { ...definition, variants }, wish);
  if (fewer === null) return chart;
  const all = [...new Set(chart.rows.map((row) => String(row['variant'])))];
  const leftOut = all.filter((variant) => !variants.includes(variant));
  const text = fewerText(variants.length, all.length);
  const commands =
    definition.kind === 'lines' ? restCommands(chart, leftOut, scenario, definition, wish, draw) : [];
  const advice =
    commands.length === 0
      ? [`${text}; the figures of all are in summary.csv`]
      : [`${text}; the others:`, ...commands];
  return { ...fewer, subtitle: fewer.subtitle.toSpliced(-1, 0, text), crowded: { advice, leftOut } };
}

function wholeChart(
  { run, summaries, swept, latencies }: ChartMaterial,
  scenario: Scenario,
  definition: ChartDefinition,
  wish: PictureWish,
): Chart | null {
  switch (definition.kind) {
    case 'dots':
      return dotsChart(run, summaries, scenario, definition, wish);
    case 'lines':
      return linesChart(run, summaries, swept, scenario, definition, wish);
    case 'phases':
      return phasesChart(run, summaries, scenario, definition);
    case 'percentiles':
      return percentilesChart(run, summaries, latencies, scenario, definition);
  }
}
