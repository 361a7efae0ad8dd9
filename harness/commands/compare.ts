import { existsSync } from 'node:fs';
import path from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { metricsOf } from '../metrics.ts';
import { probes, type Probe, type Scenario } from '../model.ts';
import { comparisonCsv } from '../reports/comparison-csv.ts';
import { comparisonJson } from '../reports/comparison-json.ts';
import { comparisonMd } from '../reports/comparison-md.ts';
import {
  frontLines,
  reportCheck,
  reportRuns,
  reportWithin,
  type ComparisonReport,
} from '../reports/comparison-report.ts';
import { comparisonForest, type Occasion } from '../reports/charts/comparison-forest.ts';
import { comparisonText } from '../reports/comparison-table.ts';
import type { LabelledRun, MetricRequest } from '../reports/comparisons.ts';
import type { Terminal } from '../reports/terminal.ts';
import { readCheck } from '../store/check-folder.ts';
import { openRun } from '../store/run-folder.ts';
import { matchOperands, parseOperand } from './compare-operands.ts';
import { drawCharts, pictureFormats, writePictures } from './draw-charts.ts';
import { runOf } from './finish-run.ts';
import { expectFolder, folderKind } from './folder-kind.ts';
import { didYouMean } from './nearest.ts';
import { Progress } from './progress.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';

export const comparisonFormats = ['text', 'json', 'csv', 'md'] as const;
export type ComparisonFormat = (typeof comparisonFormats)[number];

export interface CompareOptions {
  /** Two folders of runs; one folder of a check; with `run` two cases or two versions of a runtime. */
  readonly operands: readonly string[];
  /** The folder of the run whose cases are compared. */
  readonly run: string | null;
  /** Null: those that the scenario's report shows, and those that it gates. */
  readonly metrics: readonly string[] | null;
  readonly probe: Probe | null;
  readonly format: ComparisonFormat;
  /** The folder that gets a forest plot; null: none is drawn. */
  readonly chart: string | null;
}

/**
 * Holds stored samples against each other; nothing is measured.
 *
 * @returns the exit code: 3 where nothing could be compared
 * @throws Failure of kind `usage`, or `foreignFile`
 */
export async function compare(options: CompareOptions, session: Session): Promise<number> {
  const { report, occasions } = await reportOf(options, session);
  const progress = new Progress(session.stderr, session.variables);
  if (report.comparisons.length === 0) {
    const why = report.leftOut.length === 0 ? 'the two share no case' : report.leftOut.join('; ');
    progress.line(`nothing could be compared: ${why}`);
    return exitCodes.inconclusive;
  }
  // The only one of the formats that has no place for them.
  if (options.format === 'csv') {
    for (const doubt of [...frontLines(report), ...report.basis, ...report.warnings]) progress.line(doubt);
    for (const text of report.leftOut) progress.line(`left out: ${text}`);
  }
  const terminal = terminalOf(session.stdout, session.variables);
  for (const piece of writers[options.format](report, terminal)) session.stdout.write(piece);
  if (options.chart !== null) {
    const forest = comparisonForest(report, occasions);
    const pictures = await drawCharts(forest === null ? [] : [forest]);
    const folder = path.resolve(session.workingFolder, options.chart);
    // stdout is the comparison's.
    for (const file of await writePictures(folder, pictures, pictureFormats)) progress.line(file);
  }
  return exitCodes.pass;
}

/** What is compared, and when and where it was measured. */
interface Compared {
  readonly report: ComparisonReport;
  readonly occasions: readonly Occasion[];
}

function occasionOf({ run: { environment, plan } }: LabelledRun): Occasion {
  return { environment, createdAt: plan.createdAt };
}

const writers: Readonly<
  Record<ComparisonFormat, (report: ComparisonReport, terminal: Terminal) => Iterable<string>>
> = {
  text: (report, terminal) => [comparisonText(report, terminal)],
  json: (report) => [comparisonJson(report)],
  csv: comparisonCsv,
  md: (report) => [comparisonMd(report)],
};

