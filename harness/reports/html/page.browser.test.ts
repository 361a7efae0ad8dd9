/** What report.html does in a real browser, opened from the disk. */
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { drawCharts } from '../../commands/draw-charts.ts';
import { readPageAssets } from '../../commands/read-page-assets.ts';
import { findChromium, noChromium } from '../../../scripts/find-chromium.ts';
import { csvPieces } from '../csv.ts';
import { chartMaterial, chartsOf } from '../charts/index.ts';
import type { Picture, Run } from '../report.ts';
import { exampleRun } from '../example-run.ts';
import { chartedRun, crowdedRun, hostileRun, sweptRun } from './charted-run.ts';
import { manyRowsRun } from './many-rows-run.ts';
import { reportHtml } from './report-html.ts';

const chromium = findChromium(process.env);
const filterBox = 'input[name=filter]';
/** Of the first level, without its slopes. */
const levelRows = '.level .scroll:first-of-type tbody tr';

let browser: Browser;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;
const pages = new Map<string, { readonly file: string; readonly pictures: readonly Picture[] }>();

/** What a page said and asked for since it was opened. */
interface Heard {
  readonly complaints: string[];
  readonly requests: string[];
  readonly dialogs: string[];
}

describe.skipIf(chromium === null)(
  chromium === null ? `report.html in a browser (${noChromium})` : 'report.html in a browser',
  () => {
    beforeAll(async () => {
      folder = await mkdtempDisposable(path.join(os.tmpdir(), 'interleave-page-'));
      await write('charted', chartedRun);
      await write('example', exampleRun);
      await write('swept', sweptRun);
      await write('crowded', crowdedRun);
      await write('hostile', hostileRun);
      await write('many', manyRowsRun(5_000));
      browser = await launch({
        executablePath: chromium ?? '',
        // Root has no user namespaces to lock the browser into; the pages are ours.
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
      });
    });

    afterAll(async () => {
      await browser.close();
      await folder.remove();
    });

    afterEach(async () => {
      for (const page of (await browser.pages()).slice(1)) await page.close();
    });

    test.each(['charted', 'hostile', 'many'])(
      '%s: it opens without a complaint, a request, a dialog or an element from outside',
      async (name) => {
        const { page, heard } = await open(name);
        await drawn(page);
        expect(heard).toEqual({ complaints: [], requests: [], dialogs: [] });
        expect(await page.title()).toMatch(/^Interleave run /);
        expect(
          await page.evaluate(
            () => document.querySelectorAll('img:not(.light):not(.dark), svg[onload], iframe').length,
          ),
        ).toBe(0);
      },
    );

    test('hostile names are read as they are', async () => {
      const { page } = await open('hostile');
      await page.click('tbody th > button');
      expect(await textOf(page, 'h1')).toContain('<img src=x onerror="document.title=1">');
      expect(await textOf(page, '.proof dl')).toContain('</script><!--"\'><img src=x');
      await hoverMark(page);
      expect(await textOf(page, '#tooltip')).toContain('go/timer');
    });

    test('a filter leaves the rows that have all its words', async () => {
      const { page } = await open('charted');
      const before = await shownRows(page);
      expect(before).toContain('node/timer');
      await page.type(filterBox, 'GO 1,000');
      await page.waitForFunction(() => !/^(\d+) of \1 /.test(document.querySelector('output')?.value ?? ''));
      const rows = await page.$$eval(levelRows, (found) => found.map((row) => row.textContent));
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toMatch(/^go.*1,000/);
      await page.type(filterBox, ' nothing-has-this');
      await page.waitForFunction(() => document.querySelector('output')?.value.startsWith('0 of'));
      expect(
        await page.$$eval('p.none', (found) => found.filter((one) => !(one as HTMLElement).hidden).length),
      ).toBe(await page.$$eval('table.figures', (found) => found.length));
    });

    test('columns are sorted by keyboard: up, down, as it was', async () => {
      const { page } = await open('charted');
      const order = () => column(page, 'peak');
      const declared = await order();
      const place = await page.$$eval('.level thead button', (found) =>
        found.findIndex((one) => one.textContent.startsWith('peak')),
      );
      const heading = (await page.$$('.level thead button')).at(place);
      if (heading === undefined) throw new Error('expected a column for the peak');
      const sortOf = () => heading.evaluate((one) => one.closest('th')?.getAttribute('aria-sort') ?? null);
      await heading.focus();
      await page.keyboard.press('Enter');
      expect(await sortOf()).toBe('ascending');
      expect(await order()).toEqual(declared.toSorted((one, other) => one - other));
      await page.keyboard.press('Space');
      expect(await sortOf()).toBe('descending');
      expect(await order()).toEqual(declared.toSorted((one, other) => other - one));
      await page.keyboard.press('Enter');
      expect(await sortOf()).toBeNull();
      expect(await order()).toEqual(declared);
    });

    test('the first stop of the keyboard leads to the figures, and what has the focus is seen', async () => {
      const { page } = await open('charted');
      await page.keyboard.press('Tab');
      const skip = await page.evaluate(() => {
        const own = document.activeElement as HTMLElement;
        return {
          text: own.textContent,
          left: own.getBoundingClientRect().left,
          outline: getComputedStyle(own).outlineStyle,
        };
      });
      expect(skip).toMatchObject({ text: 'Skip to the figures', outline: 'solid' });
      expect(skip.left).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures');
      const unnamed = await page.$$eval('input, select, button', (found) =>
        found
          .filter((one) => (one.closest('label') ?? one).textContent.trim() === '')
          .map((one) => one.outerHTML),
      );
      expect(unnamed).toEqual([]);
    });

    test('a row opens to the proof of its case, and closes', async () => {
      const { page } = await open('charted');
      await page.focus('.level tbody th > button');
      await page.keyboard.press('Enter');
      const proof = await textOf(page, 'tr.proof');
      expect(proof).toContain('naps go/timer go@1.27.4 all tasks=0');
      expect(proof).toContain('created 0, completed 0, peak alive 0');
      expect(proof).toContain('effective limits');
      expect(proof).toContain('700,000,000 to 705,000,000');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
      await page.keyboard.press('Enter');
      expect(await page.$('tr.proof')).toBeNull();
    });

    test('a mark tells its variant, figure, n and parameters', async () => {
      const { page } = await open('charted');
      await drawn(page);
      expect(await page.$eval('#tooltip', (own) => (own as HTMLElement).hidden)).toBe(true);
      await hoverMark(page);
      const told = await page.$eval('#tooltip', (own) =>
        Object.fromEntries(
          [...own.querySelectorAll('dt')].map((name) => [
            name.textContent,
            name.nextElementSibling?.textContent,
          ]),
        ),
      );
      expect(told).toMatchObject({
        variant: 'go/timer',
        peak: expect.stringMatching(/^[\d.]+ ±.*% MB$/) as string,
        n: '6',
        wake: 'together',
      });
      await page.keyboard.press('Escape');
      expect(await page.$eval('#tooltip', (own) => (own as HTMLElement).hidden)).toBe(true);
    });

    test('a live chart says what its picture says', async () => {
      const { page } = await open('charted');
      await drawn(page);
      const [said, alternative] = await page.$eval('figure.chart', (own) => [
        own.querySelector('.live [role="graphics-document"]')?.getAttribute('aria-label'),
        own.querySelector('img')?.alt,
      ]);
      expect(said).toContain('go/timer');
      expect(said).toBe(alternative);
    });

    test('an axis of names cannot become logarithmic', async () => {
      const { page } = await open('example');
      await drawn(page);
      const buttons = await page.$$eval('figure', (figures) =>
        figures.map((own) => [
          own.id,
          [...own.querySelectorAll('.tools button')].map((one) => one.textContent),
        ]),
      );
      const phases = buttons.find(([id]) => String(id).includes('phase'));
      expect(phases).toBeDefined();
      expect(phases?.[1]).not.toContain('Logarithmic across');
      expect(buttons.flatMap(([, names]) => names)).toContain('Logarithmic across');
    });

    test('an axis becomes logarithmic and straight again', async () => {
      const { page } = await open('charted');
      await drawn(page);
      const button = '#chart-naps-peak .tools button';
      const axis = () =>
        page.$eval('#chart-naps-peak .live svg', (own) => own.innerHTML.match(/X-axis[^"]*/)?.[0] ?? '');
      const pressed = () => page.$eval(button, (own) => own.getAttribute('aria-pressed'));
      expect([await pressed(), await axis()]).toEqual(['false', expect.stringContaining('linear scale')]);
      for (const [type, state] of [
        ['log scale', 'true'],
        ['linear scale', 'false'],
      ] as const) {
        await page.click(button);
        await page.waitForFunction(
          (wanted) => document.querySelector('#chart-naps-peak .live svg')?.innerHTML.includes(wanted),
          {},
          `for a ${type}`,
        );
        expect(await pressed()).toBe(state);
      }
    });

    test('a logarithmic axis of sizes becomes straight with its own ticks from 0 on, and as it was again', async () => {
      const { page } = await open('swept');
      const chart = '#chart-naps-elapsed-over-tasks';
      await page.$eval(chart, (own) => own.scrollIntoView());
      await page.waitForSelector(`${chart} .live svg`);
      const described = () =>
        page.$eval(`${chart} .live svg`, (own) =>
          [...own.querySelectorAll('[aria-label^="X-axis"]')].map((axis) => ({
            is: axis.getAttribute('aria-label'),
            labels: [...axis.querySelectorAll('text')].map((text) => text.textContent),
          })),
        );
      const before = await described();
      expect(before[0]?.is).toContain('log scale');
      await page.click(`${chart} .tools button`);
      await becomesScale(page, chart, 'linear scale');
      const [straight] = await described();
      expect(straight?.labels[0]).toBe('0');
      // Nothing stands left of the first one.
      expect(straight?.labels.length).toBeGreaterThan(3);
      expect(straight?.is).toContain('values from 0 to ');
      await page.click(`${chart} .tools button`);
      await becomesScale(page, chart, 'log scale');
      expect(await described()).toEqual(before);
    });

    test.each([320, 390, 540, 768])(
      '%i px: a live chart is as wide as there is room for, whatever its axes',
      async (width) => {
        for (const name of ['example', 'swept', 'crowded']) {
          const { page, heard } = await open(name, (fresh) => fresh.setViewport({ width, height: 800 }));
          for (const chart of await page.$$('figure.chart')) {
            await chart.scrollIntoView();
            await page.waitForFunction((own) => own.querySelector('.live svg') !== null, {}, chart);
            await expectFit(chart);
            const toggles = await chart.$$('.tools button[aria-pressed]');
            for (const toggle of toggles) {
              await chart.$eval('.live svg', (own) => own.classList.add('before'));
              await toggle.evaluate((own) => (own as HTMLElement).click());
              await page.waitForFunction(
                (own) => own.querySelector('.live svg:not(.before)') !== null,
                {},
                chart,
              );
              await expectFit(chart);
            }
          }
          expect(heard.complaints).toEqual([]);
          await page.close();
        }
      },
    );

    test('320 px: a legend with slopes takes the whole width, and what goes on of a caption is set in', async () => {
      const { page } = await open('swept', (fresh) => fresh.setViewport({ width: 320, height: 800 }));
      const chart = '#chart-naps-memory-over-tasks';
      await page.$eval(chart, (own) => own.scrollIntoView());
      await page.waitForSelector(`${chart} .live svg`);
      const { legend, axis, captions } = await page.$eval(`${chart} .live svg`, (own) => {
        const leftOf = (selector: string) => own.querySelector(selector)?.getBoundingClientRect().left;
        return {
          legend: leftOf('.role-legend-symbol path'),
          axis: leftOf('[aria-label^="Y-axis"] .role-axis-title text'),
          captions: [...own.querySelectorAll('.role-title-subtitle tspan')].map((line) => line.textContent),
        };
      });
      expect(Math.abs((legend ?? 0) - (axis ?? 0))).toBeLessThan(10);
      expect(captions.filter((line) => line.startsWith('all CPUs'))).toHaveLength(1);
      const setIn = captions.filter((line) => line.startsWith('\u200B\u2002'));
      expect(setIn.length).toBeGreaterThan(0);
      expect(setIn.length).toBeLessThan(captions.length);
    });

    test('a chart follows a screen that is turned', async () => {
      const { page } = await open('charted', (fresh) => fresh.setViewport({ width: 390, height: 800 }));
      await drawn(page);
      await page.setViewport({ width: 1_000, height: 600 });
      await page.waitForFunction(
        () => Number(document.querySelector('.live svg')?.getAttribute('width')) > 600,
      );
    });

    test('without JavaScript a phone shows readable pictures that scroll, and says so', async () => {
      const { page } = await open('charted', async (fresh) => {
        await fresh.setJavaScriptEnabled(false);
        await fresh.setViewport({ width: 320, height: 640 });
      });
      const seen = await page.$eval('figure.chart', (own) => ({
        picture: Math.round(own.querySelector('img.light')?.getBoundingClientRect().width ?? 0),
        hint: own.querySelector('.hint')?.checkVisibility(),
        page: document.documentElement.scrollWidth,
      }));
      expect(seen).toEqual({ picture: 525, hint: true, page: 320 });
    });

    test('every control is reached by Tab alone, and is seen to have the focus', async () => {
      const { page } = await open('charted');
      await drawn(page);
      const wanted = await page.$$eval(
        'a[href], button, input, select, summary, [tabindex="0"]',
        (found) => found.filter((one) => one.checkVisibility({ contentVisibilityAuto: false })).length,
      );
      const reached = new Set<string>();
      for (let step = 0; step < wanted; step += 1) {
        await page.keyboard.press('Tab');
        const own = await page.evaluate(() => {
          const active = document.activeElement as HTMLElement;
          const all = [...document.querySelectorAll('*')];
          const { top, bottom } = active.getBoundingClientRect();
          return {
            place: String(all.indexOf(active)),
            tag: active.outerHTML.slice(0, 90),
            outline: getComputedStyle(active).outlineStyle,
            isInView: bottom > 0 && top < innerHeight,
          };
        });
        expect(own).toMatchObject({ outline: 'solid', isInView: true });
        reached.add(own.place);
      }
      expect(reached.size).toBe(wanted);
    });

    test('the figures behind a chart are opened and scrolled by keyboard', async () => {
      const { page } = await open('charted');
      await page.focus('#chart-naps-peak summary');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#chart-naps-peak .tools table');
      expect(await textOf(page, '#chart-naps-peak .tools table')).toContain('go/timer');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        'Figures of this chart',
      );
    });

    test.each([
      ['r', ['12 ±3%', '–', '1,200 ±0.1%', '<0.5 ms', '']],
      ['', ['node/b10', '–', 'node/b9', 'go/a']],
    ])('what is missing comes last either way (column of class "%s")', async (kind, cells) => {
      const { page } = await open('charted');
      const heading = kind === 'r' ? 'th.r button' : 'th:not(.r) button';
      // Cells of the first such column, as another run could have them.
      const place = await page.$eval(
        `.level thead ${heading}`,
        (own) => (own.closest('th') as HTMLTableCellElement).cellIndex,
      );
      const sorted = () =>
        page.$$eval(
          levelRows,
          (rows, at) => rows.map((row) => (row as HTMLTableRowElement).cells[at]?.textContent),
          place,
        );
      await page.$$eval(
        levelRows,
        (rows, at, texts) => {
          for (const [index, row] of rows.entries()) {
            const cell = (row as HTMLTableRowElement).cells[at];
            if (cell !== undefined) cell.textContent = texts[index] ?? '–';
          }
        },
        place,
        cells,
      );
      await page.$eval(`.level thead ${heading}`, (own) => (own as HTMLElement).focus());
      await page.keyboard.press('Enter');
      const figures = kind === 'r' ? ['<0.5 ms', '12 ±3%', '1,200 ±0.1%'] : ['go/a', 'node/b9', 'node/b10'];
      expect((await sorted()).slice(0, 3)).toEqual(figures);
      await page.keyboard.press('Space');
      expect((await sorted()).slice(0, 3)).toEqual(figures.toReversed());
    });

    test('what is unticked leaves tables and charts', async () => {
      const { page, heard } = await open('charted');
      await drawn(page);
      await page.click('input[name=runtime][value=node]');
      await page.waitForFunction(
        () => !document.querySelector('#chart-naps-peak .live svg')?.textContent.includes('node/timer'),
      );
      expect(await textOf(page, '#chart-naps-peak .live svg')).toContain('go/timer');
      expect(await shownRows(page)).not.toContain('node/');
      await page.click('input[name=runtime][value=go]');
      await page.waitForFunction(() => document.querySelector('#chart-naps-peak .live .none') !== null);
      await page.click('input[name=runtime][value=go]');
      await page.click('input[name=runtime][value=node]');
      await page.click('input[name=level]');
      await page.waitForFunction(() =>
        document.querySelector('#chart-naps-peak .live .none')?.textContent.startsWith('Nothing of'),
      );
      expect(await textOf(page, '#chart-naps-peak .live .none')).toBe(
        'Nothing of “Peak of a nap” is ticked above.',
      );
      expect(
        await page.$$eval('.level', (found) =>
          found.map((one) => [one.querySelector('h3')?.textContent.slice(0, 8), (one as HTMLElement).hidden]),
        ),
      ).toEqual([
        ['L1-timer', true],
        ['L4-threa', false],
      ]);
      expect(heard.complaints).toEqual([]);
    });

    test('colours follow the system and the switch, charts too', async () => {
      const { page } = await open('charted');
      await drawn(page);
      const paper = () =>
        page.evaluate(() => [
          getComputedStyle(document.body).backgroundColor,
          getComputedStyle(document.querySelector('#chart-naps-peak .live svg') ?? document.body)
            .backgroundColor,
        ]);
      const becomes = (colour: string) =>
        page.waitForFunction(
          (wanted) => {
            const chart = document.querySelector('#chart-naps-peak .live svg');
            return chart !== null && getComputedStyle(chart).backgroundColor === wanted;
          },
          {},
          colour,
        );
      const [white, night] = ['rgb(255, 255, 255)', 'rgb(13, 17, 23)'];
      expect(await paper()).toEqual([white, white]);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
      await becomes(night);
      expect(await paper()).toEqual([night, night]);
      await page.select('select[name=colours]', 'light');
      await becomes(white);
      expect(await paper()).toEqual([white, white]);
    });

    test('on paper: pictures, every row, no switches', async () => {
      const { page } = await open('many');
      await drawn(page);
      await page.emulateMediaType('print');
      await page.waitForFunction(
        () => document.querySelectorAll('.level .scroll:first-of-type tbody tr').length === 5_000,
      );
      const seen = (selector: string) =>
        page.$eval(selector, (own) => (own as HTMLElement).checkVisibility({ contentVisibilityAuto: false }));
      expect(await seen('#chart-naps-peak img.light')).toBe(true);
      expect(await seen('#chart-naps-peak img.dark')).toBe(false);
      expect(await seen('#chart-naps-peak .live')).toBe(false);
      expect(await seen('form.toolbar')).toBe(false);
      expect(await page.$eval('.scroll:has(table.figures)', (own) => getComputedStyle(own).overflow)).toBe(
        'visible',
      );
      // Chromium repeats the headings of a table on each sheet, but no button in them.
      expect(await page.$eval('thead th > button', (own) => getComputedStyle(own).display)).toBe('contents');
      await page.emulateMediaType('screen');
      await page.waitForFunction(
        () => document.querySelectorAll('.level .scroll:first-of-type tbody tr').length === 200,
      );
    });

    test.each(['light', 'dark'] as const)('without JavaScript, %s: pictures and tables', async (scheme) => {
      const { page, heard } = await open('charted', async (fresh) => {
        await fresh.setJavaScriptEnabled(false);
        await fresh.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      });
      expect(heard).toEqual({ complaints: [], requests: [], dialogs: [] });
      const images = await page.$$eval('figure img', (found) =>
        found.map((one) => [one.className, (one as HTMLElement).checkVisibility(), one.naturalWidth > 500]),
      );
      expect(images).toHaveLength(4);
      for (const [kind, isSeen, isDrawn] of images)
        expect([kind === scheme, isSeen]).toEqual([isSeen, isSeen && isDrawn]);
      expect(await page.$$eval(levelRows, (found) => found.length)).toBe(7);
      expect(await page.$eval('form.toolbar', (own) => own.checkVisibility())).toBe(false);
    });

    test.each(['charted', 'hostile', 'many'])('%s: 320 px are wide enough', async (name) => {
      const { page } = await open(name, (fresh) => fresh.setViewport({ width: 320, height: 640 }));
      await drawn(page);
      await page.click('.level tbody th > button');
      const { width, boxes, tall } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        boxes: [...document.querySelectorAll('.level .scroll')].filter(
          (box) => box.scrollWidth > box.clientWidth,
        ).length,
        tall: [...document.querySelectorAll('form.toolbar')].map((bar) => getComputedStyle(bar).position),
      }));
      expect(width).toBe(320);
      expect(boxes).toBeGreaterThan(0);
      // It would cover half of a phone.
      expect(tall).toEqual(['static']);
    });

    test('of 5,000 rows a few are laid out, whatever is sorted and filtered, and all when they are asked for', async () => {
      const { page } = await open('many');
      const rows = () => page.$$eval(levelRows, (found) => found.length);
      expect(await rows()).toBe(200);
      expect(await page.$eval('output', (own) => own.value)).toBe('5,003 of 5,003 rows');
      await page.$eval('.level thead th.r button', (own) => own.click());
      expect(await rows()).toBe(200);
      await page.type(filterBox, 'node');
      await page.waitForFunction(() => document.querySelector('output')?.value === '2,502 of 5,003 rows');
      expect(await rows()).toBe(200);
      await page.$eval('.level thead th.r button', (own) => own.click());
      // The end of the box brings more of them.
      await page.$eval('.level .scroll:first-of-type', (own) => own.scrollTo(0, own.scrollHeight));
      await page.waitForFunction(
        () => document.querySelectorAll('.level .scroll:first-of-type tbody tr').length === 400,
      );
      await page.$eval('.level .more button', (own) => own.click());
      expect(await page.$eval('.level .more', (own) => (own as HTMLElement).hidden)).toBe(true);
      const sorted = await page.$$eval(levelRows, (found) =>
        found.map((row) => Number((row as HTMLTableRowElement).cells[1]?.textContent.replaceAll(',', ''))),
      );
      expect(sorted).toEqual(Array.from({ length: 2_500 }, (_, place) => 2_500 - place));
      await page.$eval('.level thead th.r button', (own) => own.click());
      expect(await rows()).toBe(200);
    });

    test('a letter in the filter lays out no row that stays', async () => {
      const { page } = await open('many');
      await page.evaluate(() => {
        const seen = { rows: 0 };
        Object.assign(globalThis, { seen });
        new MutationObserver((records) => {
          for (const { addedNodes, removedNodes } of records)
            seen.rows += addedNodes.length + removedNodes.length;
        }).observe(document.querySelector('.level tbody') as Element, { childList: true });
      });
      const moved = () =>
        page.evaluate(() => (globalThis as unknown as { seen: { rows: number } }).seen.rows);
      // Every row has it.
      await page.type(filterBox, 'timer');
      await page.waitForFunction(() => document.querySelector('output')?.value === '5,003 of 5,003 rows');
      await page.type(filterBox, 'zzz');
      await page.waitForFunction(() => document.querySelector('output')?.value === '0 of 5,003 rows');
      expect(await moved()).toBe(200);
    });

    test.each(['charted', 'hostile'])(
      '%s: the CSV behind a chart is the one that the harness would write',
      async (name) => {
        const { page } = await open(name);
        const session = await browser.target().createCDPSession();
        await session.send('Browser.setDownloadBehavior', {
          behavior: 'allow',
          downloadPath: path.join(folder.path, `csv-${name}`),
          eventsEnabled: true,
        });
        const done = new Promise<void>((resolve) => {
          session.on('Browser.downloadProgress', ({ state }) => {
            if (state === 'completed') resolve();
          });
        });
        await page.$$eval('#chart-naps-peak-over-tasks .tools button', (found) => found.at(-1)?.click());
        await done;
        const text = await readFile(
          path.join(folder.path, `csv-${name}`, 'naps-peak-over-tasks.csv'),
          'utf8',
        );
        const rows = pages.get(name)?.pictures[1]?.chart.rows ?? [];
        const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
        const cells = rows.map((row) => columns.map((column) => row[column] ?? null));
        expect(text).toBe([...csvPieces(columns, cells)].join(''));
        expect(rows.length).toBeGreaterThan(3);
      },
    );
  },
);

