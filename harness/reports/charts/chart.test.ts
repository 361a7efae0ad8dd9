import { expect, test } from 'vitest';
import { textWidth } from '../../render/text-width.ts';
import { captionLines, linesOf } from './chart.ts';

test('a line of a caption is broken by what it takes, not by its letters', () => {
  const machine =
    'AMD EPYC, 2 CPUs, 25 GB, linux x64 (kvm, container docker) · go 1.27.4, node 26.10.0, os 6.18.44-fc-v657 · 2026-11-21';
  expect(captionLines(machine)).toEqual([machine]);
  const [first = '', ...more] = captionLines('WIDE LETTERS '.repeat(8).trim());
  expect(first.length).toBeLessThan(machine.length);
  expect(more).toHaveLength(1);
});

test('no line is wider than a picture, and nothing is lost', () => {
  for (const text of [
    'word '.repeat(60).trim(),
    'W'.repeat(300),
    `a ${'i'.repeat(400)} b`,
    '\u{1f600}'.repeat(200),
  ]) {
    const lines = captionLines(text);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    for (const line of lines) {
      expect(textWidth(line, 12)).toBeLessThanOrEqual(672);
      expect(line).not.toBe('');
    }
  }
});

test('by letters where a line has so many of them', () => {
  expect(linesOf('one two three', 8)).toEqual(['one two', 'three']);
  expect(linesOf('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
});

test('a list is broken between its items, not within one', () => {
  const sizes =
    'tasks 60,000 at cost 0 and 1; 20,000 at 10; 4,000 at 100; 2,000 at 300; 1,500 at 400; 1,000 at 500; 800 at 600; 600 at 800; 500 at 1,000';
  const lines = captionLines(sizes);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(' ')).toBe(sizes);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/;$/);
  // Wherever a line would end.
  for (let most = 32; most < 60; most += 1)
    for (const line of linesOf(sizes, most).slice(0, -1)) expect(line).toMatch(/;$/);
  expect(linesOf('one, two three four five', 17)).toEqual(['one, two three', 'four five']);
});
