import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../gate/judge.ts';
import { quietPairs } from '../../gate/evidence.ts';
import { drawSvg } from '../../render/svg.ts';
import { judgedMetrics } from '../check-view.ts';
import { exampleBaselineCheck, exampleCheck } from '../example-check.ts';
import type { JudgedCheck } from '../judged-check.ts';
import type { Chart } from './chart.ts';
import { pairsChart } from './pairs.ts';

function chartOf(check: JudgedCheck): Chart {
  const chart = pairsChart(check);
  if (chart === null) throw new Error('expected a chart');
  return chart;
}

/** The example's cell of this number alone, in all its metrics or the first ones. */
function cellAlone(index: number, metrics = 3): JudgedCheck {
  const { plan, evidence, cells } = exampleCheck;
  return {
    ...exampleCheck,
    plan: { ...plan, cells: plan.cells.slice(index, index + 1) },
    evidence: evidence.slice(index, index + 1),
    cells: cells
      .slice(index, index + 1)
      .map((cell) => ({ ...cell, metrics: cell.metrics.slice(0, metrics) })),
  };
}

describe('pairs', () => {
  test('every pair in the order in which it was taken, as the judge reads it', () => {
    for (const [index, evidence] of exampleCheck.evidence.entries()) {
      const { rows } = chartOf(cellAlone(index));
      for (const hypothesis of evidence.hypotheses) {
        const own = rows.filter(({ metric }) => metric === hypothesis.metric);
        expect(own.map(({ pair }) => pair)).toEqual(evidence.pairs.map((_, place) => place + 1));
        expect(own.map(({ first }) => first)).toEqual(evidence.pairs.map(({ first }) => first));
        expect(own.map(({ state }) => state === 'too noisy')).toEqual(
          evidence.pairs.map(
            (pair) => pair.state === 'measured' && (pair.noisy.base !== null || pair.noisy.head !== null),
          ),
        );
        const quiet = own.filter(({ state }) => state === 'compared' || state === 'not compared');
        const sign = hypothesis.direction === 'lower-is-better' ? 1 : -1;
        expect(quiet.map(({ ratio }) => Math.log(Number(ratio)))).toEqual(
          (differencesOf(quietPairs(evidence.pairs), hypothesis) ?? []).map(
            (ln) => expect.closeTo(sign * ln, 12) as number,
          ),
        );
      }
    }
  });

  test('as many are compared as the verdict rests on', () => {
    for (const index of exampleCheck.cells.keys()) {
      const { rows } = chartOf(cellAlone(index));
      for (const { verdict } of judgedMetrics(cellAlone(index))) {
        const own = rows.filter(({ metric }) => metric === verdict.hypothesis.metric);
        expect(own.filter(({ state }) => state === 'compared')).toHaveLength(verdict.pairs);
      }
    }
  });

  test('taken after the verdict, since the cell’s other metrics wanted more', () => {
    const check = cellAlone(0, 1);
    const cells = check.cells.map((cell) => ({
      ...cell,
      metrics: cell.metrics.map((metric) => ({ ...metric, pairs: 6 })),
    }));
    const states = chartOf({ ...check, cells }).rows.map(({ state }) => state);
    expect(states.filter((state) => state === 'compared')).toHaveLength(6);
    expect(states.lastIndexOf('compared')).toBeLessThan(states.indexOf('not compared'));
    expect(chartOf({ ...check, cells }).subtitle.join('\n')).toContain('pale: not compared');
  });

  test('a pair without a result keeps its place and its reason', () => {
    const { rows, subtitle } = chartOf(cellAlone(3));
    const failed = rows.filter(({ state }) => state === 'no result');
    expect(failed.map(({ metric, pair, ratio }) => [metric, pair, ratio])).toEqual([
      ['elapsed', 3, null],
      ['naps_per_second', 3, null],
      ['peak', 3, null],
    ]);
    expect(failed[0]?.['why']).toMatch(/^head failed: .*said "boom" and <b>died<\/b>/);
    expect(subtitle.join('\n')).toContain('cross at the foot: a sample of the pair gave no result');
  });

  test('eight panels: what regressed comes first, and what has no place is counted and named', () => {
    const { rows, subtitle } = chartOf(exampleCheck);
    const panels = [...new Set(rows.map(({ panel }) => panel))];
    expect(panels).toHaveLength(8);
    expect(panels[0]).toMatch(/^elapsed of go\/timer tasks=1000 wake=together: regressed, \+8\.\d %/);
    const told = subtitle.find((line) => line.startsWith('not shown: '));
    expect(told).toMatch(/3 not measured.* \(.*; and 4 more\); pairs\.csv has them all/);
  });

  test('cells of unlike numbers of pairs have each an axis to their last', () => {
    interface View {
      readonly layer: readonly {
        readonly encoding: { readonly x?: { readonly scale: { readonly domain: number[] } } };
      }[];
    }
    const { spec, rows } = chartOf(exampleCheck);
    const taken = [...Map.groupBy(rows, ({ panel }) => panel).values()].map((own) => own.length);
    expect(new Set(taken).size).toBeGreaterThan(1);
    const { vconcat, resolve } = spec as { vconcat: View[]; resolve: { scale: { x: string } } };
    const ends = vconcat.map(({ layer }) => layer.flatMap(({ encoding: { x } }) => x?.scale.domain[1] ?? []));
    expect(ends).toEqual(taken.map((count) => [count, count, count, count].map((last) => last + 0.5)));
    expect(resolve.scale.x).toBe('independent');
    expect(rows.find(({ state }) => state === 'too noisy')?.['panel']).toMatch(/, n \d+ of \d+$/);
    const alike = chartOf(cellAlone(0)).spec as { resolve: { scale: { x: string } } };
    expect(alike.resolve.scale.x).toBe('shared');
  });

  test('hollow is explained where there is something hollow, and nowhere else', () => {
    const check = {
      ...exampleCheck,
      evidence: exampleCheck.evidence.map((cell) => ({
        ...cell,
        pairs: cell.pairs.filter(
          (pair) => pair.state === 'measured' && pair.noisy.base === null && pair.noisy.head === null,
        ),
      })),
    };
    expect(chartOf(exampleCheck).subtitle.join('\n')).toContain('hollow: left out');
    expect(chartOf(check).subtitle.join('\n')).not.toContain('hollow');
  });

  test('one that was left out and lies far away does not press the others together', async () => {
    const check = cellAlone(2, 1);
    const [evidence] = check.evidence;
    if (evidence === undefined) throw new Error('expected a cell');
    const far = {
      ...check,
      evidence: [
        {
          ...evidence,
          pairs: evidence.pairs.map((pair) =>
            pair.state === 'measured' && (pair.noisy.base !== null || pair.noisy.head !== null)
              ? { ...pair, values: { ...pair.values, head: { elapsed: 1e12 } } }
              : pair,
          ),
        },
      ],
    };
    const [, high] = JSON.parse(
      /"domain":(\[0\.\d+,\d\.\d+\])/.exec(JSON.stringify(chartOf(far).spec))?.[1] ?? '[]',
    ) as number[];
    expect(high).toBeLessThan(1.2);
    expect(await drawSvg(chartOf(far), 'dark')).not.toContain('NaN');
  });

  test('without pairs there is none', () => {
    expect(pairsChart(exampleBaselineCheck)).toBeNull();
  });

  test.each(['light', 'dark'] as const)(
    'is drawn without a complaint, %s, and hostile names stay text',
    async (name) => {
      for (const check of [exampleCheck, ...exampleCheck.cells.map((_, index) => cellAlone(index, 1))]) {
        const svg = await drawSvg(chartOf(check), name);
        expect(svg).not.toMatch(/<b>|<script|NaN/);
        expect(svg).not.toContain('\u001b');
        expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(704);
      }
    },
  );
});
