import { parse } from 'csv-parse/sync';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { gate } from '../gate/gate.ts';
import { defaultPolicy } from '../gate/policy.ts';
import { checkAnnotations } from './check-annotations.ts';
import { checkReportFormats } from './check-formats.ts';
import { checkJson } from './check-json.ts';
import { checkMarkdown } from './check-markdown.ts';
import { checkText } from './check-text.ts';
import { judgedMetrics } from './check-view.ts';
import { verdictWords } from './check-words.ts';
import { exampleBaselineCheck, exampleCheck, hostileName } from './example-check.ts';
import { explainJson } from './explain-json.ts';
import { explainText } from './explain-text.ts';
import type { JudgedCheck } from './judged-check.ts';
import { plainTerminal, type Terminal } from './terminal.ts';

function textOf(file: string, check: JudgedCheck = exampleCheck): string {
  const format = checkReportFormats.find((candidate) => candidate.file === file);
  if (format === undefined) throw new Error(`no report is called ${file}`);
  return [...format.write(check)].join('');
}

const rowsOf = (file: string, check?: JudgedCheck): Record<string, string>[] =>
  parse(textOf(file, check), { columns: true });

/** Of every cell, noisy ones and the failed one among them. */
const shown = exampleCheck.lines.filter(({ round }) => round < 3);

const [firstCell] = exampleCheck.cells as [JudgedCheck['cells'][number]];
const singleCells = [{ ...firstCell, metrics: firstCell.metrics.slice(0, 1) }];

/** One cell and one metric of the example. */
const single: JudgedCheck = {
  ...exampleCheck,
  plan: {
    ...exampleCheck.plan,
    cells: exampleCheck.plan.cells.slice(0, 1),
    oneSided: [],
    ungated: [],
    policy: defaultPolicy,
    gates: null,
  },
  evidence: exampleCheck.evidence.slice(0, 1),
  cells: singleCells,
  environment: { ...exampleCheck.environment, warnings: [] },
  result: gate(singleCells, { oneSided: [] }, exampleCheck.plan.policy),
};

describe('golden files (vitest -u writes them)', () => {
  test('the terminal’s text', async () => {
    await expect(checkText(exampleCheck)).toMatchFileSnapshot('golden/check.txt');
  });
  test('check.md', async () => {
    await expect(checkMarkdown(exampleCheck)).toMatchFileSnapshot('golden/check-md.txt');
  });
  test('annotations', async () => {
    await expect(checkAnnotations(exampleCheck)).toMatchFileSnapshot('golden/check-annotations.txt');
  });
  test('verdicts.csv', async () => {
    await expect(textOf('verdicts.csv')).toMatchFileSnapshot('golden/verdicts.csv');
  });
  test('verdicts.json', async () => {
    await expect(textOf('verdicts.json')).toMatchFileSnapshot('golden/verdicts.txt');
  });
  test('pairs.csv of an excerpt', async () => {
    await expect(textOf('pairs.csv', { ...exampleCheck, lines: shown })).toMatchFileSnapshot(
      'golden/pairs.csv',
    );
  });
  test('the text of a check against a stored baseline', async () => {
    await expect(checkText(exampleBaselineCheck)).toMatchFileSnapshot('golden/check-unpaired.txt');
  });
  test('the Markdown of a check against a stored baseline', async () => {
    await expect(checkMarkdown(exampleBaselineCheck)).toMatchFileSnapshot('golden/check-unpaired-md.txt');
  });
  test('explain', async () => {
    await expect(explainText(exampleCheck)).toMatchFileSnapshot('golden/explain.txt');
  });
});

