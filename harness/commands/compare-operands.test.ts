import { describe, expect, test } from 'vitest';
import { exampleRun } from '../reports/example-run.ts';
import type { PlannedCase } from '../store/plan.ts';
import { matchOperands, parseOperand } from './compare-operands.ts';

const older = exampleRun.plan.cases
  .filter(({ variant }) => variant === 'node/timer')
  .map((own): PlannedCase => ({
    ...own,
    id: own.id.replace('26.10.0', '24.0.0'),
    runtimeVersion: '24.0.0',
  }));
const cases = [...exampleRun.plan.cases, ...older];

function matched(...operands: string[]) {
  const { names, matches } = matchOperands(operands, cases);
  return { ...names, rows: matches.matches.map(({ base, head }) => `${base.id} | ${head.id}`) };
}

test('what an operand is', () => {
  expect(parseOperand('go@1.27.4')).toEqual({
    kind: 'version',
    text: 'go@1.27.4',
    runtime: 'go',
    version: '1.27.4',
  });
  const text = 'worker-pool/node@26.10.0/worker-threads';
  expect(parseOperand(text)).toEqual({
    kind: 'case',
    text,
    scenario: 'worker-pool',
    variant: 'node/worker-threads',
    version: '26.10.0',
  });
  expect(parseOperand('node/timer')).toMatchObject({ scenario: null, variant: 'node/timer', version: null });
  expect(['', 'naps', 'a/b/c/d', './a', '/a/b', 'a b/c'].map(parseOperand)).toEqual(
    Array.from({ length: 6 }, () => null),
  );
});

describe('matching', () => {
  test('two cases at every setting; the second has the scenario of the first', () => {
    const { rows, ...names } = matched('naps/go/timer', 'node@26.10.0/timer');
    expect(names).toEqual({ base: 'naps/go/timer', head: 'node@26.10.0/timer' });
    expect(rows).toEqual(
      [0, 1_000, 10_000].map(
        (tasks) =>
          `naps go/timer go@1.27.4 all tasks=${tasks} wake=together | naps node/timer node@26.10.0 all tasks=${tasks} wake=together`,
      ),
    );
  });

  test('two versions of one case, or of all that a runtime has', () => {
    const { rows } = matched('naps/node@24.0.0/timer', 'naps/node@26.10.0/timer');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toBe(
      'naps node/timer node@24.0.0 all tasks=0 wake=together | naps node/timer node@26.10.0 all tasks=0 wake=together',
    );
    const whole = matchOperands(['node@24.0.0', 'node@26.10.0'], cases).matches;
    expect(whole.matches).toHaveLength(3);
    expect(whole.headOnly.map(({ variant }) => variant)).toEqual(['node/thread']);
  });
});

test.each<[string[], RegExp]>([
  [
    ['naps/go/timer', 'naps/node/tmer'],
    /^the run has no naps\/node\/tmer: expected one of naps\/go\/timer, naps\/node\/timer, naps\/node\/thread \(did you mean naps\/node\/timer\?\)$/,
  ],
  [
    ['nap/go/timer', 'node/timer'],
    /^the run has no scenario nap \(nap\/go\/timer\): expected one of naps \(did you mean naps\?\)$/,
  ],
  [
    ['naps/go@1.27.5/timer', 'naps/node@24.0.0/timer'],
    /^the run has naps\/go\/timer on no 1\.27\.5 .*: expected one of 1\.27\.4 \(did you mean 1\.27\.4\?\)$/,
  ],
  [
    ['naps/go/timer', 'naps/node/timer'],
    /^the run has naps\/node\/timer on node 26\.10\.0, 24\.0\.0: name one, as naps\/node@26\.10\.0\/timer$/,
  ],
  [
    ['node@24.0.0', 'node@26.10'],
    /^the run has no node@26\.10: expected one of go@1\.27\.4, node@26\.10\.0, node@24\.0\.0 \(did you mean node@26\.10\.0\?\)$/,
  ],
  [
    ['go@1.27.4', 'node@26.10.0'],
    /^expected two versions of one runtime, received go@1\.27\.4 and node@26\.10\.0/,
  ],
  [
    ['go@1.27.4', 'naps/node/thread'],
    /^expected two cases or two versions of a runtime, received go@1\.27\.4 and naps\/node\/thread: .* naps\/go@1\.27\.4\/timer$/,
  ],
  [
    ['go/timer', 'naps/node/thread'],
    /^expected scenario\/runtime\/variant, received go\/timer .*only the second/,
  ],
  [
    ['timer', 'naps/node/thread'],
    /^expected scenario\/runtime\/variant, such as naps\/go\/timer, or runtime@version, received timer/,
  ],
  [['naps/go/timer', 'go@1.27.4/timer'], /^expected two things to compare, received naps\/go\/timer twice$/],
  [['node@24.0.0', 'node@24.0.0'], /^expected two things to compare/],
  [['naps/go/timer'], /^expected two cases .* beside --run, received naps\/go\/timer$/],
  [[], /^expected two cases .* beside --run, received nothing$/],
  [['naps/go/timer', 'node/thread', 'node/timer'], /^expected two cases .* beside --run/],
])('%j is refused', (operands, message) => {
  let refusal: unknown = null;
  try {
    matchOperands(operands, cases);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) as string });
});
