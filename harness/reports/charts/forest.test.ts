import { expect, test } from 'vitest';
import { labelLines, panelHeight } from './forest.ts';

test('a row’s name is broken between parameters alone', () => {
  expect(labelLines('go/channel-workers, tasks 60,000, workers 2')).toEqual([
    'go/channel-workers,',
    'tasks 60,000, workers 2',
  ]);
  // A line more keeps them whole.
  expect(labelLines('node/worker-threads, cost 1,000, tasks 60,000, workers 2')).toEqual([
    'node/worker-threads,',
    'cost 1,000, tasks 60,000,',
    'workers 2',
  ]);
  expect(labelLines('go/timer tasks=1000')).toEqual(['go/timer tasks=1000']);
});

test('a check’s names, which have no comma, are broken at spaces', () => {
  expect(labelLines('context-switch go/channel-unbuffered switches=100000')).toEqual([
    'context-switch',
    'go/channel-unbuffered',
    'switches=100000',
  ]);
});

test('what is left of a long name is told', () => {
  const lines = labelLines(Array.from({ length: 9 }, (_, index) => `parameter-${index} 1,000`).join(', '));
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatch(/ …$/);
});

test('rows of more lines are higher', () => {
  const short = panelHeight(['a', 'b']);
  expect(panelHeight(['a', 'b', 'c'])).toBeGreaterThan(short);
  expect(panelHeight(['a', 'go/channel-workers, tasks 60,000, workers 2'])).toBeGreaterThan(short);
});
