import { expect, test } from 'vitest';
import type { Revision } from '../store/revision.ts';
import { environmentRows } from './environment-table.ts';
import { exampleRun } from './example-run.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

test.each<[Revision | null | undefined, string | undefined]>([
  [undefined, undefined],
  [null, undefined],
  [{ name: null, commit, clean: true }, 'commit 0123456789ab'],
  [{ name: null, commit, clean: false }, 'commit 0123456789ab, with changes that are not in it'],
])('the revision %j shows as %j', (revision, text) => {
  const { revision: _, ...environment } = exampleRun.environment;
  const rows = environmentRows(exampleRun.plan, {
    ...environment,
    ...(revision === undefined ? {} : { revision }),
  });
  expect(rows.find(([name]) => name === 'revision')?.[1]).toBe(text);
});
