/**
 * Keeps the figures in README.md equal to the committed files: rewrites what stands between the marks of the part `reference`
 * (a run) and, once there are marks for it, of the part `gate` (what the gate proof found).
 *
 *     node scripts/readme-figures.ts           rewrites README.md
 *     node scripts/readme-figures.ts --check   exits 1 when README.md says something else
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatDuration } from '../harness/commands/progress.ts';
import { exitCodes, Failure } from '../harness/failure.ts';
import { formatBytes } from '../harness/measure/fit.ts';
import type { Scenario } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { levelTables, terminalMetrics, type LevelTable } from '../harness/reports/level-tables.ts';
import { markdownCode, markdownTable, markdownText } from '../harness/reports/markdown.ts';
import type { Run } from '../harness/reports/report.ts';
import { slopeReservations, slopeTable, slopeWarnings } from '../harness/reports/slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from '../harness/reports/summaries.ts';
import type { PlannedCase } from '../harness/store/plan.ts';
import { readRun } from '../harness/store/run-folder.ts';
import { scenarios } from '../scenarios/index.ts';
import { gatePart } from './gate/readme-part.ts';

export const readmeFile = path.join(packageRoot, 'README.md');
export const referenceFolder = path.join(packageRoot, 'results', 'reference');
const gateFolder = path.join(packageRoot, 'results', 'checks', 'gate');

/** @throws Failure when the folder holds no run. */
export async function readReference(folder: string): Promise<Run> {
  const { plan, environment, samples } = await readRun(folder);
  const named = new Set(plan.cases.map(({ scenario }) => scenario));
  const own = scenarios.map(({ scenario }) => scenario).filter(({ name }) => named.has(name));
  return { plan, environment, samples, scenarios: own };
}

/** The control, and the cells that the suite `headline` has too: a full run holds many more than a page can show. */
function headlineOf(run: Run): Run {
  const shown = ['headline', 'control'].flatMap((suite) =>
    run.scenarios.flatMap((scenario) =>
      (scenario.suites[suite]?.entries ?? []).map((entry) => ({ ...entry, scenario })),
    ),
  );
  const cells = expandCells(shown, run.environment.runtimes, () => null);
  const ids = new Set(
    run.plan.cases
      .filter((stored) => cells.some((cell) => isSameCase(stored, cell.case, run.scenarios)))
      .map(({ id }) => id),
  );
  return {
    ...run,
    plan: {
      ...run.plan,
      cases: run.plan.cases.filter(({ id }) => ids.has(id)),
      entries: run.plan.entries.filter((entry) => ids.has(entry.case)),
    },
    samples: run.samples.filter((sample) => ids.has(sample.case)),
  };
}

/** A parameter that is younger than the run had its default then. */
function isSameCase(stored: PlannedCase, own: PlannedCase, known: readonly Scenario[]): boolean {
  if (stored.scenario !== own.scenario || stored.variant !== own.variant) return false;
  if (stored.runtimeVersion !== own.runtimeVersion || stored.regime !== own.regime) return false;
  const { parameters } = known.find(({ name }) => name === own.scenario) ?? {};
  return Object.entries(own.parameters).every(
    ([name, value]) => value === (stored.parameters[name] ?? parameters?.[name]?.default),
  );
}

/** Where and when the run was taken, and its main figures: Markdown as Prettier writes it. */
export function referencePart(whole: Run): string {
  const run = headlineOf(whole);
  const slopes = summariseSlopes(run);
  const tables = levelTables(run, summariseCases(run), terminalMetrics).map((table) => {
    const own = slopes.filter(
      ({ case: { scenario, level } }) => scenario === table.scenario.name && level === table.level,
    );
    return levelText(table) + slopeText(table.scenario.sizeParameter, own);
  });
  return [machineText(whole), ...tables].join('\n');
}

/**
 * The document with every part that it has marks for as the committed files have it.
 * @throws Failure when a file or a mark is missing.
 */
export async function withFigures(document: string): Promise<string> {
  const shown = withPart(document, 'reference', referencePart(await readReference(referenceFolder)));
  return marksOf('gate').some((mark) => shown.includes(mark))
    ? withPart(shown, 'gate', gatePart(gateFolder))
    : shown;
}

