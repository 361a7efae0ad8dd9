import { expect, test } from 'vitest';
import { drawSvg } from './svg.ts';
import { exampleRun, exampleScenario } from '../reports/example-run.ts';
import type { ChartDefinition, Scenario } from '../model.ts';
import type { Chart } from '../reports/charts/chart.ts';
import { chartMaterial, chartOf, chartsOf } from '../reports/charts/index.ts';
import { madeRun, type MadeCell } from '../reports/charts/made-run.ts';
import type { ThemeName } from '../reports/charts/theme.ts';
import type { Run } from '../reports/report.ts';

const themes: readonly ThemeName[] = ['light', 'dark'];
const definitions = exampleScenario.charts ?? [];

function chartsOfRun(run: Run): Chart[] {
  return chartsOf(chartMaterial(run));
}

function definitionOf(kind: ChartDefinition['kind']): ChartDefinition {
  const found = definitions.find((definition) => definition.kind === kind);
  if (found === undefined) throw new Error(`the example has no chart of kind ${kind}`);
  return found;
}

/** `drawSvg` throws for whatever Vega or Vega-Lite warns of. */
async function drawn(charts: readonly Chart[]): Promise<string[]> {
  const pictures: string[] = [];
  for (const chart of charts) for (const theme of themes) pictures.push(await drawSvg(chart, theme));
  return pictures;
}

/** What a reader of the picture reads, in its order. */
function textsOf(svg: string): string {
  return [...svg.matchAll(/<(?:text|tspan)\b[^>]*>([^<]+)</g)].map(([, text]) => text).join('\n');
}

const held = {
  baseline: [4_000_000, 4_000_000],
  parked: [40_000_000, 50_000_000],
  collected: [9_000_000, 41_000_000],
} as const;

function latencies(scale: number): (round: number) => number[] {
  return (round) => Array.from({ length: 400 }, (_, index) => scale * (index + 1) + round);
}

function cell(variant: string, tasks: number, more: Partial<MadeCell> = {}): MadeCell {
  return { variant, parameters: { tasks }, rounds: 6, held, latencies: latencies(1_000), ...more };
}

/** Each variant at these sizes, alike but for a factor. */
function sweep(variants: readonly string[], more: Partial<MadeCell> = {}): MadeCell[] {
  return variants.flatMap((variant, index) =>
    [1_000, 10_000, 100_000].map((tasks) =>
      cell(variant, tasks, { elapsedNs: (round) => tasks * (100 + index) + round, ...more }),
    ),
  );
}

test('every chart of the example run is drawn in both themes, with title, unit, n, interval, machine and date in it', async () => {
  const charts = chartsOfRun(exampleRun);
  expect(charts.map(({ name }) => name)).toEqual(definitions.map(({ name }) => `naps-${name}`));
  for (const svg of await drawn(charts)) {
    const text = textsOf(svg);
    expect(text).toMatch(/^(?:Memory|Time|How late)/m);
    expect(text).toMatch(/, (?:B\/task|ms|MB)$/m);
    expect(text).toMatch(/^n \d/m);
    expect(text).toMatch(/95 % intervals|no bands: n &lt; 6/);
    expect(text).toMatch(/Example &lt;CPU&gt; \| 3 GHz, 2 CPUs, 24 GB, linux x64 \(kvm\) ·.* · 2026-11-20$/m);
    expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(700);
  }
});

test('the same chart gives the same picture, whatever was drawn before it', async () => {
  const charts = chartsOfRun(exampleRun);
  const once = await drawn(charts);
  expect(await drawn(charts.toReversed())).toHaveLength(once.length);
  expect(await drawn(chartsOfRun(exampleRun))).toEqual(once);
});