async function write(name: string, run: Run): Promise<void> {
  const pictures = await drawCharts(chartsOf(chartMaterial(run)));
  const file = path.join(folder.path, `${name}.html`);
  await writeFile(file, [...reportHtml(await readPageAssets()).write(run, pictures)].join(''));
  pages.set(name, { file, pictures });
}

async function open(
  name: string,
  prepare: (page: Page) => Promise<unknown> = () => Promise.resolve(),
): Promise<{ page: Page; heard: Heard }> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1_000, height: 800 });
  await prepare(page);
  const heard: Heard = { complaints: [], requests: [], dialogs: [] };
  const address = pathToFileURL(pages.get(name)?.file ?? '').href;
  page.on('console', (message) => heard.complaints.push(message.text()));
  page.on('pageerror', (error) => heard.complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    heard.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    // An image that stands in the page is read, not fetched.
    if (request.url() !== address && !request.url().startsWith('data:')) heard.requests.push(request.url());
  });
  await page.goto(address);
  return { page, heard };
}

function becomesScale(page: Page, chart: string, scale: string): Promise<unknown> {
  return page.waitForFunction(
    (selector, wanted) =>
      [...document.querySelectorAll(`${selector} .live svg [aria-label^="X-axis"]`)].some((axis) =>
        axis.getAttribute('aria-label')?.includes(wanted),
      ),
    {},
    chart,
    scale,
  );
}

