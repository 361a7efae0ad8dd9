import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../render/svg.ts';
import { matchSettings } from '../comparison-matches.ts';
import { reportCheck, reportWithin, type ComparisonReport } from '../comparison-report.ts';
import { exampleCheck, exampleCheckScenario, hostileName } from '../example-check.ts';
import { exampleRun } from '../example-run.ts';
import type { Chart } from './chart.ts';
import { comparisonForest, type Occasion } from './comparison-forest.ts';

const occasion: Occasion = { environment: exampleRun.environment, createdAt: exampleRun.plan.createdAt };

const { cases } = exampleRun.plan;
const within = reportWithin(
  exampleRun,
  { base: 'go/timer', head: 'node/timer' },
  matchSettings(
    cases.filter(({ variant }) => variant === 'go/timer'),
    cases.filter(({ variant }) => variant === 'node/timer'),
  ),
  { metrics: null, probe: null },
);
const ofCheck = reportCheck({ ...exampleCheck, lines: [...exampleCheck.lines] }, [exampleCheckScenario], {
  metrics: null,
  probe: null,
});

function forestOf(report: ComparisonReport, occasions: readonly Occasion[] = [occasion]): Chart {
  const chart = comparisonForest(report, occasions);
  if (chart === null) throw new Error('expected a chart');
  return chart;
}

