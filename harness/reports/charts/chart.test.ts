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