/** It takes the room that there is, most of it for its plots, and nothing stands on anything. */
async function expectFit(chart: ElementHandle): Promise<void> {
  const { room, taken, plot, hasNamesAbove, hint, gaps, leftOut } = await chart.evaluate((own) => {
    const svg = own.querySelector('.live svg');
    const isShown = (text: Element) => text.textContent !== '' && text.getAttribute('opacity') !== '0';
    const plots = [...own.querySelectorAll('.live path.background')].map(
      (one) => /^M0,0h([\d.]+)v[^0]/.exec(one.getAttribute('d') ?? '')?.[1] ?? '0',
    );
    return {
      room: own.clientWidth,
      taken: svg?.getBoundingClientRect().width ?? 0,
      plot: Math.max(...plots.map(Number)),
      hasNamesAbove:
        own.clientWidth < 560 &&
        own.querySelector('.live [aria-label^="Y-axis"][aria-label*="discrete"]') !== null,
      hint: own.querySelector('.hint')?.checkVisibility(),
      gaps: [...own.querySelectorAll('.live [aria-label^="X-axis"]')].flatMap((axis) => {
        const labels = [...axis.querySelectorAll('.role-axis-label text')]
          .filter(isShown)
          .filter((text) => !text.getAttribute('transform')?.includes('rotate'))
          .map((text) => text.getBoundingClientRect())
          .sort((one, other) => one.left - other.left);
        return labels.slice(1).map((label, place) => label.left - (labels[place]?.right ?? 0));
      }),
      leftOut: [...own.querySelectorAll('.live [aria-label^="X-axis"][aria-label*="linear scale"] text')]
        .filter((text) => !isShown(text))
        .map((text) => text.textContent),
    };
  });
  expect(taken).toBeLessThanOrEqual(room);
  expect(taken).toBeGreaterThan(Math.min(room, 680) * 0.9);
  expect(plot).toBeGreaterThan(Math.min(room, 680) * (hasNamesAbove ? 0.85 : 0.6));
  for (const gap of gaps) expect(gap).toBeGreaterThan(7);
  expect(leftOut).toEqual([]);
  expect(hint).toBe(false);
}