// Else a change could widen the gate that it is judged by, and nobody would see it.
describe('a policy that is not base’s, or not the default', () => {
  const { gates, policy } = exampleCheck.plan;
  const base = gates?.base;
  if (gates === null || gates === undefined || base === null || base === undefined)
    throw new Error('expected gates');
  const differs = /policy differs from base's: .*harm of peak: 2 % in base, 5 % in head/;
  const isNotDefault =
    /policy, not the default: cases on one side that are accepted: removed, none by default/;
  const withGates = (changed: Partial<typeof gates>, with_ = policy): JudgedCheck => ({
    ...exampleCheck,
    plan: { ...exampleCheck.plan, policy: with_, gates: { ...gates, ...changed } },
  });

  test('is told in every report', () => {
    for (const text of [checkText(exampleCheck), explainText(exampleCheck)]) {
      expect(text).toMatch(differs);
      expect(text).toMatch(isNotDefault);
    }
    expect(checkMarkdown(exampleCheck)).toMatch(/^- policy differs from base's: /m);
    expect(checkMarkdown(exampleCheck)).toMatch(/^- policy, not the default: /m);
    const annotations = checkAnnotations(exampleCheck);
    expect(annotations).toMatch(
      /^::warning title=policy differs from base's::.*harm of peak: 2 %25 in base, 5 %25 in head/m,
    );
    expect(annotations).toMatch(/^::notice title=policy%2C not the default::/m);
    for (const json of [checkJson(exampleCheck), explainJson(exampleCheck)]) {
      expect(json.policyNotes).toMatchObject({ problem: null });
      expect(json.policyNotes.fromBase).toContainEqual({ what: 'harm of peak', from: '2 %', to: '5 %' });
      expect(json.policyNotes.fromDefault).toMatchObject([{ from: 'none', to: 'removed' }]);
    }
  });

  test('follows the policy that a replay judges by', () => {
    const replayed = withGates({}, { ...policy, q: 0.2 });
    expect(checkText(replayed)).toContain('q: 1 % in base, 20 % in head');
  });

  test('base’s file that cannot be read is told, too', () => {
    const unread = withGates({ base: null, problem: 'x.json:1:2: expected {' });
    expect(checkText(unread)).toContain(
      "policy not held against base's: base's cannot be read: x.json:1:2: expected {",
    );
    expect(checkAnnotations(unread)).toContain("::warning title=policy not held against base's::");
    expect(checkJson(unread).policyNotes).toMatchObject({
      fromBase: null,
      problem: 'x.json:1:2: expected {',
    });
  });

  test('nothing is said where there is nothing to say, nor of a comparison', () => {
    const alike = withGates({ base: { ...base, policy: defaultPolicy } }, defaultPolicy);
    expect(checkText(alike)).not.toContain('policy, not');
    expect(checkText(alike)).not.toContain('policy differs');
    expect(checkText({ ...exampleCheck, plan: { ...exampleCheck.plan, gates: null } })).not.toContain(
      'policy differs',
    );
    expect(checkText({ ...exampleCheck, plan: { ...exampleCheck.plan, kind: 'compare' } })).not.toMatch(
      /policy differs|policy, not/,
    );
  });
});

describe('the terminal’s text', () => {
  const lines = checkText(exampleCheck).split('\n');

  test('nothing from outside begins a line, so that no log takes it for a command', () => {
    expect(lines.filter((line) => /^\s*(::|=1|<b)/.test(line))).toEqual([]);
    expect(checkText(exampleCheck)).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  const at = (width: number): Terminal => ({ ...plainTerminal, width });

  test('80 columns', async () => {
    await expect(checkText(exampleCheck, at(80))).toMatchFileSnapshot('golden/check-80.txt');
  });

  test.each([72, 80, 100, 120, 200])('no line is wider than %d columns', (width) => {
    for (const check of [exampleCheck, exampleBaselineCheck, single]) {
      const text = checkText(check, at(width));
      expect(text.split('\n').filter((line) => stringWidth(line) > width)).toEqual([]);
      expect(text).toMatch(/(^| )elapsed .* regressed$/m);
    }
  });

  test('what moved stays first, and each line under its cell, where a row does not hold both', () => {
    const rows = (text: string) => text.split('\n').filter((line) => /^ +(elapsed|naps|peak)/.test(line));
    const narrow = checkText(exampleCheck, at(120));
    expect(narrow).toMatch(
      /^go\/timer tasks=1000 wake=together\n {2}elapsed .* regressed\n {2}naps_per_second/m,
    );
    expect(rows(narrow).map((line) => line.split(/ {2,}/).at(-1))).toEqual(
      judgedMetrics(exampleCheck).map(({ verdict }) => verdictWords[verdict.verdict]),
    );
    expect(narrow).not.toContain('left out');
    expect(checkText(exampleCheck, at(80))).toContain(
      'left out, as a width of 80 does not hold them: head, pairs, p; see check.md',
    );
  });

  test('colour marks what words say already, and nothing that is from outside', () => {
    const paint: Terminal['paint'] = (role, text) => `{${role}}${text}{/}`;
    for (const textOf of [checkText, explainText]) {
      const painted = textOf(exampleCheck, { ...plainTerminal, paint });
      expect(painted).toMatch(/ \{worse\}regressed\{\/\}[\n:]/);
      expect(painted).toMatch(/ \{better\}improved\{\/\}[\n:]/);
      expect(painted).toMatch(/^\{doubt\}not green:\{\/\} /m);
      expect(painted).toMatch(/^\{worse\}regression:\{\/\} 2 of 15/m);
      expect(painted.replace(/\{\/?\w*\}/g, '')).toBe(textOf(exampleCheck));
    }
  });

  test('wide characters in a name leave the columns under each other', () => {
    const names = ['go/一百万', 'node/👩‍💻', 'go/e\u0301té', 'node/plain', 'go/ｶﾅ'];
    const cells = exampleCheck.plan.cells.map((cell, index) => {
      const side = { ...cell.head, variant: names[index] ?? '' };
      return { ...cell, base: side, head: side };
    });
    const check = { ...exampleCheck, plan: { ...exampleCheck.plan, cells } };
    const lines = checkText(check, at(Infinity)).split('\n');
    const rows = lines.filter((line) =>
      /(elapsed|naps_per_second|peak) .*(regressed|improved|changed|inconclusive|measured)$/.test(line),
    );
    expect(rows).toHaveLength(15);
    const places = rows.map((line) =>
      stringWidth(line.slice(0, line.search(/ (elapsed|naps_per_second|peak) /))),
    );
    expect(places).toEqual(rows.map(() => places[0]));
  });

  test('its last line is the light', () => {
    expect(lines.at(-2)).toMatch(/^regression: .*exit code 2/);
  });

  test('a column that would say the same in all rows is left out', () => {
    const titles = (check: JudgedCheck): string | undefined =>
      checkText(check)
        .split('\n')
        .find((line) => line.includes('metric ') && line.includes('verdict'));
    expect(titles(exampleCheck)).toMatch(/^cell +metric +base +head +change +pairs +p +verdict$/);
    expect(titles(single)).toMatch(/^metric +base +head +change +p +verdict$/);
    expect(checkText(single)).toContain(`cell: ${single.cells[0]?.cell}\n`);
    expect(checkText(single)).toContain('14 pairs a cell');
  });

  test('a rate that fell is a negative change, and its verdict says that this is worse', () => {
    expect(lines.find((line) => /naps_per_second.*regressed/.test(line))).toMatch(/ −7\.\d % \(−/);
    expect(lines.find((line) => /naps_per_second.*improved/.test(line))).toMatch(/ \+11\.\d % \(\+/);
  });

  test('what was not measured says why, an accepted case that it is', () => {
    const text = checkText(exampleCheck);
    expect(text).toMatch(
      /not measured: node\/timer tasks=10000.*: elapsed, naps_per_second, peak: head failed: /,
    );
    expect(text).toMatch(/new: head alone has it; it passes with "accept": \["new"\]/);
    expect(text).toMatch(/removed: base alone has it; the policy accepts that/);
  });

  test('noise that fell on one arm keeps a check from being green, and is said', () => {
    const cells = single.cells.map((cell) => ({ ...cell, noisy: { base: 0, head: 12, both: 0 } }));
    const check = { ...single, cells, result: gate(cells, single.plan, single.plan.policy) };
    expect(checkText(check)).toContain('not green: noise fell on one arm');
    expect(checkAnnotations(check)).toContain('::warning title=not green::noise fell on one arm');
    expect(checkMarkdown(check)).toContain('> **Not green:** noise fell on one arm');
  });

  test('a gated metric that no sample has is listed in every report', () => {
    const text = /not gated: naps node\/thread .* cpu: no sample has this figure/s;
    expect(lines.filter((line) => text.test(line))).toHaveLength(1);
    expect(checkMarkdown(exampleCheck)).toMatch(
      /> \*\*Not green:\*\* not gated: .*no sample has this figure/,
    );
    expect(checkAnnotations(exampleCheck)).toMatch(/::warning title=not green::not gated: /);
    expect(checkJson(exampleCheck)).toMatchObject({
      ungated: exampleCheck.plan.ungated,
      reasons: expect.arrayContaining([{ kind: 'ungated', text: expect.stringMatching(text) }]),
    });
  });
});

describe('a check against a stored baseline', () => {
  test.each([
    ['text', checkText(exampleBaselineCheck)],
    ['Markdown', checkMarkdown(exampleBaselineCheck)],
    ['annotations', checkAnnotations(exampleBaselineCheck)],
  ])('its %s speaks of samples, and of no pairs', (_, report) => {
    expect(report).not.toMatch(/pairs\b|pair by pair|calibrat/);
    expect(report).toContain('--allow-unpaired lets it gate');
  });

  test('it says how many samples each side has', () => {
    expect(checkText(exampleBaselineCheck)).toContain(
      '12 to 26 samples of base and 14 to 28 samples of head',
    );
    expect(checkText(exampleBaselineCheck)).toMatch(/ 12\+14 +<0\.0001 +regressed$/m);
    expect(checkAnnotations(exampleBaselineCheck)).toContain('12 samples of base and 14 of head');
    const [metric] = checkJson(exampleBaselineCheck).cells[0]?.metrics ?? [];
    expect(metric).toMatchObject({ pairs: 0, samples: { base: 12, head: 14 } });
  });
});

describe('check.md', () => {
  const report = checkMarkdown(exampleCheck);

  test('lets no HTML, cell or line of a name or a reason through', () => {
    expect(report).not.toMatch(/<b>/);
    expect(report).not.toContain('`x`');
    const tables = report.split('\n').filter((line) => line.startsWith('|'));
    const width = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    expect(new Set(tables.filter((line) => line.includes('elapsed')).map(width))).toEqual(new Set([10]));
  });

  test('what moved is open, the rest is folded', () => {
    const [open = ''] = report.split('<details>');
    expect(open).toMatch(/regressed/);
    expect(open).toMatch(/improved/);
    expect(open).not.toMatch(/inconclusive|unchanged/);
    expect(report.match(/<details>/g)).toHaveLength(report.match(/<\/details>/g)?.length ?? 0);
  });

  test('says so where nothing moved', () => {
    expect(checkMarkdown({ ...single, cells: [] })).toContain('Nothing is shown to have moved.');
  });
});

describe('annotations', () => {
  /** As the runner reads a line: properties up to the second `::`, split at commas. */
  function read(line: string) {
    const [, kind, properties = '', message] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
    const undo = (text = ''): string =>
      text
        .replaceAll('%0D', '\r')
        .replaceAll('%0A', '\n')
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',')
        .replaceAll('%25', '%');
    return { kind, properties: properties.split(',').map(undo), message: undo(message) };
  }
  const annotations = (check: JudgedCheck) => checkAnnotations(check).trimEnd().split('\n').map(read);

  test('are read back as they were meant, hostile names included', () => {
    const all = annotations(exampleCheck);
    expect(all.map(({ kind }) => kind)).toEqual([
      'error',
      'error',
      'error',
      'warning',
      'warning',
      'warning',
      'warning',
      'warning',
      'warning',
      'notice',
      'notice',
      'notice',
    ]);
    expect(all[0]).toMatchObject({ properties: ['title=interleave check'] });
    expect(all[0]?.message).toMatch(/^regression: /);
    for (const { properties } of all) expect(properties).toHaveLength(1);
    const hostile = all.find(({ properties }) => properties[0]?.includes('node/thread'));
    expect(hostile?.properties[0]).toContain('::error title=a,b::<b>100%</b>');
  });

  test('ten of a kind at most, the last of which counts the rest', () => {
    const metrics = Array.from({ length: 23 }, () => single.cells[0]!.metrics[0]!);
    const all = annotations({ ...single, cells: [{ ...single.cells[0]!, metrics }] });
    expect(all).toHaveLength(10);
    expect(all.at(-1)?.properties).toEqual(['title=15 more']);
    const ten = annotations({ ...single, cells: [{ ...single.cells[0]!, metrics: metrics.slice(0, 9) }] });
    expect(ten).toHaveLength(10);
    expect(ten.at(-1)?.properties[0]).toMatch(/^title=regressed: /);
  });

  test('metrics of one cell that share a reason share a line', () => {
    const failed = annotations(exampleCheck).filter(({ message }) => message.includes('head failed'));
    expect(failed).toHaveLength(1);
    expect(failed[0]?.properties[0]).toMatch(/elapsed, naps_per_second, peak$/);
  });

  test.each([
    ['pass', 'notice'],
    ['inconclusive', 'warning'],
    ['error', 'error'],
  ] as const)('the light %s is told by itself, as %s', (light, kind) => {
    const cells = single.cells.map((cell) => ({
      ...cell,
      metrics: cell.metrics.map((metric) => ({ ...metric, verdict: 'unchanged' as const })),
    }));
    const all = annotations({ ...single, cells, result: { light, reasons: [] } });
    expect(all).toMatchObject([{ kind, properties: ['title=interleave check'] }]);
  });
});

describe('csv files', () => {
  test.each(['verdicts.csv', 'pairs.csv'])('%s ends every line in CRLF', (file) => {
    const outsideQuotes = textOf(file).replace(/"[^"]*"/g, '');
    expect(outsideQuotes.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(outsideQuotes.endsWith('\r\n')).toBe(true);
  });

  test('verdicts.csv has one row for each cell and metric, with the ratio of the value itself', () => {
    const rows = rowsOf('verdicts.csv');
    expect(rows).toHaveLength(15);
    const [elapsed, rate] = rows;
    expect(elapsed).toMatchObject({ metric: 'elapsed', verdict: 'regressed', look: '1', pairs: '14' });
    expect(Number(elapsed?.['ratio'])).toBeGreaterThan(1);
    expect(rate).toMatchObject({ metric: 'naps_per_second', verdict: 'regressed' });
    expect(Number(rate?.['ratio'])).toBeLessThan(1);
    expect(Number(rate?.['ratio_low'])).toBeLessThan(Number(rate?.['ratio_high']));
  });

  test('a failed metric has a row with its reason and no figures', () => {
    const rows = rowsOf('verdicts.csv').filter(({ verdict }) => verdict === 'not-measured');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ base: '', ratio: '', p: '', look: '', pairs: '0', taken: '3' });
    expect(rows[0]?.['reason']).toMatch(/^head failed: /);
  });

  test('pairs.csv has every pair, and gives back what the judge compared', () => {
    const rows = rowsOf('pairs.csv').filter(({ metric }) => metric === 'elapsed');
    expect(rows).toHaveLength(exampleCheck.lines.length / 2);
    const own = rows.filter(({ cell }) => cell === exampleCheck.cells[0]?.cell);
    const pairs = exampleCheck.evidence[0]?.pairs.map((pair) =>
      pair.state === 'measured'
        ? [pair.first, pair.values.base['elapsed'], pair.values.head['elapsed']]
        : null,
    );
    expect(own.map(({ first, base, head }) => [first, Number(base), Number(head)])).toEqual(pairs);
  });

  test('a failed, a noisy and a torn pair keep what was seen of them', () => {
    const rows = rowsOf('pairs.csv').filter(({ metric }) => metric === 'elapsed');
    const failed = rows.filter(({ head_status: status }) => status === 'failed');
    expect(failed).toMatchObject([{ base_status: 'ok', head: '' }]);
    expect(Number(failed[0]?.['base'])).toBeGreaterThan(0);
    const noisy = rows.find(({ base_noisy: reason }) => reason !== '');
    expect(noisy).toMatchObject({
      base_noisy: '34 % of a CPU used by other programs, more than 15 %',
      base_foreign_cpu_ns: '340000000',
      base_wall_ns: '1000000000',
    });
    const [one] = exampleCheck.lines;
    const [torn] = rowsOf('pairs.csv', { ...exampleCheck, lines: one === undefined ? [] : [one] });
    const other = one?.arm === 'base' ? 'head' : 'base';
    expect(torn).toMatchObject({ first: one?.arm, [`${other}_status`]: '', [other]: '' });
  });

  test('a formula is defused', () => {
    const cells = exampleCheck.plan.cells.map((cell) => ({ ...cell, id: cell.id.replace(/^naps/, '=naps') }));
    const lines = exampleCheck.lines.map((line) => ({ ...line, cell: line.cell.replace(/^naps/, '=naps') }));
    const [row] = rowsOf('pairs.csv', { ...exampleCheck, plan: { ...exampleCheck.plan, cells }, lines });
    expect(row?.['cell']).toMatch(/^'=naps/);
    // Within a cell it stays as it is, less what is no text.
    const named = rowsOf('verdicts.csv').find(({ variant }) => variant === 'node/thread');
    expect(named?.['cell']).toContain(hostileName.replace('\u001b', '\ufffd'));
  });
});

test('verdicts.json holds what the judge said, in the values’ own direction', () => {
  const json = checkJson(exampleCheck);
  expect(json).toMatchObject({ format: 'interleave-verdicts/1', light: 'regression', exitCode: 2 });
  const metrics = json.cells.flatMap((cell) => cell.metrics);
  expect(metrics.map(({ verdict, p, pairs }) => [verdict, p, pairs])).toEqual(
    exampleCheck.cells.flatMap((cell) => cell.metrics.map(({ verdict, p, pairs }) => [verdict, p, pairs])),
  );
  const rate = metrics.find(({ metric }) => metric === 'naps_per_second');
  const { estimate } = exampleCheck.cells[0]!.metrics[1]!;
  expect(rate?.ratio).toBeCloseTo(Math.exp(-(estimate ?? 0)), 12);
});

describe('a metric near zero', () => {
  /** The first metric, as if it were of so many ns. */
  const near = (base: number, head: number): JudgedCheck => ({
    ...exampleCheck,
    cells: exampleCheck.cells.map((cell, index) =>
      index > 0
        ? cell
        : {
            ...cell,
            metrics: cell.metrics.map((one, place) => (place === 0 ? { ...one, base, head } : one)),
          },
    ),
  });
  const note =
    '†: what is below 100 µs is too small to matter and counts as so much, so that the change is smaller than its medians say.';

  test.each([
    [20_000, 300_000],
    [300_000, 99_999],
  ])('from %d to %d ns: its change is marked, and the mark explained', (base, head) => {
    const check = near(base, head);
    expect(checkText(check)).toMatch(/elapsed .*\(\+7\.9 % to \+8\.7 %\) †.* regressed/);
    expect(checkText(check)).toContain(note);
    expect(checkMarkdown(check)).toContain(note);
    expect(explainText(check)).toContain(
      'change +8.4 % (+7.9 % to +8.7 %), smaller than the medians say: what is below 100000 ns counts as so much',
    );
  });

  test('from the floor on nothing is said', () => {
    const check = near(100_000, 300_000);
    for (const text of [checkText(check), checkMarkdown(check), explainText(check)]) {
      expect(text).not.toContain('†');
      expect(text).not.toContain('smaller than');
    }
  });
});

describe('a large improvement', () => {
  const improvedBy = (share: number): JudgedCheck => ({
    ...exampleCheck,
    cells: exampleCheck.cells.map((cell) => ({
      ...cell,
      metrics: cell.metrics.map((one) => {
        if (one.verdict !== 'improved') return one;
        const isTime = one.hypothesis.direction === 'lower-is-better';
        return { ...one, estimate: Math.log(isTime ? 1 - share : 1 / (1 + share)) };
      }),
    })),
  });
  const note =
    'improved by 20 % or more: node/timer tasks=1000 wake=together elapsed, node/timer tasks=1000 wake=together naps_per_second: look whether the program still does the work that its name says, by the mechanism that it names; a check cannot tell';

  test('deserves a look at the program, whichever way is better', () => {
    const check = improvedBy(0.2001);
    expect(checkText(check)).toContain(`\n${note}\n`);
    expect(explainText(check)).toContain(`\n${note}\n`);
    expect(checkMarkdown(check)).toContain('> improved by 20 % or more: ');
    expect(checkMarkdown(check)).toContain('a check cannot tell');
  });

  test('a smaller one does not', () => {
    const check = improvedBy(0.19);
    for (const text of [checkText(check), checkMarkdown(check), explainText(check)])
      expect(text).not.toContain('a check cannot tell');
  });
});

test('explain says how its strips are read, once', () => {
  expect(explainText(exampleCheck).split('a digit is the number of pairs at that place')).toHaveLength(2);
});
