import { expect, test } from 'vitest';
import type { ChartDefinition, Scenario } from '../../model.ts';
import { exampleScenario } from '../example-run.ts';
import { mostLines, variantsWithRoom } from './crowded.ts';
import { chartMaterial, chartOf } from './index.ts';
import { madeRun } from './made-run.ts';

const phases: ChartDefinition = { kind: 'phases', name: 'phases', title: 'Memory by phase' };

function scenarioOf(charts: readonly ChartDefinition[] = []): Scenario {
  return { ...exampleScenario, charts };
}

/** One row for each line of each panel. */
function rowsOf(panels: Readonly<Record<string, readonly string[]>>) {
  const rows = Object.entries(panels).flatMap(([panel, variants]) =>
    variants.map((variant) => ({ panel, variant, series: variant })),
  );
  return { rows };
}

function named(runtime: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${runtime}/${index}`);
}

test('all stay where each panel has room for its own', () => {
  const panels = { first: named('go', mostLines), second: named('node', mostLines) };
  expect(variantsWithRoom(rowsOf(panels), scenarioOf())).toBeNull();
});

test('the runtimes have as many lines each, behind those that the scenario names', () => {
  const chart: ChartDefinition = { ...phases, variants: ['go/19', 'node/0'] };
  const kept = variantsWithRoom(
    rowsOf({ one: [...named('go', 20), ...named('node', 20)] }),
    scenarioOf([chart]),
  );
  expect(kept?.slice(0, 4)).toEqual(['go/19', 'node/0', 'go/0', 'node/1']);
  expect(kept).toHaveLength(mostLines);
});

test('no panel has more lines than it has room for, and those of several versions count as many', () => {
  const { rows } = rowsOf({ first: named('go', 20), second: ['go/0', ...named('go', 30).slice(14)] });
  const versions = rows.flatMap((row) => [row, { ...row, series: `${row.series} 2.0.0` }]);
  for (const own of [rows, versions]) {
    const kept = new Set(variantsWithRoom({ rows: own }, scenarioOf()));
    const shown = own.filter(({ variant }) => kept.has(variant));
    for (const panel of Map.groupBy(shown, (row) => row.panel).values()) {
      const lines = new Set(panel.map(({ series }) => series)).size;
      expect(lines).toBeLessThanOrEqual(mostLines);
      expect(lines).toBeGreaterThan(mostLines - 3);
    }
  }
});

test('a picture that cannot be asked for by options names the file that has all', () => {
  const cells = named('go', 14).map((variant) => ({
    variant,
    rounds: 1,
    held: { baseline: [1e6, 1e6], parked: [2e6, 2e6] } as const,
  }));
  const chart = chartOf(chartMaterial(madeRun(cells)), exampleScenario, phases);
  const text = '12 of 14 variants, since more lines would hide each other';
  expect(chart?.subtitle.at(-2)).toBe(text);
  expect(chart?.crowded?.advice).toEqual([`${text}; the figures of all are in summary.csv`]);
  expect(new Set(chart?.rows.map(({ variant }) => variant)).size).toBe(12);
});

test('the others are drawn with the parameters of the picture that leaves them out', () => {
  const names = named('go', 14);
  const cells = names.flatMap((variant, index) => [
    ...[1_000, 2_000].map((tasks) => ({ variant, rounds: 1, parameters: { tasks } })),
    // Of the last two alone there is more of these.
    ...(index < 12 ? [] : [1_000, 2_000, 3_000]).map((tasks) => ({
      variant,
      rounds: 1,
      parameters: { tasks, wake: '-apart' },
    })),
  ]);
  const [template] = exampleScenario.variants;
  if (template === undefined) throw new Error('the example scenario has no variant');
  const scenario = { ...scenarioOf(), variants: names.map((name) => ({ ...template, name })) };
  const chart = chartOf(chartMaterial(madeRun(cells, scenario)), scenario, {
    kind: 'lines',
    name: 'elapsed-over-tasks',
    title: 'Time by naps',
    metric: 'elapsed',
    over: 'tasks',
  });
  expect(chart?.crowded).toEqual({
    leftOut: names.slice(12),
    advice: [
      '12 of 14 variants, since more lines would hide each other; the others:',
      'interleave chart RUN --scenario naps --y elapsed --x tasks --where wake=together --cores all --variant go/12 --variant go/13 --name naps-elapsed-over-tasks-2',
    ],
  });
});
