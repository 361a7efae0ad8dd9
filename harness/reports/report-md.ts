import type { Sample } from '../store/sample.ts';
import { crossoverBasis, crossoverTables, type CrossoverTable } from './crossover-tables.ts';
import { summariseCrossovers } from './crossovers.ts';
import { environmentRows } from './environment-table.ts';
import { levelTables, reportMetrics, type LevelTable } from './level-tables.ts';
import { markdownCode, markdownTable, markdownText } from './markdown.ts';
import type { ReportFormat, Run } from './report.ts';
import { slopeReservations, slopeTable, slopeWarnings } from './slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from './summaries.ts';
import type { TextColumn } from './text-table.ts';

export const reportMd: ReportFormat = { file: 'report.md', write };

function* write(run: Run): Iterable<string> {
  yield `# Interleave run ${markdownText(run.plan.runId)}\n\n`;
  yield environmentSection(run);
  const tables = levelTables(run, summariseCases(run), reportMetrics);
  const slopes = summariseSlopes(run);
  const crossovers = crossoverTables(summariseCrossovers(run));
  for (const scenario of run.scenarios) {
    yield `## ${markdownText(scenario.name)}\n\n${markdownText(scenario.question)}\n\n`;
    for (const table of tables.filter((candidate) => candidate.scenario === scenario)) {
      yield levelSection(table);
      yield slopeSection(
        table,
        slopes.filter((slope) => slope.case.scenario === scenario.name && slope.case.level === table.level),
      );
    }
    yield* crossovers.filter((table) => table.scenario === scenario).map(crossoverSection);
  }
  yield unusableSection(run.samples);
  yield readingSection;
}

function environmentSection({ plan, environment }: Run): string {
  const rows = environmentRows(plan, environment).map(([name, value]) => [
    markdownText(name),
    markdownText(value),
  ]);
  return `${doubtLines([], environment.warnings)}${markdownTable({ columns: [left('environment'), left('')], rows })}\n`;
}

function levelSection(table: LevelTable): string {
  const { level, description, constants, reservations, warnings, notes, columns, rows } = table;
  const titled = columns.map((column) => ({ ...column, title: markdownCode(column.title) }));
  const escaped = rows.map((row) => row.map(markdownText));
  return [
    `### ${markdownText(level)}: ${markdownText(description)}\n\n`,
    constants.length === 0 ? '' : `In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(reservations, warnings),
    `${markdownTable({ columns: titled, rows: escaped })}\n`,
    ...notes.map((note) => `Note: ${markdownText(note)}.\n\n`),
  ].join('');
}

function slopeSection({ scenario }: LevelTable, slopes: readonly SlopeSummary[]): string {
  if (slopes.length === 0) return '';
  const { columns, rows } = slopeTable(slopes);
  const titled = columns.map(withCode);
  const size = markdownCode(scenario.sizeParameter);
  return [
    `Memory as a slope over ${size}, one slope a round: what one more task costs, without what the runtime costs anyway.\n\n`,
    doubtLines(slopeReservations(scenario.sizeParameter, slopes), slopeWarnings(slopes)),
    `${markdownTable({ columns: titled, rows: rows.map((row) => row.map(markdownText)) })}\n`,
  ].join('');
}

function crossoverSection(table: CrossoverTable): string {
  const { definition, constants, reservations, columns, rows } = table;
  return [
    `### ${markdownText(definition.name)}: ${markdownText(definition.question)}\n\n`,
    `By ${markdownText(crossoverBasis(table))}. In all rows: ${constants.map(markdownText).join(', ')}.\n\n`,
    doubtLines(reservations, []),
    `${markdownTable({ columns: columns.map(withCode), rows: rows.map((row) => row.map(markdownText)) })}\n`,
  ].join('');
}

/** Every sample that gave no figures, equal ones together; attempts that were repeated are among them. */
function unusableSection(samples: readonly Sample[]): string {
  const unusable = samples.filter((sample) => sample.status !== 'ok');
  if (unusable.length === 0) return '';
  const alike = Map.groupBy(unusable, ({ case: id, probe, status, reason }) =>
    JSON.stringify([id, probe, status, reason]),
  );
  const rows = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const orders = group.map(({ order, attempt }) =>
      attempt === 1 ? `${order}` : `${order} (attempt ${attempt})`,
    );
    return [[...[first.case, first.probe, first.status, first.reason].map(markdownText), orders.join(', ')]];
  });
  const columns = [left('case'), left('probe'), left('status'), left('reason'), left('order')];
  return `## Samples without figures\n\n${markdownTable({ columns, rows })}\n`;
}

const readingSection = `## How to read this

- Each figure is a median over n samples, and each sample is a fresh process. ± is the farther end of the median's interval
  (order statistics, coverage at least 95 %) as a share of the median; both ends are in \`summary.csv\`. It needs n ≥ 6.
- Overlapping intervals do not show that two cases are equal, nor is a table of many rows a test of each pair.
- Levels are different things (a timer is no suspended computation), so they have separate tables, in the plan's order.
- Memory and latency come from separate processes: keeping a latency for each task costs as much memory as a timer.
- \`bytes_per_task\` divides by the number of tasks and so holds a share of what the runtime needs anyway; the slope does not.
- A parked task's memory and the peak rank variants differently, and a low peak can be bought with slow creation: read them
  beside each other, and \`cpu\` beside \`elapsed\`.
- Which variant is better can be asked only of rows that share regime and parameters. \`not comparable\` over a table names rows that cannot
  be held against others, and why.
- A variant beats another at a swept value when the whole interval of the median ratio, taken round by round, lies on its side. A crossover lies
  between the last value at which it is beaten and the first at which it beats; ≈ is where the medians cross in between, by interpolation.
- MB = 10^6 bytes, B = bytes. The files hold base units: \`samples.csv\` every value, \`summary.csv\` these figures,
  \`latency.csv\` percentile curves, \`memory.csv\` bytes by phase, \`crossovers.csv\` where one variant begins to beat another.
  \`datapackage.json\` describes each column.
`;

/** What stands over a table: why not all of its rows must be compared, and what may be wrong with its figures. */
function doubtLines(reservations: readonly string[], warnings: readonly string[]): string {
  const lines = [
    ...reservations.map((reason) => `> **Not comparable:** ${markdownText(reason)}\n`),
    ...warnings.map((warning) => `> **Warning:** ${markdownText(warning)}\n`),
  ];
  return lines.length === 0 ? '' : `${lines.join('>\n')}\n`;
}

/** Names of columns, metrics and parameters are code; words are not. */
function withCode(column: TextColumn): TextColumn {
  return ['rounds', 'shown'].includes(column.title)
    ? column
    : { ...column, title: markdownCode(column.title) };
}

function left(title: string): TextColumn {
  return { title, unit: '', align: 'left' };
}
