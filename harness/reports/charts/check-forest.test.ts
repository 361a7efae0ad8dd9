import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../render/svg.ts';
import type { Interval } from '../../statistics/median-interval.ts';
import { judgedMetrics } from '../check-view.ts';
import { verdictWords } from '../check-words.ts';
import { exampleBaselineCheck, exampleCheck } from '../example-check.ts';
import type { JudgedCheck } from '../judged-check.ts';
import type { Chart } from './chart.ts';
import { checkForest } from './check-forest.ts';

function forestOf(check: JudgedCheck): Chart {
  const chart = checkForest(check);
  if (chart === null) throw new Error('expected a chart');
  return chart;
}

/** A check of one cell's metrics, as often as it takes. */
function repeated(times: number): JudgedCheck {
  const [cell, evidence, verdict] = [
    exampleCheck.plan.cells[0],
    exampleCheck.evidence[0],
    exampleCheck.cells[0],
  ];
  if (cell === undefined || evidence === undefined || verdict === undefined)
    throw new Error('expected a cell');
  const ids = Array.from({ length: times }, (_, index) => `${cell.id} ${index}`);
  return {
    ...exampleCheck,
    plan: {
      ...exampleCheck.plan,
      cells: ids.map((id, index) => ({
        ...cell,
        id,
        head: { ...cell.head, parameters: { ...cell.head.parameters, tasks: index } },
      })),
    },
    evidence: ids.map((id) => ({ ...evidence, cell: id })),
    cells: ids.map((id) => ({ ...verdict, cell: id })),
  };
}

