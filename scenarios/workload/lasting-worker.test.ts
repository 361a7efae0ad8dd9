import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./fixtures/worker-that-ends.js', import.meta.url));

test.each([
  ['ends', 1, /worker worker-that-ends\.js ended with exit code 0 before it was terminated/],
  ['throws', 1, /the worker’s own words/],
  ['is-terminated', 0, /^$/],
])('a worker that %s: the process ends with %i', async (how, code, text) => {
  const { exitCode, stderr } = await execa(process.execPath, [program, how], { reject: false });
  expect(stderr).toMatch(text);
  expect(exitCode).toBe(code);
});
