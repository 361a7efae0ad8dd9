import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programParts, readPageAssets } from './read-page-assets.ts';

const folder = path.join(import.meta.dirname, '..', 'reports', 'html', 'page');

test("every part of the page's program is in it once, after what it imports", async () => {
  expect((await readdir(folder)).sort()).toEqual(programParts.map((part) => `${part}.js`).sort());
  for (const [place, part] of programParts.entries()) {
    const text = await readFile(path.join(folder, `${part}.js`), 'utf8');
    const imported = [...text.matchAll(/^import [^;]* from '\.\/([a-z-]+)\.js';$/gm)].map(([, name]) => name);
    expect(programParts.slice(0, place), part).toEqual(expect.arrayContaining(imported));
    expect(text.split('\n').length, part).toBeLessThanOrEqual(251);
  }
});

test('the program imports and exports nothing', async () => {
  const { program } = await readPageAssets();
  expect(program.text).not.toMatch(/^(import|export)\b/m);
  expect(program.text).toContain('class LiveChart');
});