describe('a check’s forest', () => {
  test('a row for every judged metric, grouped by metric, with its ratio, margin and verdict', () => {
    const { rows } = forestOf(exampleCheck);
    const judged = judgedMetrics(exampleCheck);
    expect(rows).toHaveLength(judged.length);
    for (const { cell, verdict } of judged) {
      const row = rows.find((one) => one['cell'] === cell.id && one['metric'] === verdict.hypothesis.metric);
      expect(row).toMatchObject({
        verdict: verdictWords[verdict.verdict],
        harm: verdict.margin.harm,
        pairs: verdict.pairs,
      });
      // Of the value itself: where more is better, the judge's estimate is turned.
      const sign = verdict.hypothesis.direction === 'lower-is-better' ? 1 : -1;
      expect(row?.['ratio']).toBe(verdict.estimate === null ? null : Math.exp(sign * verdict.estimate));
    }
    const panels = rows.map(({ panel }) => panel);
    expect([...new Set(panels)]).toEqual([
      'elapsed (lower is better)',
      'naps_per_second (higher is better)',
      'peak (lower is better)',
    ]);
    expect(panels).toEqual(panels.toSorted());
    expect(rows[0]).toMatchObject({
      verdict: 'regressed',
      words: expect.stringMatching(/^regressed \+8\.\d %$/) as string,
    });
  });

  test('every verdict has a word, a colour and a shape of its own', () => {
    const { rows, spec } = forestOf(exampleCheck);
    const words = [...new Set(rows.map(({ verdict }) => String(verdict)))];
    expect(words.toSorted()).toEqual(Object.values(verdictWords).toSorted());
    const scales = [...JSON.stringify(spec).matchAll(/"domain":(\["[^\]]+\]),"range":(\["[^\]]+\])/g)].map(
      (found) => found.slice(1).map((text) => JSON.parse(text) as string[]),
    );
    expect(scales.length).toBeGreaterThan(1);
    for (const [domain, range] of scales) {
      expect(domain).toEqual(words);
      expect(new Set(range).size).toBe(words.length);
    }
  });

  test('the picture says who was compared, how many pairs, the margin, the machine and the day', () => {
    const text = forestOf(exampleCheck).subtitle.join('\n');
    expect(text).toContain('base: main (1a2b3c4); head: working tree');
    expect(text).toContain('of 15 metrics');
    expect(text).toContain('margin of harm both ways, 5 %');
    expect(text).toMatch(/n \d+–32 pairs: /);
    expect(text).toContain('95 % intervals');
    expect(text).toMatch(/Example <CPU> \| 3 GHz, 2 CPUs.* · go 1\.27\.4, node 26\.10\.0 · 2026-11-20/);
  });

  test('work that was injected into head is told', () => {
    const check = { ...exampleCheck, plan: { ...exampleCheck.plan, injected: 0.05 } };
    expect(forestOf(check).subtitle[0]).toMatch(/; 5 % more work was injected into head$/);
    expect(forestOf(exampleCheck).subtitle.join('\n')).not.toContain('injected');
  });

  test('not paired: so many samples of each side', () => {
    expect(forestOf(exampleBaselineCheck).subtitle.join('\n')).toMatch(
      /n \d+–\d+ samples of base and \d+–\d+ of head, not paired: marks are estimates of head \/ base \(/,
    );
  });

  test('more rows than a picture holds: what moved stays, and the rest is counted and named', () => {
    const chart = forestOf(repeated(20));
    expect(chart.rows).toHaveLength(40);
    expect(chart.rows.filter(({ verdict }) => verdict === 'regressed')).toHaveLength(40);
    expect(chart.subtitle.join('\n')).toMatch(
      /not shown: 20 unchanged \(peak of .*; and 17 more\); verdicts\.csv has them all/,
    );
  });

  test('a single metric stands in the title, since a single panel has none', () => {
    const [cell] = exampleCheck.cells;
    if (cell === undefined) throw new Error('expected a cell');
    const single = { ...exampleCheck, cells: [{ ...cell, metrics: cell.metrics.slice(0, 1) }] };
    expect(forestOf(single).title).toBe('Head against base, elapsed (lower is better)');
  });

  test('nothing judged: no picture', () => {
    expect(checkForest({ ...exampleCheck, cells: [], plan: { ...exampleCheck.plan, cells: [] } })).toBeNull();
  });

  test('without any mark it says how many pairs were taken, and why none counts', () => {
    const noisy = { base: null, head: '92 % of a CPU used by other programs, more than 15 %' };
    const evidence = exampleCheck.evidence.map((own) => ({
      ...own,
      pairs: own.pairs.map((pair) => (pair.state === 'measured' ? { ...pair, noisy } : pair)),
    }));
    const cells = exampleCheck.cells.map((cell) => ({
      ...cell,
      metrics: cell.metrics.map((metric) => ({ ...metric, estimate: null, interval: null, pairs: 0 })),
    }));
    const taken = evidence.reduce((sum, { pairs }) => sum + pairs.length, 0);
    const text = forestOf({ ...exampleCheck, evidence, cells }).subtitle.join('\n');
    expect(text).toContain(`no marks: ${taken} pairs taken, and none of them counts`);
    expect(text).toContain(
      `${taken - 1} of ${taken} pairs filtered: 92 % of a CPU used by other programs, more than 15 % (head ${taken - 1})`,
    );
    expect(text).not.toContain('marks are');
    expect(text).not.toContain('shaded');
    const none = evidence.map((own) => ({ ...own, pairs: [] }));
    expect(forestOf({ ...exampleCheck, evidence: none, cells }).subtitle.join('\n')).toContain(
      'no marks: no pair was taken',
    );
    expect(forestOf(exampleCheck).subtitle.join('\n')).not.toContain('no marks');
  });

  test('an interval beyond the axis is cut with an arrow, and one that is missing has none', async () => {
    const [first] = exampleCheck.cells;
    if (first === undefined) throw new Error('expected a cell');
    const arrows = async (interval: Interval | null): Promise<number> => {
      const cells = [
        { ...first, metrics: first.metrics.map((metric) => ({ ...metric, interval })) },
        ...exampleCheck.cells.slice(1),
      ];
      const svg = await drawSvg(forestOf({ ...exampleCheck, cells }), 'light');
      // The only marks in the quiet ink that are no lines.
      return svg.match(/<path[^>]*d="M[^"]*Z"[^>]*fill="#57606a"/g)?.length ?? 0;
    };
    expect(await arrows({ low: -3, high: 3 })).toBe(6);
    expect(await arrows({ low: 0.07, high: 0.09 })).toBe(0);
    expect(await arrows(null)).toBe(0);
  });

  test.each(['light', 'dark'] as const)(
    'is drawn without a complaint, %s, and hostile names stay text',
    async (name) => {
      for (const check of [exampleCheck, exampleBaselineCheck, repeated(1)]) {
        const svg = await drawSvg(forestOf(check), name);
        expect(svg).not.toMatch(/<b>|<script/);
        expect(svg).not.toContain('\u001b');
        expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(704);
      }
      expect(await drawSvg(forestOf(exampleCheck), name)).toContain('&lt;b&gt;100%');
    },
  );
});