describe('a comparison’s forest', () => {
  test('a row for every comparison, a panel for each metric', () => {
    const { rows } = forestOf(within);
    expect(rows).toHaveLength(within.comparisons.length);
    for (const { what, metric, ratio, interval, adjusted } of within.comparisons) {
      const row = rows.find(
        (one) =>
          one['case'] === what.head.case.id && one['metric'] === metric.name && one['probe'] === metric.probe,
      );
      expect(row).toMatchObject({
        ratio,
        ratio_low: interval?.low ?? null,
        ratio_high: interval?.high ?? null,
        p_adjusted: adjusted,
        harm: null,
      });
    }
    expect(rows.find(({ metric }) => metric === 'bytes_per_task')).toMatchObject({
      panel: 'bytes_per_task (memory samples, lower is better)',
      row: 'tasks 1,000',
      verdict: 'worse',
      words: expect.stringMatching(/^worse 1\.\d+ ×$/) as string,
    });
  });

  test('the title names folders by their last names, and the scenario once', () => {
    const ofFolder = {
      ...within,
      base: 'naps/go/timer of /a/long/path/run',
      head: 'naps/node/timer of /a/long/path/run',
    };
    const { title, subtitle, description } = forestOf(ofFolder);
    expect(title).toBe('node/timer against go/timer of run: naps');
    expect(subtitle[0]).toBe('base: go/timer; head: node/timer; both of run');
    expect(description).not.toContain('/a/long');
    const alone = within.comparisons.filter(({ metric }) => metric.name === 'bytes_per_task');
    expect(forestOf({ ...ofFolder, comparisons: alone }).title).toBe(
      'node/timer against go/timer of run: naps, bytes_per_task (memory samples, lower is better)',
    );
  });

  test('words for what is shown, in doubt, not shown, and not known', () => {
    const [first] = within.comparisons;
    if (first === undefined) throw new Error('expected a comparison');
    const word = (change: object) =>
      forestOf({ ...within, comparisons: [{ ...first, ...change }] }).rows[0]?.['verdict'];
    const interval = { low: 1.5, high: 1.7 };
    const shown = { ratio: 1.6, interval, shown: true, adjusted: 0.01 };
    const none = { ...first.metric, direction: 'none' } as const;
    const higher = { ...first.metric, direction: 'higher-is-better' } as const;
    expect(word(shown)).toBe('worse');
    expect(word({ ...shown, ratio: 0.6 })).toBe('better');
    expect(word({ ...shown, metric: higher })).toBe('better');
    expect(word({ ...shown, metric: none })).toBe('more');
    expect(word({ ...shown, metric: none, ratio: 0.6 })).toBe('less');
    expect(word({ ...shown, adjusted: 0.2 })).toBe('in doubt');
    expect(word({ ...shown, shown: false })).toBe('unclear');
    expect(word({ ...shown, interval: null, shown: false })).toBe('too few');
    expect(word({ ratio: null, interval: null, shown: false })).toBe('no ratio');
    const without = { ...first, ratio: null, interval: null, shown: false };
    expect(forestOf({ ...within, comparisons: [without] }).rows[0]?.['words']).toBe('no ratio');
  });

  test('the picture says on what it rests, what speaks against it, the machine and the day', () => {
    const reasons = ['one', 'two', 'three', 'four', 'five'];
    const comparisons = within.comparisons.map((own) => ({ ...own, reservations: reasons }));
    const text = forestOf({ ...within, comparisons }).subtitle.join('\n');
    expect(text).toMatch(/^base: go\/timer; head: node\/timer\n/);
    expect(text).toContain('paired by round');
    expect(text).toContain(
      'not comparable: one\nnot comparable: two\nnot comparable: three\nnot comparable for 2 other reasons too',
    );
    expect(text).toMatch(/n \d–6 pairs: /);
    expect(text).toMatch(/Example <CPU>.* · go 1\.27\.4, node 26\.10\.0 · 2026-11-20/);
  });

  test('two runs: each side’s machine and day, where they differ', () => {
    const later = { ...occasion, createdAt: '2026-12-01T00:00:00.000Z' };
    const lines = (occasions: readonly Occasion[]) =>
      forestOf(ofCheck, occasions).subtitle.filter((line) => line.includes('Example <CPU>'));
    expect(lines([occasion, later])).toEqual([
      expect.stringMatching(/^base: .* 2026-11-20$/),
      expect.stringMatching(/^head: .* 2026-12-01$/),
    ]);
    expect(lines([occasion, occasion])).toEqual([expect.stringMatching(/^Example .* 2026-11-20$/)]);
  });

  test('more rows than a picture holds are counted and named, and what has a better way stays', () => {
    const comparisons = Array.from({ length: 5 }, () => within.comparisons).flat();
    const chart = forestOf({ ...within, comparisons });
    expect(chart.rows.length).toBeLessThan(40);
    const leftOut = comparisons.length - chart.rows.length;
    expect(chart.subtitle.join('\n')).toMatch(
      new RegExp(`^not shown: ${leftOut} more rows \\(naps \\w+.*\\): choose with --metric and --probe`, 'm'),
    );
  });

  test('metrics of which neither way is better come last', () => {
    const [first] = within.comparisons;
    if (first === undefined) throw new Error('expected a comparison');
    const [leading = '', next = ''] = first.scenario.shown.report;
    const comparisons = [
      { ...first, metric: { ...first.metric, name: leading, direction: 'none' as const } },
      { ...first, metric: { ...first.metric, name: next } },
    ];
    expect(forestOf({ ...within, comparisons }).rows.map(({ metric }) => metric)).toEqual([next, leading]);
  });

  test('its height is that of a page, however many metrics there are', async () => {
    const metrics = Array.from({ length: 30 }, (_, index) => `metric_${index}`);
    const comparisons = metrics.flatMap((name) =>
      within.comparisons.slice(0, 3).map((own) => ({ ...own, metric: { ...own.metric, name } })),
    );
    const svg = await drawSvg(forestOf({ ...within, comparisons }), 'light');
    expect(Number(/height="(\d+)"/.exec(svg)?.[1])).toBeLessThan(1_500);
  });

  test('one scale for all panels, named once for each way to read it; where they are too far apart it says so', () => {
    const [first] = within.comparisons;
    if (first === undefined) throw new Error('expected a comparison');
    const panel = (name: string, ratio: number) => ({
      ...first,
      metric: { ...first.metric, name },
      ratio,
      interval: { low: ratio * 0.99, high: ratio * 1.01 },
      shown: true,
      adjusted: 0.01,
    });
    const drawn = (...comparisons: ReturnType<typeof panel>[]) => {
      const { subtitle, spec } = forestOf({ ...within, comparisons });
      const text = JSON.stringify(spec);
      const domains = new Set([...text.matchAll(/"domain":\[([\d.]+,[\d.]+)\]/g)].map(([, ends]) => ends));
      const titles = [...text.matchAll(/"title":"(head [^"]*)"/g)].map(([, title]) => title);
      return { subtitle: subtitle.join('\n'), domains: domains.size, titles: new Set(titles).size, text };
    };
    const near = drawn(panel('one', 1.5), panel('two', 2));
    expect([near.domains, near.titles]).toEqual([1, 1]);
    const bareAxis = '"titleAnchor":"start","labels":false';
    expect(near.text).toContain(bareAxis);
    expect(near.subtitle).toContain('all panels have one scale');
    const far = drawn(panel('one', 1.05), panel('two', 100));
    expect(far.domains).toBe(2);
    expect(far.text).not.toContain(bareAxis);
    expect(far.text).not.toContain('"title":null,"titleAnchor"');
    expect(far.subtitle).toContain('the scales of the panels differ');
    expect(drawn(panel('one', 2)).subtitle).not.toMatch(/scale/);
    // Nothing is lost of a panel in which nothing is seen.
    const unseen = { ...panel('one', 1.001), interval: { low: 0.999, high: 1.003 }, shown: false };
    expect(drawn(unseen, panel('two', 100)).domains).toBe(1);
    // From the top of a tall panel the axis of another one is far away.
    const tall = Array.from({ length: 12 }, () => panel('one', 1.5));
    expect(drawn(...tall, panel('two', 2)).text).not.toContain(bareAxis);
  });

  test('without an interval it has no bars, without a ratio no marks, and says so', () => {
    const told = (change: object) =>
      forestOf({
        ...within,
        comparisons: within.comparisons.map((own) => ({ ...own, shown: false, interval: null, ...change })),
      }).subtitle.join('\n');
    expect(told({ ratio: 1 })).toContain('; no bars, since so few give no interval');
    expect(told({ ratio: 1 })).not.toContain('bars their');
    expect(told({ ratio: null })).toContain(', and no marks: a ratio needs values above 0 on both sides');
    expect(told({ ratio: null })).not.toContain('marks are');
  });

  test('what a control or a moved divisor does is neither better nor worse', () => {
    const [first] = within.comparisons;
    if (first === undefined) throw new Error('expected a comparison');
    const shown = { ratio: 0.7, interval: { low: 0.6, high: 0.8 }, shown: true, adjusted: 0.01 };
    const { suites } = first.scenario;
    const control = { ...first.scenario, name: 'control', suites: { ...suites, control: suites['quick']! } };
    const chart = (...changes: object[]) =>
      forestOf({
        ...within,
        control: { state: 'moved', text: 'the control moved' },
        comparisons: changes.map((change) => ({ ...first, ...shown, ...change })),
      });
    const both = chart({}, { scenario: control, noVerdict: 'control: same work' });
    expect(both.rows.map(({ verdict }) => verdict)).toEqual(['better', 'control moved']);
    expect(both.subtitle[0]).toBe('the control moved');
    expect(both.title).toMatch(/: naps and the control$/);
    const unmoved = { scenario: control, noVerdict: 'control: same work', ratio: 1.01 };
    expect(chart({}, unmoved).rows[1]?.['verdict']).toBe('control');
    const divided = chart({ noVerdict: 'its divisor moved' });
    expect(divided.rows.map(({ verdict }) => verdict)).toEqual(['less']);
    expect(divided.subtitle).toContain(`no verdict: ${first.metric.name}: its divisor moved`);
    // Of one run, where neither program has moved from one time to another.
    expect(chart({ scenario: control }).rows[0]?.['verdict']).toBe('less');
  });

  test('nothing to compare: no picture', () => {
    expect(comparisonForest({ ...within, comparisons: [] }, [occasion])).toBeNull();
  });

  test.each(['light', 'dark'] as const)(
    'is drawn without a complaint, %s, and hostile names stay text',
    async (name) => {
      for (const report of [within, { ...ofCheck, head: hostileName }]) {
        const svg = await drawSvg(forestOf(report), name);
        expect(svg).not.toMatch(/<b>|<script|NaN/);
        expect(svg).not.toContain('\u001b');
        expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(704);
      }
    },
  );
});
