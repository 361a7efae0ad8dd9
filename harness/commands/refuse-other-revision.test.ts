import { expect, test } from 'vitest';
import { refuseOtherRevision } from './refuse-other-revision.ts';

const clean = { name: null, commit: 'a'.repeat(40), clean: true };
const changed = { ...clean, clean: false };
const other = { ...clean, commit: 'b'.repeat(40) };

function told(...[before, now]: [typeof clean | null | undefined, typeof clean | null | undefined]) {
  const lines: string[] = [];
  refuseOtherRevision('the check', before, now, (line) => lines.push(line));
  return lines;
}

test('the same commit without changes', () => expect(told(clean, clean)).toEqual([]));

test.each([
  [clean, other],
  [clean, changed],
  [changed, clean],
])('%j is gone on with on that alone, not on %j', (before, now) => {
  expect(() => told(before, now)).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(/^the check measured the workloads of a{40}/),
    }),
  );
});

test('changes before and now may be the same ones, which is doubted', () => {
  expect(told(changed, changed)).toEqual([
    'warning: the working tree had changes, and has: nothing tells whether they are the same',
  ]);
});

test.each([null, undefined])('what is not known (%s) is not refused', (unknown) => {
  expect(told(unknown, clean)).toEqual([]);
  expect(told(clean, unknown)).toEqual([]);
});