/** Until the first chart is live. */
async function drawn(page: Page): Promise<void> {
  await page.$eval('figure.chart', (own) => own.scrollIntoView());
  await page.waitForSelector('figure.chart .live svg');
}

async function hoverMark(page: Page): Promise<void> {
  await drawn(page);
  const place = await page.$eval('figure.chart .live .mark-symbol.role-mark path', (own) => {
    own.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = own.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  await page.mouse.move(place.x - 3, place.y);
  await page.mouse.move(place.x, place.y);
  await page.waitForSelector('#tooltip:not([hidden])');
}

function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (own) => own.textContent);
}

/** The text of all rows that are laid out. */
async function shownRows(page: Page): Promise<string> {
  const rows = await page.$$eval('table.figures tbody tr', (found) => found.map((row) => row.textContent));
  return rows.join('\n');
}

/** The figures of the first level's column. */
function column(page: Page, title: string): Promise<number[]> {
  return page.$eval(
    '.level table.figures',
    (table, wanted) => {
      const own = table as HTMLTableElement;
      const place = [...(own.tHead?.rows[0]?.cells ?? [])].findIndex((cell) =>
        cell.textContent.startsWith(wanted),
      );
      return [...(own.tBodies[0]?.rows ?? [])].map((row) =>
        Number.parseFloat(row.cells[place]?.textContent ?? ''),
      );
    },
    title,
  );
}
