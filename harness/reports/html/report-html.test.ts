import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawCharts } from '../../commands/draw-charts.ts';
import { readPageAssets } from '../../commands/read-page-assets.ts';
import { chartMaterial, chartsOf } from '../charts/index.ts';
import { exampleRun } from '../example-run.ts';
import { levelTables, reportMetrics } from '../level-tables.ts';
import type { Picture, Run } from '../report.ts';
import { summariseCases } from '../summaries.ts';
import { chartFigure } from './chart-figures.ts';
import { chartedRun, hostileRun, hostileText } from './charted-run.ts';
import type { PageAssets } from './page-assets.ts';
import { reportHtml } from './report-html.ts';

let assets: PageAssets;
let pictures: readonly Picture[];

beforeAll(async () => {
  assets = await readPageAssets();
  pictures = await drawCharts(chartsOf(chartMaterial(chartedRun)));
});

function pageOf(run: Run, drawn: readonly Picture[] = []): string {
  return [...reportHtml(assets).write(run, drawn)].join('');
}

function dataOf(page: string, id: string): unknown {
  const [, json = ''] = new RegExp(`id="${id}">(.*?)</script>`, 's').exec(page) ?? [];
  return JSON.parse(json);
}

test('nothing runs but what the policy names by its hash', () => {
  const page = pageOf(chartedRun, pictures);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toMatch(/^default-src 'none'; /);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const hashOf = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const scripts = [...page.matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs)];
  expect(scripts).toHaveLength(4);
  for (const [, text] of scripts) expect(policy).toContain(hashOf(text));
  const [style] = [...page.matchAll(/<style>(.*?)<\/style>/gs)];
  expect(policy).toContain(hashOf(style?.[1]));
  expect(page).not.toMatch(/ (?:style|on[a-z]+)="/);
});

test('nothing is fetched', () => {
  const page = pageOf(chartedRun, pictures).replace(/<script(?: type="module")?>.*?<\/script>/gs, '');
  const addresses = [...page.matchAll(/ (?:src|href|srcset|action)="([^"]*)"/g)].map(
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(4);
  for (const address of addresses) expect(address).toMatch(/^(?:#|data:image\/svg\+xml,)/);
});

test('each figure of a chart stands in the page once, in base units', () => {
  const data = dataOf(pageOf(chartedRun, pictures), 'chart-data') as {
    charts: { name: string; columns: string[]; rows: unknown[][]; spec: object }[];
  };
  expect(data.charts.map(({ name }) => name)).toEqual(['naps-peak', 'naps-peak-over-tasks']);
  const [first] = data.charts;
  const rows = first?.rows.map((cells) =>
    Object.fromEntries(first.columns.map((column, place) => [column, cells[place]])),
  );
  // Vega marks what it has drawn by a symbol.
  expect(rows).toEqual(JSON.parse(JSON.stringify(pictures[0]?.chart.rows)));
  // The description is the text of its picture.
  for (const other of ['data', 'config', 'title', 'description', '$schema'])
    expect(first?.spec).not.toHaveProperty(other);
});

test('a run without pictures has a page too', () => {
  expect(pageOf(exampleRun)).toContain('<h2>naps</h2>');
});

test('it is written in pieces', () => {
  const pieces = [...reportHtml(assets).write(chartedRun, pictures)];
  const libraries = Math.max(...assets.libraries.map(({ text }) => text.length));
  expect(pieces.length).toBeGreaterThan(50);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(libraries + 100);
});

describe('what stands beside the figures', () => {
  test('warnings, reservations and constants stand over their table', () => {
    const page = pageOf(exampleRun);
    const before = page.slice(page.indexOf('<h3>L1-timer'), page.indexOf('aria-label="naps, L1-timer"'));
    expect(before).toContain('<strong>Warning:</strong> other programs used more than 5 %');
    expect(before).toContain('In all rows: ');
    expect(page).toContain('<strong>Warning:</strong> swap is on');
  });

  test('a chart says which of its marks must not be held against others', () => {
    const [picture] = pictures;
    const tables = levelTables(chartedRun, summariseCases(chartedRun), reportMetrics);
    const shown = chartedRun.plan.cases.find(
      ({ id }) => id.includes('node/timer') && id.includes('tasks=10000 '),
    );
    const other = chartedRun.plan.cases.find(
      ({ id }) => id.includes('node/timer') && id.includes('tasks=1000 '),
    );
    if (picture === undefined || shown === undefined || other === undefined)
      throw new Error('expected a picture and two cases');
    const flags = new Map([shown, other].map(({ id }) => [id, 'unit is <slow>']));
    const figure = chartFigure(picture, 0, tables, flags);
    expect(figure).toContain(
      `<li><strong>Not comparable:</strong> node/timer, unit is &lt;slow&gt; (${shown.id})</li>`,
    );
    expect(figure).not.toContain(`(${other.id})`);
    expect(figure).toContain('<summary>Warnings: ');
  });

  test('a row has the proof of its case', () => {
    const page = pageOf(exampleRun);
    const proofs = dataOf(page, 'proof-data') as {
      cases: { id: string; figures: number[][]; facts: [number, number][] }[];
      texts: string[];
    };
    expect(proofs.cases.map(({ id }) => id)).toEqual(exampleRun.plan.cases.map(({ id }) => id));
    const place = proofs.cases.findIndex(({ id }) => id.includes('node/timer') && id.includes('tasks=1000 '));
    const facts = Object.fromEntries(
      (proofs.cases[place]?.facts ?? []).map(([name, text]) => [proofs.texts[name], proofs.texts[text]]),
    );
    expect(facts).toMatchObject({
      'memory samples': '6 ok; 1 attempt repeated with a longer wait',
      'not-attained': 'a task woke during the hold (order 3)',
      'work done': 'created 1,000, completed 1,000, peak alive 1,000, messages 0, checksum none',
      'second count': "none: the program's own count stands alone",
      iterations: '1 warm-up, 1 measured',
      'settled by the pilot': 'waitNs 1,200,000,000 or 600,000,000',
      CPU: '30.3 ms user, 10 ms system; page faults 1,500 minor, 0 major; switches 12 voluntary, 3 involuntary',
      'others on the machine': 'at most 9 % of a CPU while a sample ran',
    });
    expect(page).toMatch(new RegExp(`<tr data-proof="${place}"[^>]*><th scope="row">node/timer`));
    const figures = proofs.cases[place]?.figures.map(([metric = 0, , , n, median, low, high]) => [
      proofs.texts[metric],
      n,
      median,
      low,
      high,
    ]);
    expect(figures).toContainEqual(['elapsed', 6, 702_500_000, 700_000_000, 705_000_000]);
  });

  test('a case that was never started says why', () => {
    const { cases, texts } = dataOf(pageOf(exampleRun), 'proof-data') as {
      cases: { id: string; facts: [number, number][] }[];
      texts: string[];
    };
    const facts = cases.find(({ id }) => id.includes('node/thread'))?.facts;
    expect(facts?.map(([, text]) => texts[text])).toContain(
      'needs about 120 MB of memory, 64 MB are available (order 8)',
    );
  });
});

test('texts from outside end no element', async () => {
  const drawn = await drawCharts(chartsOf(chartMaterial(hostileRun)));
  const page = pageOf(hostileRun, drawn);
  expect(page).not.toContain(hostileText.slice(0, 12));
  expect(page).not.toMatch(/<img src=x|<svg onload/);
  expect(page.split('</script>')).toHaveLength(7);
  expect(page.split('<!--')).toHaveLength(2);
  expect(page).not.toContain('\u2028');
});
