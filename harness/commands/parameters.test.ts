import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { exampleScenario } from '../reports/example-run.ts';
import { parseCount, parseParameters } from './parameters.ts';

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

describe('parseParameters', () => {
  const parse = (...texts: string[]) => parseParameters(texts, [exampleScenario]);

  test('a sweep of counts and of choices', () => {
    expect(parse('tasks=0,1k,1M', 'wake=-apart,together')).toEqual({
      tasks: [0, 1000, 1_000_000],
      wake: ['-apart', 'together'],
    });
  });

  test('the last of two lists for one parameter counts', () => {
    expect(parse('tasks=1', 'tasks=2,3')).toEqual({ tasks: [2, 3] });
  });

  test.each([
    ['tasks', '--param: expected name=value[,value…] such as tasks=1k,1M, received tasks'],
    ['tasks=', '--param: expected name=value[,value…] such as tasks=1k,1M, received tasks='],
    ['=3', '--param: expected one of tasks, wake, received '],
    ['constructor=3', '--param: expected one of tasks, wake, received constructor'],
    ['task=3', '--param: expected one of tasks, wake, received task (did you mean tasks?)'],
    [
      'tasks=1,',
      '--param tasks: expected a whole number from 0 to 1000000 such as 1000, 10k or 1M, received nothing',
    ],
    [
      'tasks=2M',
      '--param tasks: expected a whole number from 0 to 1000000 such as 1000, 10k or 1M, received 2M',
    ],
    ['wake=1', '--param wake: expected one of together, -apart, received 1'],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(new Failure('usage', message));
  });
});
