/**
 * Keeps the figures and charts of README.md equal to the committed files: rewrites what stands between the marks of the part
 * `reference` (a run) and, where there are marks for them, of the parts `charts` (pictures of that run, which it draws into
 * docs/charts) and `gate` (what the gate proof found). So it keeps the reports in results/reference.
 *
 *     npm run readme                  rewrites README.md, docs/charts and the reports in results/reference
 *     npm run readme -- --check       exits 1 when one of them shows something else
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawCharts } from '../harness/commands/draw-charts.ts';
import { formatDuration } from '../harness/commands/progress.ts';
import { exitCodes, Failure } from '../harness/failure.ts';
import { formatBytes } from '../harness/measure/fit.ts';
import type { Scenario } from '../harness/model.ts';
import { packageRoot } from '../harness/package-root.ts';
import { expandCells } from '../harness/plan/cases.ts';
import { chartMaterial, chartOf } from '../harness/reports/charts/index.ts';
import { levelTables, terminalMetrics, type LevelTable } from '../harness/reports/level-tables.ts';
import { markdownCode, markdownPicture, markdownTable, markdownText } from '../harness/reports/markdown.ts';
import type { Picture, Run } from '../harness/reports/report.ts';
import { slopeReservations, slopeTable, slopeWarnings } from '../harness/reports/slope-table.ts';
import { summariseCases, summariseSlopes, type SlopeSummary } from '../harness/reports/summaries.ts';
import type { PlannedCase } from '../harness/store/plan.ts';
import { readRun } from '../harness/store/run-folder.ts';
import { scenarios } from '../scenarios/index.ts';
import { gatePart } from './gate/readme-part.ts';
import { staleReports, writeReferenceReports } from './reference-reports.ts';

export const readmeFile = path.join(packageRoot, 'README.md');
export const referenceFolder = path.join(packageRoot, 'results', 'reference');
export const picturesFolder = path.join(packageRoot, 'docs', 'charts');
/** As the README names it. */
const picturesPath = 'docs/charts';
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
    samples: [...run.samples].filter((sample) => ids.has(sample.case)),
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
  const slopes = headlineSlopes(whole, run);
  const tables = levelTables(run, summariseCases(run), terminalMetrics).map((table) => {
    const own = slopes.filter(
      ({ case: { scenario, level } }) => scenario === table.scenario.name && level === table.level,
    );
    return levelText(table) + slopeText(table.scenario, own);
  });
  return [machineText(whole), ...tables].join('\n');
}

/** Those of the headline's cases, over all sizes of the run as in its report and its charts: the headline has two. */
function headlineSlopes(whole: Run, headline: Run): SlopeSummary[] {
  return summariseSlopes(whole).filter(
    ({ case: { scenario, variant, runtimeVersion, regime }, parameters }) =>
      headline.plan.cases.some(
        (own) =>
          own.scenario === scenario &&
          own.variant === variant &&
          own.runtimeVersion === runtimeVersion &&
          own.regime === regime &&
          Object.entries(parameters).every(([name, value]) => own.parameters[name] === value),
      ),
  );
}

/** Scenario and name of each, in the order in which they stand. */
const shownCharts: readonly (readonly [scenario: string, chart: string])[] = [
  ['sleepers', 'million'],
  ['worker-pool', 'time-over-cost'],
  ['pipeline', 'item-time'],
  ['context-switch', 'switch-multiple'],
];

/**
 * The charts of the README, drawn of the whole run: sweeps are no part of the headline.
 * @throws Failure when a scenario does not declare one of them, or the run does not hold what it needs
 */
export async function drawPictures(run: Run): Promise<Picture[]> {
  const material = chartMaterial(run);
  const charts = shownCharts.map(([scenarioName, chartName]) => {
    const scenario = run.scenarios.find(({ name }) => name === scenarioName);
    const definition = scenario?.charts?.find(({ name }) => name === chartName);
    const chart = scenario && definition && chartOf(material, scenario, definition);
    if (!chart)
      throw new Failure('error', `expected the chart ${chartName} of ${scenarioName} in the reference run`);
    return chart;
  });
  return drawCharts(charts);
}

/** The files of the pictures, by name. */
export function pictureFiles(pictures: readonly Picture[]): Map<string, string> {
  return new Map(
    pictures.flatMap(({ chart, light, dark }): [string, string][] => [
      [`${chart.name}.svg`, `${light}\n`],
      [`${chart.name}-dark.svg`, `${dark}\n`],
    ]),
  );
}

export function chartsPart(pictures: readonly Picture[]): string {
  return pictures
    .map(({ chart: { name, description } }) =>
      markdownPicture(`${picturesPath}/${name}.svg`, `${picturesPath}/${name}-dark.svg`, description),
    )
    .join('\n');
}

/**
 * The document with every part that it has marks for as the committed files have it.
 * @throws Failure when a file or a mark is missing.
 */
export function withFigures(document: string, run: Run, pictures: readonly Picture[]): string {
  const parts: readonly (readonly [name: string, part: () => string])[] = [
    ['charts', () => chartsPart(pictures)],
    ['gate', () => gatePart(gateFolder)],
  ];
  return parts.reduce(
    (shown, [name, part]) =>
      marksOf(name).some((mark) => shown.includes(mark)) ? withPart(shown, name, part()) : shown,
    withPart(document, 'reference', referencePart(run)),
  );
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
  const ends = Array.from(
    samples,
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
function slopeText(scenario: Scenario, slopes: readonly SlopeSummary[]): string {
  if (slopes.length === 0) return '';
  const { sizeParameter } = scenario;
  const table = slopeTable(scenario, slopes);
  const title = `Memory as a slope over ${markdownCode(sizeParameter)} with all sizes of the run, one a round (${markdownText(table.constants.join(', '))}):`;
  const doubts = doubtText(slopeReservations(sizeParameter, slopes), slopeWarnings(slopes));
  return `\n${title}\n\n${markdownTable(table)}${doubts}`;
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
  const run = await readReference(referenceFolder);
  const pictures = await drawPictures(run);
  const wanted = new Map([
    [readmeFile, withFigures(await readFile(readmeFile, 'utf8'), run, pictures)],
    ...[...pictureFiles(pictures)].map(([name, svg]): [string, string] => [
      path.join(picturesFolder, name),
      svg,
    ]),
  ]);
  const different: string[] = [];
  for (const [file, text] of wanted) if ((await textOf(file)) !== text) different.push(file);
  const unwanted = (await storedPictures()).filter((file) => !wanted.has(file));
  if (option === '--check') {
    const stale = await staleReports(referenceFolder, run);
    const reports = stale.map((name) => path.join(referenceFolder, name));
    const files = [...different, ...unwanted, ...reports].map((file) => path.relative(packageRoot, file));
    if (files.length === 0) return exitCodes.pass;
    process.stderr.write(
      `expected what results/reference and results/checks/gate say, received something else in ${files.join(', ')}: run npm run readme\n`,
    );
    return exitCodes.error;
  }
  await mkdir(picturesFolder, { recursive: true });
  for (const file of different) await writeFile(file, wanted.get(file) ?? '');
  for (const file of unwanted) await rm(file);
  await writeReferenceReports(referenceFolder, run);
  return exitCodes.pass;
}

/** Null for a file that is not there. */
async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What lies in docs/charts. */
async function storedPictures(): Promise<string[]> {
  try {
    return (await readdir(picturesFolder)).map((name) => path.join(picturesFolder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
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
