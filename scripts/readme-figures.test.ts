import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../harness/failure.ts';
import { chartMaterial, chartOf } from '../harness/reports/charts/index.ts';
import type { Picture, Run } from '../harness/reports/report.ts';
import type { PlannedCase } from '../harness/store/plan.ts';
import {
  chartsPart,
  drawPictures,
  pictureFiles,
  picturesFolder,
  readmeFile,
  readReference,
  referenceFolder,
  referencePart,
  withFigures,
  withPart,
} from './readme-figures.ts';

const program = path.join(import.meta.dirname, 'readme-figures.ts');

/** The whole reference run is summed up and drawn. */
const patienceMs = 180_000;

let run: Run;
let pictures: readonly Picture[];
beforeAll(async () => {
  run = await readReference(referenceFolder);
  pictures = await drawPictures(run);
}, patienceMs);

describe('the committed README', () => {
  test('shows the figures of the committed files', async () => {
    const readme = await readFile(readmeFile, 'utf8');
    expect(readme).toBe(withFigures(readme, run, pictures));
    expect(readme).toContain(chartsPart(pictures));
  });

  test('shows the charts that are drawn of them, and no other lies there', async () => {
    const drawn = pictureFiles(pictures);
    expect((await readdir(picturesFolder)).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, svg] of drawn)
      expect(await readFile(path.join(picturesFolder, name), 'utf8')).toBe(svg);
  });

  test('shows charts in a light and a dark theme, each with words for those who do not see it', () => {
    const part = chartsPart(pictures);
    expect(part.match(/<picture>/g)?.length).toBe(pictures.length);
    for (const { chart, light, dark } of pictures) {
      expect(light).not.toBe(dark);
      expect(part).toContain(`src="docs/charts/${chart.name}.svg"`);
      expect(part).toContain(`srcset="docs/charts/${chart.name}-dark.svg"`);
    }
    expect(part.match(/alt="[^"]{40,}"/g)?.length).toBe(pictures.length);
  });

  test('shows as many rows of a run that is older than some of the parameters', () => {
    const defaults = new Map(
      run.scenarios.flatMap(({ name, parameters }) =>
        Object.entries(parameters).map(([parameter, own]) => [`${name} ${parameter}`, own.default]),
      ),
    );
    const older = <T extends Pick<PlannedCase, 'scenario' | 'parameters'>>(of: T): T => {
      const known = Object.entries(of.parameters).filter(
        ([name, value]) => defaults.get(`${of.scenario} ${name}`) !== value,
      );
      return { ...of, parameters: Object.fromEntries(known) };
    };
    const plan = { ...run.plan, cases: run.plan.cases.map(older) };
    expect(plan.cases).not.toEqual(run.plan.cases);
    const rowsOf = (part: string): string[] => part.match(/^\| (go|node|os)\/[a-z-]+/gm) ?? [];
    const shown = rowsOf(referencePart(run));
    expect(shown.length).toBeGreaterThan(10);
    expect(rowsOf(referencePart({ ...run, plan })).sort()).toEqual(shown.sort());
  });

  test('has the same slopes as the report and the charts, and names their sizes', () => {
    const sleepers = run.scenarios.find(({ name }) => name === 'sleepers');
    const definition = sleepers?.charts?.find(
      ({ kind, name }) => kind === 'lines' && name === 'memory-over-tasks',
    );
    const chart = sleepers && definition && chartOf(chartMaterial(run), sleepers, definition);
    const drawn = (chart?.rows ?? []).map(({ series }) => series);
    const titles = [
      ...referencePart(run).matchAll(/^Memory as a slope .* (over [\d,]+ to [\d,]+ tasks, \d+ sizes)\):$/gm),
    ];
    const tables = referencePart(run)
      .split(/^Memory as a slope .*$/m)
      .slice(1);
    expect(titles).toHaveLength(tables.length);
    const slopes = tables.flatMap((table, index) =>
      [...(table.split('\n\n')[1] ?? '').matchAll(/^\| ((?:go|node)\/\S+) +\| +(.*?) \|$/gm)].map(
        ([, variant, figure]) => `${variant} (slope ${figure} B a task ${titles[index]?.[1]})`,
      ),
    );
    expect(slopes).toHaveLength(4);
    expect(drawn).toEqual(expect.arrayContaining(slopes));
  });

  // Another process, so that the drawings must not depend on the one that drew them.
  test(
    'passes the check as a program',
    async () => {
      const { exitCode, stderr } = await execa(process.execPath, [program, '--check'], { reject: false });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    },
    patienceMs,
  );
});

describe('withFigures', () => {
  const reference = '<!-- reference: begin -->\n<!-- reference: end -->\n';

  const figuresOf = (document: string): string => withFigures(document, run, pictures);

  test('a document without marks of charts and gate has no such parts', () => {
    const shown = figuresOf(reference);
    expect(shown).toContain('| go/goroutine-sleep');
    expect(shown).not.toContain('interleave check');
    expect(shown).not.toContain('<picture>');
  });

  test.each(['gate: end', 'charts: begin'])('the mark %s alone is refused', (mark) => {
    expect(() => figuresOf(`${reference}<!-- ${mark} -->`)).toThrow(Failure);
  });

  test('a document without the reference is refused', () => {
    expect(() => figuresOf('<!-- gate: begin --><!-- gate: end -->')).toThrow(Failure);
  });

  test('a run that does not hold a chart is refused', async () => {
    const scenarios = run.scenarios.map((own) => (own.name === 'worker-pool' ? { ...own, charts: [] } : own));
    await expect(drawPictures({ ...run, scenarios })).rejects.toThrow(
      'expected the chart time-over-cost of worker-pool',
    );
  });
});

describe.each(['reference', 'charts', 'gate'])('withPart, of the part %s', (name) => {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

  test('replaces what stands between the marks and nothing else', () => {
    expect(withPart(`before\n${begin}\nold\n${end}\nafter\n`, name, 'new\n')).toBe(
      `before\n${begin}\n\nnew\n\n${end}\nafter\n`,
    );
  });

  test('changes nothing the second time', () => {
    const once = withPart(`${begin}${end}`, name, '| 1 |\n');
    expect(withPart(once, name, '| 1 |\n')).toBe(once);
  });

  test.each(['', begin, end, `${end}${begin}`, `${begin}${begin}${end}`, `${begin}${end}${end}`])(
    'refuses %j, which lacks a mark or has one twice',
    (document) => {
      expect(() => withPart(document, name, 'new')).toThrow(Failure);
    },
  );
});

test('an argument that is not --check is refused', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [program, '--write'], { reject: false });
  expect(exitCode).toBe(64);
  expect(stderr).toContain('received --write');
});