async function reportOf(options: CompareOptions, session: Session): Promise<Compared> {
  const { operands, run } = options;
  if (run !== null) return withinRun(run, options, session);
  const [first, second] = operands;
  if (first !== undefined && second !== undefined && operands.length === 2) {
    return betweenRuns(first, second, options, session);
  }
  // One name alone can mean nothing else, unless it is that of a case.
  if (first !== undefined && operands.length === 1 && isFolder(first, session))
    return ofCheck(first, options, session);
  throw new Failure(
    'usage',
    `expected two runs, one check, or two cases and --run, received ${operands.join(' ') || 'nothing'}`,
  );
}

async function withinRun(folder: string, options: CompareOptions, session: Session): Promise<Compared> {
  const labelled = await readLabelled(folder, session);
  const { run, label } = labelled;
  const known = new Set(run.scenarios.map(({ name }) => name));
  const cases = run.plan.cases.filter(({ scenario }) => known.has(scenario));
  const { names, matches } = matchOperands(options.operands, cases);
  const concerned = new Set(
    [...matches.matches.map(({ base }) => base), ...matches.baseOnly].map(({ scenario }) => scenario),
  );
  const request = requestOf(
    options,
    run.scenarios.filter(({ name }) => concerned.has(name)),
  );
  const report = reportWithin(run, names, matches, request);
  return {
    report: { ...report, base: `${report.base} of ${label}`, head: `${report.head} of ${label}` },
    occasions: [occasionOf(labelled)],
  };
}

async function betweenRuns(
  first: string,
  second: string,
  options: CompareOptions,
  session: Session,
): Promise<Compared> {
  for (const operand of [first, second]) {
    if (isCheck(operand, session)) {
      throw new Failure(
        'usage',
        `expected two runs, received the check ${operand}: a check is compared alone (interleave compare ${operand})`,
      );
    }
    if (parseOperand(operand) !== null && !existsSync(path.resolve(session.workingFolder, operand))) {
      throw new Failure(
        'usage',
        `expected --run with the folder of the run that measured ${operand}, received none`,
      );
    }
  }
  const base = await readLabelled(first, session);
  const head = await readLabelled(second, session);
  if (base.run.plan.runId === head.run.plan.runId) {
    throw new Failure(
      'usage',
      `expected two runs, received ${base.run.plan.runId} twice; --run compares its cases with each other`,
    );
  }
  return {
    report: reportRuns(base, head, requestOf(options, [...base.run.scenarios, ...head.run.scenarios])),
    occasions: [base, head].map(occasionOf),
  };
}

async function ofCheck(folder: string, options: CompareOptions, session: Session): Promise<Compared> {
  const target = expectFolder(
    'check',
    folder,
    'compare with one folder',
    `name two runs, or two of its cases with --run ${folder}`,
    session,
  );
  const check = await readCheck(target);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const named = new Set(check.plan.cells.map(({ head }) => head.scenario));
  const request = requestOf(
    options,
    scenarios.filter(({ name }) => named.has(name)),
  );
  return {
    report: reportCheck(check, scenarios, request),
    occasions: [{ environment: check.environment, createdAt: check.plan.createdAt }],
  };
}

async function readLabelled(folder: string, session: Session): Promise<LabelledRun> {
  const target = expectFolder(
    'run',
    folder,
    'compare',
    `interleave compare ${folder} holds its two sides against each other`,
    session,
  );
  const stored = await openRun(target);
  return { label: folder.replace(/(?<=.)\/+$/, ''), run: runOf(stored, session) };
}

function isCheck(folder: string, { workingFolder }: Session): boolean {
  return folderKind(path.resolve(workingFolder, folder)) === 'check';
}

function isFolder(name: string, { workingFolder }: Session): boolean {
  return existsSync(path.resolve(workingFolder, name));
}

/** @throws Failure of kind `usage` for a metric that none of these scenarios has */
export function requestOf(
  { metrics, probe }: Pick<CompareOptions, 'metrics' | 'probe'>,
  scenarios: readonly Scenario[],
): MetricRequest {
  const known = [
    ...new Set(
      scenarios.flatMap((scenario) =>
        probes.flatMap((one) => metricsOf(scenario, one)).map(({ name }) => name),
      ),
    ),
  ];
  for (const name of metrics ?? []) {
    if (known.includes(name)) continue;
    throw new Failure(
      'usage',
      `--metric: expected one of ${known.join(', ')}, received ${name || 'nothing'}${didYouMean(name, known)}`,
    );
  }
  return { metrics, probe };
}
