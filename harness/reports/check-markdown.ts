import { checkTable } from './check-table.ts';
import { judgedMetrics, type JudgedMetric } from './check-view.ts';
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
import { machineRows } from './environment-table.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';
import { markdownCode, markdownFold, markdownPicture, markdownTable, markdownText } from './markdown.ts';
import { chartsFolder, type Picture } from './report.ts';
import type { TextColumn } from './text-table.ts';

export const checkMd: CheckReportFormat = {
  file: 'check.md',
  write: (check, pictures) => [checkMarkdown(check, pictures)],
};

/**
 * A check for a job's summary: what moved is open to the eye, everything else is folded.
 *
 * @param pictures those that lie beside it as files; a job's summary and a terminal have none
 */
export function checkMarkdown(check: JudgedCheck, pictures: readonly Picture[] = []): string {
  const { plan, result } = check;
  const metrics = judgedMetrics(check);
  const having = (...verdicts: readonly JudgedMetric['verdict']['verdict'][]): JudgedMetric[] =>
    metrics.filter(({ verdict }) => verdicts.includes(verdict.verdict));
  const moved = having('regressed', 'improved');
  const large = largeImprovementText(check);
  const light = plan.kind === 'check' ? result.light : 'no gate';
  return [
    `# Interleave ${plan.kind}: ${light}\n\n`,
    `**${markdownText(lightText(check))}**\n\n`,
    ...headerLines(check).map((line) => `- ${markdownText(line)}\n`),
    '\n',
    ...pictures.filter(({ chart }) => chart.name === 'forest').map(pictureText),
    moved.length === 0
      ? 'Nothing is shown to have moved.\n\n'
      : `${tableSection(check, moved)}${reasonList(moved)}\n`,
    ...(large === null ? [] : [`> ${markdownText(large)}\n\n`]),
    ...remainingReasons(check).map(({ text }) => `> **Not green:** ${markdownText(text)}\n\n`),
    undecidedSection(check, having('inconclusive', 'not-measured')),
    oneSidedSection(check),
    unchangedSection(check, having('unchanged')),
    environmentSection(check),
    readingSection(check),
  ].join('');
}

function pictureText({ chart: { name, description } }: Picture): string {
  return `${markdownPicture(`${chartsFolder}/${name}.svg`, `${chartsFolder}/${name}-dark.svg`, description)}\n`;
}

function tableSection(check: JudgedCheck, metrics: readonly JudgedMetric[]): string {
  const { columns, rows } = checkTable(check, metrics);
  const coded = columns.findIndex(({ title }) => title === 'metric');
  const escaped = rows.map((row) =>
    row.map((cell, index) => (index === coded ? markdownCode(cell) : markdownText(cell))),
  );
  return `${markdownTable({ columns, rows: escaped })}\n`;
}

/** Why each verdict fell. */
function reasonList(metrics: readonly JudgedMetric[]): string {
  return metrics
    .map(
      ({ name, verdict: { hypothesis, verdict, reason } }) =>
        `- ${markdownText(name)} ${markdownCode(hypothesis.metric)}: ${verdictWords[verdict]}: ${markdownText(reason)}\n`,
    )
    .join('');
}

function undecidedSection(check: JudgedCheck, metrics: readonly JudgedMetric[]): string {
  if (metrics.length === 0) return '';
  const reasons = undecided(check).map(
    ({ name, metrics: names, verdict, reason }) =>
      `- ${markdownText(name)} ${names.map(markdownCode).join(', ')}: ${verdictWords[verdict]}: ${markdownText(reason)}\n`,
  );
  return markdownFold(
    `Not decided or not measured: ${metrics.length}`,
    `${tableSection(check, metrics)}${reasons.join('')}\n`,
  );
}

function oneSidedSection(check: JudgedCheck): string {
  const lines = oneSidedLines(check);
  if (lines.length === 0) return '';
  const rows = lines.map(({ case: id, text }) => [markdownText(id), markdownText(text)]);
  return markdownFold(
    `On one side only: ${lines.length}`,
    `${markdownTable({ columns: [left('case'), left('not measured')], rows })}\n`,
  );
}

function unchangedSection(check: JudgedCheck, metrics: readonly JudgedMetric[]): string {
  return metrics.length === 0
    ? ''
    : markdownFold(`Unchanged: ${metrics.length}`, `${tableSection(check, metrics)}${reasonList(metrics)}\n`);
}

function environmentSection(check: JudgedCheck): string {
  const { plan, environment } = check;
  const noise = noiseText(check);
  const facts: readonly (readonly [string, string])[] = [
    ['check', plan.checkId],
    ['date', plan.createdAt],
    ['Interleave', plan.version],
    ...(noise === null ? [] : [['noise', noise] as const]),
    ...claimLines(check).map((claim) => ['by calibration', claim] as const),
    ...machineRows(environment),
    ...environment.warnings.map((warning) => ['warning', warning] as const),
  ];
  const rows = facts.map((row) => row.map(markdownText));
  return markdownFold(
    'Environment',
    `${markdownTable({ columns: [left('environment'), left('')], rows })}\n`,
  );
}

function readingSection(check: JudgedCheck): string {
  const files =
    check.pairing === 'paired'
      ? '`pairs.csv` holds every compared figure, `verdicts.csv` and `verdicts.json` hold these. `interleave explain` says how each verdict came about.'
      : "The folder of head's run holds its figures, the baseline's file those of base.";
  return markdownFold(
    'How to read this',
    `${tableLegend(check)
      .map((line) => `- ${markdownText(line)}\n`)
      .join('')}- ${files}\n\n`,
  );
}

function left(title: string): TextColumn {
  return { title, unit: '', align: 'left' };
}
