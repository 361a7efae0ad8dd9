import { comparisonWords } from './comparison-words.ts';
import { markOf, type Comparison } from './comparisons.ts';
import { crossoverBasis, crossoverTables, type CrossoverTable } from './crossover-tables.ts';
import { summariseCrossovers } from './crossovers.ts';
import { harmlessLines } from './harmless-text.ts';
import {
  compareHeadlines,
  goAgainstNode,
  headlineGroups,
  type ComparedGroup,
} from './headline-comparisons.ts';
import { asciiSigns, blockSigns, histogramLegend, histograms } from './histogram.ts';
import { levelTables, terminalMetrics, type LevelTable } from './level-tables.ts';
import { doubt, prose, widestProse } from './prose.ts';
import { formatCount } from './quantity.ts';
import type { Run } from './report.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from './summaries.ts';
import { slopeReservations, slopeTable, slopeWarnings } from './slope-table.ts';
import { plainTerminal, type Role, type Terminal } from './terminal.ts';
import { fittingTable, plainTable, type TextTable } from './text-table.ts';

/**
 * A run's main figures for a terminal, one table a level, each doubt under its table. Ends in a newline.
 */
export function summaryTable(run: Run, terminal: Terminal = plainTerminal): string {
  const slopes = summariseSlopes(run);
  const tables = levelTables(run, summariseCases(run), terminalMetrics);
  const compared = compareHeadlines(run, headlineGroups(tables), goAgainstNode);
  const page = new Page(terminal);
  for (const table of tables) {
    page.level(
      table,
      compared.filter((group) => group.table === table),
    );
    page.slopes(
      table,
      slopes.filter(
        ({ case: { scenario, level } }) => scenario === table.scenario.name && level === table.level,
      ),
    );
  }
  for (const table of crossoverTables(summariseCrossovers(run))) page.crossover(table);
  return page.text();
}

const legend =
  'Medians over n processes; ± is the farther end of their 95 % interval. MB = 10^6 bytes. Memory and latency come ' +
  'from separate processes. Levels are different things and are not compared with each other.';

/** Its title, over the histograms. */
const samplesTitle = 'samples';

/** Text of a terminal as it grows, fitted to its width; each line of it is harmless. */
class Page {
  readonly #terminal: Terminal;
  #text = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  level(table: LevelTable, compared: readonly ComparedGroup[]): void {
    const { scenario, level, description, constants, reservations, notes, warnings } = table;
    this.#line(`${scenario.name}, ${level}: ${description}`, 'heading');
    if (constants.length > 0) this.#line(constants.join(', '));
    const shown = withHistograms(table, this.#terminal);
    const dropped = this.#table(shown.table);
    if (shown.legend !== null && !dropped.includes(samplesTitle)) this.#line(shown.legend, 'quiet');
    // What only takes room that is left over is not missed where there is none.
    const leftOut = dropped.filter((title) => title !== samplesTitle);
    if (leftOut.length > 0) {
      this.#line(
        `left out, as a width of ${formatCount(this.#terminal.width)} does not hold them: ${leftOut.join(', ')}; see report.html and summary.csv`,
        'quiet',
      );
    }
    for (const sentence of sentencesOf(compared)) this.#line(sentence);
    this.#reservations(reservations);
    for (const note of notes) {
      if (!leftOut.some((title) => note.startsWith(`${title}: `))) this.#line(`note: ${note}`);
    }
    this.#warnings(warnings);
    this.#end();
  }

  /** The memory of one more task, where the run holds several sizes. */
  slopes({ scenario, level }: LevelTable, slopes: readonly SlopeSummary[]): void {
    if (slopes.length === 0) return;
    const table = slopeTable(scenario, slopes);
    this.#line(
      `${scenario.name}, ${level}: memory as a slope over ${scenario.sizeParameter}, one a round`,
      'heading',
    );
    if (table.constants.length > 0) this.#line(table.constants.join(', '));
    this.#table(table);
    this.#reservations(slopeReservations(scenario.sizeParameter, slopes));
    this.#warnings(slopeWarnings(slopes));
    this.#end();
  }

  crossover(table: CrossoverTable): void {
    const { scenario, definition, constants, reservations } = table;
    this.#line(`${scenario.name}, ${definition.name}: ${definition.question}`, 'heading');
    this.#line(`${crossoverBasis(table)}; ${constants.join(', ')}`);
    this.#table(table);
    this.#reservations(reservations);
    this.#end();
  }

  text(): string {
    // Nobody searches for it: it is wrapped in a file as well.
    const width = Math.min(this.#terminal.width, widestProse);
    return this.#text + prose(legend, { ...this.#terminal, width }, undefined, '');
  }

  /** @returns the titles of the columns that the width does not hold */
  #table(table: TextTable): string[] {
    const fitting = fittingTable(table, this.#terminal.width);
    this.#text += `\n${harmlessLines(plainTable(fitting.table))}`;
    return fitting.leftOut;
  }

  #reservations(reasons: readonly string[]): void {
    for (const reason of reasons) this.#doubt('not comparable:', reason);
  }

  #warnings(warnings: readonly string[]): void {
    for (const warning of warnings) this.#doubt('warning:', warning);
  }

  #doubt(word: string, text: string): void {
    this.#text += doubt(word, text, this.#terminal);
  }

  #line(text: string, role?: Role): void {
    this.#text += prose(text, this.#terminal, role === undefined ? undefined : { role });
  }

  #end(): void {
    this.#text += '\n';
  }
}

/** With a column that shows where the samples of the first figure lie, where there is something to see. */
function withHistograms(
  table: LevelTable,
  { hasBlocks }: Terminal,
): { table: TextTable; legend: string | null } {
  const { headline, columns, rows } = table;
  const found =
    headline === null
      ? null
      : histograms(
          headline.rows.map(({ figure }) => figure?.values ?? []),
          hasBlocks ? blockSigns : asciiSigns,
        );
  const place = columns.findIndex(({ title }) => title === headline?.metric.name) + 1;
  if (headline === null || found === null || place === 0) return { table, legend: null };
  // Figures come first: it takes what room they leave.
  const column = { title: samplesTitle, unit: '', align: 'left', dispensable: Infinity } as const;
  return {
    table: {
      columns: columns.toSpliced(place, 0, column),
      rows: rows.map((row, index) => row.toSpliced(place, 0, found.cells[index] ?? '')),
    },
    legend: `${samplesTitle}: ${histogramLegend(headline.metric.name, found, headline.scale)}`,
  };
}

/** What is shown beyond doubt; all other rows are for the reader to compare, and for `interleave compare`. */
function sentencesOf(groups: readonly ComparedGroup[]): string[] {
  return groups.flatMap((group) =>
    group.comparisons
      .filter((one) => one.reservations.length === 0 && markOf(one) === '')
      .map((one) => comparisonWords(one, whereOf(one, group))),
  );
}

/** What tells the row from others of the table: `regime all, tasks 1,000,000`. */
function whereOf({ what }: Comparison, { table: { cases, scenario } }: ComparedGroup): string {
  const own = what.head.case;
  const varying = Object.keys(scenario.parameters).filter(
    (name) => new Set(cases.map(({ parameters }) => parameters[name])).size > 1,
  );
  const parameters = varying.flatMap((name) => {
    const value = own.parameters[name];
    if (value === undefined) return [];
    return [`${name} ${typeof value === 'number' ? formatCount(value) : value}`];
  });
  const hasRegimes = new Set(cases.map(({ regime }) => regime)).size > 1;
  return [...(hasRegimes ? [`regime ${own.regime}`] : []), ...parameters].join(', ');
}
