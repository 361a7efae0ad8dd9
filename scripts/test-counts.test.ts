import { describe, expect, test } from 'vitest';
import { countGoTests, countVitestTests } from './test-counts.ts';

describe('countVitestTests', () => {
  const report = JSON.stringify({
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'pending' }] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
    ],
  });

  test('each test once', () => {
    expect(countVitestTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  test('a file that cannot be loaded counts as failed', () => {
    const unloadable = JSON.stringify({ testResults: [{ status: 'failed', assertionResults: [] }] });
    expect(countVitestTests(unloadable, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('no report at all', () => {
    expect(countVitestTests('', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('countGoTests', () => {
  const passed = [
    { Action: 'run', Package: 'a', Test: 'TestX' },
    { Action: 'pass', Package: 'a', Test: 'TestX/one/deep' },
    { Action: 'pass', Package: 'a', Test: 'TestX/one' },
    { Action: 'skip', Package: 'a', Test: 'TestX/two' },
    { Action: 'pass', Package: 'a', Test: 'TestX' },
    { Action: 'pass', Package: 'a', Test: 'TestXY' },
    { Action: 'pass', Package: 'a' },
  ];

  test('subtests count instead of the test around them', () => {
    expect(countGoTests(passed, 0)).toEqual({ passed: 2, failed: 0, skipped: 1 });
  });

  test('a failed test is counted once, not with its package too', () => {
    const failed = [
      { Action: 'fail', Package: 'b', Test: 'TestZ' },
      { Action: 'fail', Package: 'b' },
    ];
    expect(countGoTests([...passed, ...failed], 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  test('a package that does not compile counts as failed', () => {
    expect(countGoTests([...passed, { Action: 'fail', Package: 'c' }], 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
    });
  });

  test('a failure that no event tells', () => {
    expect(countGoTests(passed, 2).failed).toBe(1);
  });
});
