import stringWidth from 'string-width';
import type { Light } from '../gate/gate.ts';
import type { Verdict } from '../gate/judge.ts';
import { checkTable } from './check-table.ts';
import { judgedCells, judgedMetrics, type JudgedMetric } from './check-view.ts';
import {
  claimLines,
  headerLines,
  largeImprovementText,
  lightText,
  noiseText,
  oneSidedLines,
  remainingReasons,
  tableLegend,
  undecided,
  verdictWords,
} from './check-words.ts';
import { harmlessLines } from './harmless-text.ts';
import type { JudgedCheck } from './judged-check.ts';
import { doubt, prose } from './prose.ts';
import { formatCount } from './quantity.ts';
import { plainTerminal, type Role, type Terminal } from './terminal.ts';
import { fittingTable, plainTable, type TextTable } from './text-table.ts';

/** A check for a terminal: who was compared, what moved first, what is not known, and what it comes to in the last line. */
export function checkText(check: JudgedCheck, terminal: Terminal = plainTerminal): string {
  const title = `interleave ${check.plan.kind} ${check.plan.checkId}`;
  const blocks = [
    prose(title, terminal, { role: 'heading' }),
    ...headerLines(check).map((line) => prose(line, terminal)),
  ];
  return [blocks.join(''), tableText(check, terminal), notesText(check, terminal), lightLine(check, terminal)]
    .filter((block) => block !== '')
    .join('\n');
}

const verdictRoles: Readonly<Partial<Record<Verdict, Role>>> = {
  regressed: 'worse',
  improved: 'better',
  inconclusive: 'doubt',
  'not-measured': 'doubt',
};

const lightRoles: Readonly<Record<Light, Role>> = {
  pass: 'better',
  regression: 'worse',
  error: 'worse',
  inconclusive: 'doubt',
};

/** The last line, with its first word in colour where there is a gate. */
export function lightLine(check: JudgedCheck, terminal: Terminal): string {
  const { light } = check.result;
  return prose(lightText(check), terminal, { role: lightRoles[light], word: `${light}:` });
}

/** A verdict's word in its colour; that of nothing that moved has none. */
export function paintedVerdict(text: string, verdict: Verdict, { paint }: Terminal): string {
  const role = verdictRoles[verdict];
  return role === undefined ? text : paint(role, text);
}

function tableText(check: JudgedCheck, terminal: Terminal): string {
  const metrics = judgedMetrics(check);
  if (metrics.length === 0) return '';
  const cells = judgedCells(check);
  const { lines, leftOut } = fittingLines(check, metrics, terminal);
  return [
    // Else the table names them.
    ...(cells.length === 1 ? [prose(`cell: ${cells[0]?.cell.id ?? ''}`, terminal)] : []),
    ...lines.map((line) => `${line}\n`),
    ...(leftOut.length === 0
      ? []
      : [
          prose(
            `left out, as a width of ${formatCount(terminal.width)} does not hold them: ${leftOut.join(', ')}; see check.md`,
            terminal,
            { role: 'quiet' },
          ),
        ]),
    ...tableLegend(check).map((line) => prose(line, terminal, { role: 'quiet' })),
  ].join('');
}

/** One line a metric; where the width does not hold their cells beside them, each stands on a line over its own. */
function fittingLines(
  check: JudgedCheck,
  metrics: readonly JudgedMetric[],
  terminal: Terminal,
): { readonly lines: readonly string[]; readonly leftOut: readonly string[] } {
  const isNarrower = (table: TextTable): boolean => widthOf(table) <= terminal.width;
  const whole = checkTable(check, metrics);
  const named = fittingTable(whole, terminal.width);
  const hasColumn = judgedCells(check).length > 1;
  if (!hasColumn || isNarrower(whole)) {
    return { lines: paintedLines(named.table, metrics, terminal), leftOut: named.leftOut };
  }
  const { columns, rows } = checkTable(check, metrics, false);
  const [first, ...others] = columns;
  const indented = {
    columns: first === undefined ? [] : [{ ...first, title: `  ${first.title}` }, ...others],
    rows: rows.map(([metric = '', ...cells]) => [`  ${metric}`, ...cells]),
  };
  const { table, leftOut } = fittingTable(indented, terminal.width);
  const [titles = '', ...lines] = paintedLines(table, metrics, terminal);
  return {
    lines: [
      titles,
      ...lines.flatMap((line, index) => {
        const [name, above] = [metrics[index]?.name ?? '', metrics[index - 1]?.name];
        return name === above ? [line] : [...prose(name, terminal).trimEnd().split('\n'), line];
      }),
    ],
    leftOut,
  };
}

/** Of its widest line. */
function widthOf(table: TextTable): number {
  return plainTable(table)
    .split('\n')
    .reduce((most, line) => Math.max(most, stringWidth(line)), 0);
}

/** The verdict is the last word of a line. */
function paintedLines(table: TextTable, metrics: readonly JudgedMetric[], terminal: Terminal): string[] {
  const [titles = '', ...lines] = harmlessLines(plainTable(table)).trimEnd().split('\n');
  return [
    titles,
    ...lines.map((line, index) => {
      const verdict = metrics[index]?.verdict.verdict;
      if (verdict === undefined) return line;
      const word = verdictWords[verdict];
      return line.endsWith(word)
        ? `${line.slice(0, -word.length)}${paintedVerdict(word, verdict, terminal)}`
        : line;
    }),
  ];
}

/** What was not measured or not decided, and what else must be known. */
function notesText(check: JudgedCheck, terminal: Terminal): string {
  const noise = noiseText(check);
  const large = largeImprovementText(check);
  const own = (text: string): string => prose(text, terminal);
  const doubted = (word: string, text: string): string => doubt(word, text, terminal);
  return [
    ...(large === null ? [] : [own(large)]),
    ...undecided(check).map(({ name, metrics, verdict, reason }) =>
      doubted(`${verdictWords[verdict]}:`, `${name}: ${metrics.join(', ')}: ${reason}`),
    ),
    ...oneSidedLines(check).map(({ case: id, text }) => doubted('not measured:', `${id}: ${text}`)),
    ...remainingReasons(check).map(({ text }) => doubted('not green:', text)),
    ...(noise === null ? [] : [own(`noise: ${noise}`)]),
    ...check.environment.warnings.map((warning) => doubted('warning:', warning)),
    ...claimLines(check).map((claim) => own(`by calibration, ${claim}`)),
  ].join('');
}
