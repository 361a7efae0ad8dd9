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
  expect(chart?.subtitle.at(-2)).toBe(
    '12 of 14 variants, since more lines would hide each other; the figures of all are in summary.csv',
  );
  expect(new Set(chart?.rows.map(({ variant }) => variant)).size).toBe(12);
});
