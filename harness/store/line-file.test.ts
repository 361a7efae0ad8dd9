import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { LineFile } from './line-file.ts';

const schema = z.strictObject({ number: z.int(), text: z.string() });
/** More than one piece of the file, so that lines and characters lie across the ends of pieces. */
const many = Array.from({ length: 4_000 }, (_, number) => ({ number, text: 'ünï→😀'.repeat(number % 31) }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'interleave-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(lines: readonly unknown[], torn = ''): LineFile<typeof schema> {
  writeFileSync(file(), lines.map((line) => `${JSON.stringify(line)}\n`).join('') + torn);
  return new LineFile(folder, 'lines.ndjson', schema);
}

const file = () => path.join(folder, 'lines.ndjson');

test('all lines, as often as they are gone through', () => {
  const lines = write(many);
  expect([...lines]).toEqual(many);
  expect([...lines]).toEqual(many);
});

test('a line longer than several pieces, and a torn one after it', () => {
  const long = { number: 0, text: 'x'.repeat(600_000) };
  expect([...write([long, many[1]], '{"number":1,"te')]).toEqual([long, many[1]]);
  expect([...write([many[1], long], `{"number":1,"text":"${'y'.repeat(600_000)}`)]).toEqual([many[1], long]);
});

test('no line, or none that is whole', () => {
  expect([...write([])]).toEqual([]);
  const torn = write([], '{"number":1');
  expect([...torn]).toEqual([]);
  expect(torn.wholeBytes).toBe(0);
});

test('what is appended after it was opened is not read, so that each passage sees the same', () => {
  const lines = write(many.slice(0, 2), '{"nu');
  appendFileSync(file(), `mber":9,"text":""}\n`);
  expect([...lines]).toEqual(many.slice(0, 2));
});

test('lines are read as they are asked for: a damaged one is told when it is reached', () => {
  const lines = write([...many, { number: 'x' }]);
  let seen = 0;
  expect(() => {
    for (const { number } of lines) seen = number + 1;
  }).toThrow(expect.objectContaining({ kind: 'foreignFile', message: expect.stringContaining('line 4001') }));
  expect(seen).toBe(4_000);
});

test('a file that became shorter is told', () => {
  const lines = write(many);
  truncateSync(file(), lines.wholeBytes - 5);
  expect(() => [...lines]).toThrow(/lines\.ndjson became shorter while it was read/);
});

test.runIf(process.platform === 'linux')('the file is closed, however far it was read', () => {
  const lines = write(many);
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (const { number } of lines) if (number === 3) break;
  expect([...lines]).toHaveLength(4_000);
  expect(open()).toBe(before);
});
