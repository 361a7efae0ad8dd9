import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import type { Scenario } from '../model.ts';
import { exampleScenario } from '../reports/example-run.ts';
import { parseCount, parseDurationNs, parseParameters, splitParameters } from './parameters.ts';

test.each([
  ['0', 0],
  ['1000', 1000],
  ['10k', 10_000],
  ['10K', 10_000],
  ['1.5k', 1500],
  ['1M', 1_000_000],
  ['2m', 2_000_000],
  ['3G', 3_000_000_000],
  ['1_000', 1000],
  ['0.3k', 300],
  ['1.5', null],
  ['1.0005k', null],
  ['', null],
  ['k', null],
  ['-1', null],
  ['+1', null],
  ['1e3', null],
  ['0x10', null],
  [' 1', null],
  ['1kk', null],
  ['9007199254740993', null],
  ['9999999G', 9_999_999_000_000_000 > Number.MAX_SAFE_INTEGER ? null : 9_999_999_000_000_000],
])('parseCount %j: %s', (text, value) => {
  expect(parseCount(text)).toBe(value);
});

test.each([
  ['90s', 90],
  ['10m', 600],
  ['1h', 3600],
  ['1h30m', 5400],
  ['1h0m1s', 3601],
  ['90m', 5400],
  ['0s', 0],
  ['90', null],
  ['', null],
  ['m', null],
  ['30m1h', null],
  ['1m1m', null],
  ['1.5h', null],
  ['-1m', null],
  ['1 m', null],
  ['10M', null],
  ['10min', null],
])('parseDurationNs %j: %s s', (text, seconds) => {
  expect(parseDurationNs(text)).toBe(seconds === null ? null : seconds * 1e9);
});

describe('parseParameters', () => {
  /** It takes fewer tasks, and has a parameter of its own. */
  const walks: Scenario = {
    ...exampleScenario,
    name: 'walks',
    parameters: {
      tasks: { kind: 'count', description: '', minimum: 1, maximum: 1000, default: 1 },
      pace: { kind: 'choice', description: '', values: ['slow', 'fast'], default: 'slow' },
    },
  };
  const parse = (...texts: string[]) => parseParameters(splitParameters(texts), [exampleScenario, walks]);

  test('a sweep of counts and of choices', () => {
    expect(parse('tasks=1,1k,0.5k', 'wake=-apart,together')).toEqual({
      tasks: [1, 1000, 500],
      wake: ['-apart', 'together'],
    });
  });

  test('a second value where one is asked for is refused', () => {
    expect(() => splitParameters(['tasks=1k', 'tasks=10k'], '--where')).toThrow(
      '--where: expected tasks once, received it twice',
    );
  });

  test('the last of two lists for one parameter counts', () => {
    expect(parse('tasks=1', 'tasks=2,3')).toEqual({ tasks: [2, 3] });
  });

  test('a parameter of one scenario is checked against that one alone', () => {
    expect(parse('pace=fast,slow')).toEqual({ pace: ['fast', 'slow'] });
    expect(parseParameters(splitParameters(['tasks=1M']), [exampleScenario])).toEqual({
      tasks: [1_000_000],
    });
  });

  test.each([
    ['tasks', '--param: expected name=value[,value…] such as tasks=1k,1M, received tasks'],
    ['tasks=', '--param: expected name=value[,value…] such as tasks=1k,1M, received tasks='],
    [
      'tasks=1,',
      '--param tasks: expected a whole number from 0 to 1000000 for naps, such as 1000 (k, M and G may follow), received nothing',
    ],
    [
      'tasks=2M',
      '--param tasks: expected a whole number from 0 to 1000000 for naps, such as 1000 (k, M and G may follow), received 2M',
    ],
    [
      'tasks=1,2k',
      '--param tasks: expected a whole number from 1 to 1000 for walks, such as 1 (k, M and G may follow), received 2k',
    ],
    ['wake=1', '--param wake: expected one of together, -apart for naps, received 1'],
    ['pace=fats', '--param pace: expected one of slow, fast for walks, received fats (did you mean fast?)'],
    ['pace=slow,', '--param pace: expected one of slow, fast for walks, received nothing'],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(new Failure('usage', message));
  });
});
