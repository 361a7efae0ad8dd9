import { crossoverBasis, crossoverTables, type CrossoverTable } from './crossover-tables.ts';
import { summariseCrossovers } from './crossovers.ts';
import { harmlessLines } from './harmless-text.ts';
import { levelTables, terminalMetrics } from './level-tables.ts';
import type { Run } from './report.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from './summaries.ts';
import { slopeReservations, slopeTable, slopeWarnings } from './slope-table.ts';
import { plainTable } from './text-table.ts';

/**
 * A run's main figures for a terminal: plain text without colour, one table a level, each doubt under its table.
 * Ends in a newline.
 */
export function summaryTable(run: Run): string {
  const slopes = summariseSlopes(run);
  const tables = levelTables(run, summariseCases(run), terminalMetrics).map((table) => {
    const heading = `${table.scenario.name}, ${table.level}: ${table.description}`;
    const warnings = [
      ...reservationLines(table.reservations),
      ...table.notes.map((note) => `note: ${note}\n`),
      ...table.warnings.map((warning) => `warning: ${warning}\n`),
    ];
    const own = slopes.filter(
      ({ case: { scenario, level } }) => scenario === table.scenario.name && level === table.level,
    );
    return `${heading}\n${table.constants.join(', ')}\n\n${plainTable(table)}${warnings.join('')}\n${slopeText(table.scenario.sizeParameter, own)}`;
  });
  const legend =
    'Medians over n processes; ± is the farther end of their 95 % interval. MB = 10^6 bytes. Memory and latency come\n' +
    'from separate processes. Levels are different things and are not compared with each other.\n';
  const crossovers = crossoverTables(summariseCrossovers(run)).map(crossoverSection);
  return harmlessLines(`${tables.join('')}${crossovers.join('')}${legend}`);
}

/** The memory of one more task, where the run holds several sizes. */
function slopeText(size: string, slopes: readonly SlopeSummary[]): string {
  if (slopes.length === 0) return '';
  const warnings = [
    ...reservationLines(slopeReservations(size, slopes)),
    ...slopeWarnings(slopes).map((warning) => `warning: ${warning}\n`),
  ];
  return `memory as a slope over ${size}, one a round\n\n${plainTable(slopeTable(slopes))}${warnings.join('')}\n`;
}

function crossoverSection(table: CrossoverTable): string {
  const { scenario, definition, constants, reservations } = table;
  const heading = `${scenario.name}, ${definition.name}: ${definition.question}`;
  return `${heading}\n${crossoverBasis(table)}; ${constants.join(', ')}\n\n${plainTable(table)}${reservationLines(reservations).join('')}\n`;
}

function reservationLines(reservations: readonly string[]): string[] {
  return reservations.map((reason) => `not comparable: ${reason}\n`);
}
