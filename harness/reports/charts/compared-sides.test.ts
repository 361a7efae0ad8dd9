import { expect, test } from 'vitest';
import { sidesWords } from './compared-sides.ts';

test('of two cases of one run the folder and the scenario are said once', () => {
  expect(sidesWords('pool/go/ants of /a/b/run', 'pool/node/p-limit of /a/b/run', 'pool')).toEqual({
    title: 'node/p-limit against go/ants of run',
    line: 'base: go/ants; head: node/p-limit; both of run',
  });
});

test('two runs by the last names of their folders, the day and the run in the caption', () => {
  expect(
    sidesWords('/a/my runs/old (2026-11-20, 1-a)', String.raw`C:\runs\new (2026-11-21, 2-b)`, null),
  ).toEqual({
    title: 'new against old',
    line: 'base: old (2026-11-20, 1-a); head: new (2026-11-21, 2-b)',
  });
});

test('folders of one last name have as many names as tell them apart', () => {
  expect(
    sidesWords('/a/one/results/run (2026-11-20, 1-a)', './two/results/run (2026-11-21, 2-b)', null).title,
  ).toBe('two/results/run against one/results/run');
  expect(sidesWords('run (2026-11-20, 1-a)', 'x/run (2026-11-21, 2-b)', null).title).toBe(
    'x/run against run',
  );
  expect(sidesWords('. (2026-11-20, 1-a)', '/ (2026-11-21, 2-b)', null).title).toBe('/ against .');
});

test('sides of a check stay as git has them', () => {
  expect(sidesWords('origin/main', 'working tree (1234567)', 'pool')).toEqual({
    title: 'working tree (1234567) against origin/main',
    line: 'base: origin/main; head: working tree (1234567)',
  });
});

test('versions of a runtime', () => {
  expect(sidesWords('node@24.1.0 of runs/x', 'node@26.1.0 of runs/x', null).title).toBe(
    'node@26.1.0 against node@24.1.0 of x',
  );
});

test('runs in folders of their ids: an id once', () => {
  const [first, second] = ['20261122T000000Z-0a1b2c', '20261122T001000Z-3d4e5f'];
  expect(
    sidesWords(`results/${first} (2026-11-22, ${first})`, `results/${second} (2026-11-22, ${second})`, null),
  ).toEqual({
    title: 'Head against base',
    line: `base: ${first}; head: ${second}`,
  });
});