function marksOf(name: string): readonly [string, string] {
  return [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
}

/**
 * The document with the part between its marks replaced.
 * @throws Failure when it does not have each mark once, in order.
 */
export function withPart(document: string, name: string, part: string): string {
  const [begin, end] = marksOf(name);
  const [before, rest, ...more] = document.split(begin);
  const [old, after, ...others] = rest?.split(end) ?? [];
  if (before === undefined || old === undefined || after === undefined || more.length + others.length > 0) {
    throw new Failure('error', `expected ${begin} and then ${end} once each, received a document without`);
  }
  return `${before}${begin}\n\n${part}\n${end}${after}`;
}

function machineText({ plan, environment, samples }: Run): string {
  const { cpu, memory, kernel, distribution, architecture, virtualisation, runtimes } = environment;
  const machine = [
    `${cpu.model ?? 'unknown CPU'}, ${cpu.allowed.length} of ${cpu.online} CPUs`,
    architecture,
    virtualisation,
    `${formatBytes(memory.totalBytes)} of memory`,
    distribution,
    `kernel ${kernel}`,
    // The kernel's own mechanisms have its release for their version.
    ...runtimes
      .filter(({ runtime }) => runtime !== 'os')
      .map(({ runtime, version }) => `${runtime} ${version}`),
  ].filter((fact) => fact !== null);
  const facts: readonly (readonly [string, string])[] = [
    ['Machine', machine.join(', ')],
    ['Date', plan.createdAt.slice(0, 10)],
    [
      'Run',
      `${plan.runId}, ${plan.runs} rounds, ${plan.entries.length} samples, seed ${plan.seed}, ${durationText(plan.createdAt, samples)}`,
    ],
  ];
  return facts.map(([name, text]) => `- ${name}: ${markdownText(text)}\n`).join('');
}

/** From the plan to the end of the last sample, pilots included. */
function durationText(createdAt: string, samples: Run['samples']): string {
  const ends = samples.map(
    (sample) => Date.parse(sample.startedAt) + ('noise' in sample ? sample.noise.wallNs / 1e6 : 0),
  );
  return formatDuration(Math.max(...ends) - Date.parse(createdAt));
}

function levelText(table: LevelTable): string {
  const { scenario, level, description, constants, reservations, warnings, notes } = table;
  const heading = `${markdownCode(scenario.name)}, ${markdownCode(level)}: ${markdownText(description)}`;
  const noteTexts = notes.map((note) => `\nNote: ${markdownText(note)}.\n`).join('');
  return `${heading} (${markdownText(constants.join(', '))}).\n\n${markdownTable(table)}${noteTexts}${doubtText(reservations, warnings)}`;
}

/** The memory of one more task, where the run holds several sizes. */
function slopeText(size: string, slopes: readonly SlopeSummary[]): string {
  if (slopes.length === 0) return '';
  const title = `Memory as a slope over ${markdownCode(size)}, one a round:`;
  const doubts = doubtText(slopeReservations(size, slopes), slopeWarnings(slopes));
  return `\n${title}\n\n${markdownTable(slopeTable(slopes))}${doubts}`;
}

function doubtText(reservations: readonly string[], warnings: readonly string[]): string {
  return [
    ...reservations.map((reason) => `\nNot comparable: ${markdownText(reason)}.\n`),
    ...warnings.map((warning) => `\nWarning: ${markdownText(warning)}.\n`),
  ].join('');
}

async function main(arguments_: readonly string[]): Promise<number> {
  const [option, ...others] = arguments_;
  if (others.length > 0 || (option !== undefined && option !== '--check')) {
    throw new Failure('usage', `expected no argument or --check, received ${arguments_.join(' ')}`);
  }
  const readme = await readFile(readmeFile, 'utf8');
  const wanted = await withFigures(readme);
  if (wanted === readme) return exitCodes.pass;
  if (option === '--check') {
    process.stderr.write(
      'README.md does not show the figures of results/reference and results/checks/gate: run node scripts/readme-figures.ts\n',
    );
    return exitCodes.error;
  }
  await writeFile(readmeFile, wanted);
  return exitCodes.pass;
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`readme-figures: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
