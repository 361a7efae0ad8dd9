import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { defaultPolicy, type Policy } from '../gate/policy.ts';
import { exampleCheck } from './example-check.ts';
import { explainText, stripChart } from './explain-text.ts';
import type { JudgedCheck } from './judged-check.ts';
import { plainTerminal } from './terminal.ts';

test('a strip counts the pairs at each place, from better to worse', () => {
  const strip = stripChart([Math.log(1.2), Math.log(1.2), Math.log(0.8)]);
  expect(strip).toMatch(/^−20 % 1·+\|·+2 \+20 %$/);
  expect([...(strip.split(' ')[2] ?? '')]).toHaveLength(41);
});

test('a strip of equal sides, of many pairs at a place, and where worse is all there is', () => {
  expect(stripChart([0, 0, 0])).toBe('+0.0 % 3 +0.0 %');
  expect(stripChart(Array<number>(12).fill(Math.log(1.5)))).toMatch(/^\+0\.0 % \|·+\+ \+50 %$/);
});

/** The elapsed time of the first cell, with another margin in force. */
function explained(policy: Partial<Policy>, given: Partial<JudgedCheck['cells'][number]['metrics'][number]>) {
  const cells = exampleCheck.cells.map((cell, index) =>
    index === 0 ? { ...cell, metrics: cell.metrics.map((metric) => ({ ...metric, ...given })) } : cell,
  );
  const plan = { ...exampleCheck.plan, policy: { ...defaultPolicy, ...policy } };
  return explainText({ ...exampleCheck, plan, cells });
}

test('a margin says where it comes from', () => {
  const margin = { alarm: 0.04, harm: 0.06 };
  expect(explained({}, {})).toContain("alarm 3 % (Interleave's default)");
  expect(explained({ margins: { elapsed: margin } }, { margin })).toContain(
    "harm 6 % (the policy's for elapsed)",
  );
  expect(explained({ margins: { default: margin } }, { margin })).toContain(
    "alarm 4 % (the policy's default)",
  );
  const floor = { cell: 'naps', metric: 'elapsed', alarm: 0.08, detectable: 0.1 };
  const calibrated = explained({}, { margin: { alarm: 0.08, harm: 0.08 }, floor });
  expect(calibrated).toContain('alarm 8 % (calibrated here)');
  expect(calibrated).toContain('harm 8 % (calibrated here)');
  expect(calibrated).toContain('calibration: finds a slowdown of 10 %');
});

test('pairs that were not compared are told by reason, with their number and the range of what was seen', () => {
  const text = explainText(exampleCheck);
  expect(text).toMatch(
    /^ {4}18 of 28 pairs filtered: \S+ %( to \S+ %)? of a CPU used by other programs, more than 15 % \(base \d+, head \d+\)$/m,
  );
  expect(text).toMatch(/^ {4}1 of \d+ pairs without a result: failed: .*\(head 1\)$/m);
  expect(text).not.toMatch(/^ {4}pair \d/m);
  expect(text).toContain('--json lists each of them');
});

test('what it came to comes first, and in a cell its verdicts before its pairs', () => {
  const lines = explainText(exampleCheck).split('\n');
  expect(lines[1]).toMatch(/^regression: 2 of 15/);
  const cell = lines.indexOf('cell naps go/timer all tasks=1000 wake=together');
  expect(lines[cell + 1]).toMatch(/^ {2}elapsed .*: regressed: /);
  const pairs = lines.findIndex((line, index) => index > cell && / pairs? taken, /.test(line));
  const nextCell = lines.findIndex((line, index) => index > cell && line.startsWith('cell '));
  expect(pairs).toBeGreaterThan(lines.findIndex((line) => line.startsWith('  peak ')));
  expect(pairs).toBeLessThan(nextCell);
});

test('no line begins with what is from outside', () => {
  expect(explainText(exampleCheck)).not.toMatch(/^\s*(::|=1|<b)/m);
  expect(explainText(exampleCheck)).not.toMatch(/(?!\n)\p{Cc}/u);
});

test.each([80, 100, 120, 200])('no line is wider than %d columns, and what goes on is indented', (width) => {
  const lines = explainText(exampleCheck, { ...plainTerminal, width }).split('\n');
  expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
  expect(lines.filter((line) => /^ {4}look 1, 14 pairs/.test(line)).length).toBeGreaterThan(0);
  // A strip is never torn from its ends.
  const strips = lines.filter((line) => /[·\d|]{41}/.test(line));
  expect(strips.length).toBeGreaterThan(0);
  expect(strips.filter((line) => !/ [−+]\S+ % [·+\d|]{41} [−+]\S+ %$/.test(line))).toEqual([]);
});

test('a strip in ASCII where the locale has no more', () => {
  const text = explainText(exampleCheck, { ...plainTerminal, hasBlocks: false });
  expect(text).toMatch(/pairs, better to worse: .* [.\d|]{41} /);
  expect(text).toContain('. is none, | is no change');
  expect(text).not.toContain('·');
});

test('one metric is corrected for nothing', () => {
  const [cell] = exampleCheck.cells as [JudgedCheck['cells'][number]];
  const cells = [{ ...cell, metrics: cell.metrics.slice(0, 1) }];
  expect(explainText({ ...exampleCheck, cells })).toMatch(/over the looks; 1 metric$/m);
});