test.each(['dots', 'lines', 'phases', 'percentiles'] as const)(
  'hostile names stay text in a picture of kind %s, and break no expression',
  async (kind) => {
    const names = [
      'go/"><script>alert(1)</script>',
      "go/'quoted'\\back\\",
      'node/datum.x',
      'node/[0].y',
      'node/\u0007\u2028\ud800',
      `node/${'long-'.repeat(80)}`,
    ];
    const level = 'L1 ]]> "\' \\ datum.panel';
    const scenario: Scenario = { ...exampleScenario, levels: { [level]: '</text><b>"\'\\ ' } };
    const parameters = { 'a.b[0]\'"': '<i>"', 'datum.x': 1 };
    const cells = sweep(names, { level }).map((own) => ({
      ...own,
      parameters: { ...own.parameters, ...parameters },
    }));
    const run = madeRun([...cells, ...cells.map((own) => ({ ...own, level: 'other\\' }))], scenario);
    const chart = chartOf(chartMaterial(run), scenario, {
      ...definitionOf(kind),
      title: '<img src=x onerror=alert(1)> '.repeat(8),
      note: '"><script>\\u0000',
    });
    expect(chart).not.toBeNull();
    for (const svg of await drawn(chart === null ? [] : [chart])) {
      expect(svg).not.toMatch(/<(?:script|img|b|i)\b/);
      expect(svg).not.toContain('\u0007');
      expect(svg.isWellFormed()).toBe(true);
      expect(svg).toContain('go/"&gt;&lt;script&gt;alert(1)');
      expect(svg).toContain('node/datum.x');
      expect(svg).toContain("'quoted'\\back\\");
      expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(730);
    }
  },
);

test('fewer than six processes have no interval, and the picture says so', async () => {
  const run = madeRun(sweep(['go/timer', 'node/timer'], { rounds: 5 }));
  for (const chart of chartsOfRun(run)) {
    expect(chart.rows.every(({ ci_low: low, ci_high: high }) => low === null && high === null)).toBe(true);
    const [light = ''] = await drawn([chart]);
    expect(textsOf(light)).toMatch(/^n 5: .*no (?:interval|bands): n &lt; 6$/m);
    expect(light).not.toMatch(/mark-area[^>]*>\s*<path[^>]* d="M/);
  }
  const mixed = madeRun([...sweep(['go/timer']), ...sweep(['node/timer'], { rounds: 4 })]);
  for (const chart of chartsOfRun(mixed)) {
    const [light = ''] = await drawn([chart]);
    expect(textsOf(light)).toMatch(/^n 4–6: .*none where n &lt; 6$/m);
  }
});

test('one variant alone is drawn wherever it has two marks', async () => {
  const charts = chartsOfRun(madeRun(sweep(['go/timer'])));
  expect(charts.map(({ name }) => name)).toEqual([
    'naps-elapsed-over-tasks',
    'naps-memory-by-phase',
    'naps-lateness',
  ]);
  expect(await drawn(charts)).toHaveLength(6);
});

test('values of 0 are drawn, and keep the others in sight', async () => {
  const zeros = sweep(['go/timer', 'node/timer'], {
    elapsedNs: (round) => (round < 4 ? 0 : 5_000_000),
    held: { ...held, baseline: [0, 0] },
    latencies: (round) =>
      Array.from({ length: 400 }, (_, index) => (index < 100 ? 0 : index * 1_000 + round)),
  });
  for (const svg of await drawn(chartsOfRun(madeRun(zeros))))
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const onlyZeros = zeros.map((own) => ({
    ...own,
    elapsedNs: () => 0,
    latencies: () => Array<number>(400).fill(0),
  }));
  for (const svg of await drawn(chartsOfRun(madeRun(onlyZeros))))
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('two versions of a runtime are two series', async () => {
  const versions = ['1.26.0', '1.27.4'].flatMap((version) => sweep(['go/timer'], { version }));
  const charts = chartsOfRun(madeRun([...versions, ...sweep(['node/timer'], { version: '26.0.0' })]));
  expect(charts).toHaveLength(4);
  for (const chart of charts) {
    const [light = ''] = await drawn([chart]);
    for (const name of ['go/timer 1.26.0', 'go/timer 1.27.4', 'node/timer'])
      expect(textsOf(light)).toContain(name);
    expect(textsOf(light)).toContain('go 1.26.0, go 1.27.4, node 26.0.0');
    expect(light).not.toContain('node/timer 26');
  }
});
