import path from 'node:path';
import { exitCodes, Failure } from '../failure.ts';
import { metricsOf } from '../metrics.ts';
import {
  probes,
  type ChartDefinition,
  type Parameters,
  type ParameterValue,
  type Regime,
  type Scenario,
} from '../model.ts';
import type { Chart, PictureWish } from '../reports/charts/chart.ts';
import { caseColumns } from '../reports/charts/figure-row.ts';
import {
  chartMaterial,
  chartOf,
  chartsOf,
  checkCharts,
  type ChartMaterial,
} from '../reports/charts/index.ts';
import { isChosen, measuredPoints, type MeasuredPoint } from '../reports/charts/measured-points.ts';
import type { ThemeName } from '../reports/charts/theme.ts';
import { formatCount } from '../reports/quantity.ts';
import { chartsFolder, type Run } from '../reports/report.ts';
import { readCheck } from '../store/check-folder.ts';
import { openRun } from '../store/run-folder.ts';
import { drawCharts, writePictures, type PictureFormat } from './draw-charts.ts';
import { runOf } from './finish-run.ts';
import { expectFolder, folderKind } from './folder-kind.ts';
import { judgeStored } from './judge-check.ts';
import { didYouMean } from './nearest.ts';
import { parseCount, splitParameters } from './parameters.ts';
import { Progress } from './progress.ts';
import { isTargeted } from './selection.ts';
import type { Session } from './session.ts';

/** One picture of a user's own. */
export interface PictureRequest {
  readonly metric: string;
  /** The swept parameter; null: a mark for each variant. */
  readonly over: string | null;
  /** `level`, `regime`, `runtime` or a parameter. */
  readonly facet: string | null;
  /** `name=value` */
  readonly where: readonly string[];
  /** `go`, `go/after-func`; empty: all. */
  readonly variants: readonly string[];
  readonly regime: Regime | null;
  readonly log: PictureWish['log'];
  /** Null: after the metric. */
  readonly title: string | null;
}

export interface ChartOptions {
  /** Of a run or a check. */
  readonly folder: string;
  readonly scenario: string | null;
  /** Null: all that is declared. */
  readonly picture: PictureRequest | null;
  readonly formats: readonly PictureFormat[];
  readonly themes: readonly ThemeName[];
  /** Null: `charts` in the folder. */
  readonly out: string | null;
  /** Of the files; null: the chart's own. */
  readonly name: string | null;
  readonly json: boolean;
}

interface Drawn {
  readonly charts: readonly Chart[];
  /** Cases that were asked for and have no place in the picture. */
  readonly leftOut: readonly string[];
  /** Those of them that differ from what is shown; the others' variants had no room. */
  readonly unsuited: readonly string[];
  /** What was asked for and has no panel, with the reason. */
  readonly absent: readonly string[];
}

/**
 * Draws stored samples as files and prints their paths; nothing is measured.
 *
 * @returns the exit code: 3 where there is nothing to draw
 * @throws Failure of kind `usage`, `foreignFile` or `cannotWrite`
 */
export async function drawStored(options: ChartOptions, session: Session): Promise<number> {
  const progress = new Progress(session.stderr, session.variables);
  const target = path.resolve(session.workingFolder, options.folder);
  const { charts, leftOut, unsuited, absent } =
    folderKind(target) === 'check'
      ? await chartsOfCheck(target, options, session)
      : await chartsOfRun(options, session);
  if (charts.length === 0) {
    progress.line(`nothing to draw: ${options.folder} holds too little for any of its charts`);
    return exitCodes.inconclusive;
  }
  const folder =
    options.out === null ? path.join(target, chartsFolder) : path.resolve(session.workingFolder, options.out);
  const written: { name: string; title: string; files: readonly string[] }[] = [];
  for (const picture of await drawCharts(charts)) {
    const { name, title } = picture.chart;
    const files = await writePictures(folder, [picture], options.formats, options.themes);
    written.push({ name, title, files });
  }
  for (const { name, crowded } of charts) {
    for (const [place, line] of (crowded?.advice ?? []).entries())
      progress.line(place === 0 ? `${name}: ${line}` : `  ${line}`);
  }
  if (absent.length > 0) progress.line(`no panel: ${absent.join('; ')}`);
  if (unsuited.length > 0) progress.line(leftOutText(unsuited));
  if (options.json) {
    session.stdout.write(`${JSON.stringify({ folder, charts: written, leftOut }, null, 1)}\n`);
  } else {
    for (const { files } of written) for (const file of files) session.stdout.write(`${file}\n`);
  }
  return exitCodes.pass;
}

/** More are told by their number. */
const mostNamed = 3;

function leftOutText(leftOut: readonly string[]): string {
  const more = leftOut.length - mostNamed;
  const named = `${leftOut.slice(0, mostNamed).join('; ')}${more > 0 ? `; and ${formatCount(more)} more` : ''}`;
  return `left out: ${named}: the cases of a panel share all but what it shows; --where, --cores, --variant and --facet choose`;
}

async function chartsOfCheck(
  folder: string,
  { folder: given, scenario, picture }: ChartOptions,
  session: Session,
): Promise<Drawn> {
  if (scenario !== null || picture !== null) {
    throw new Failure(
      'usage',
      `--${scenario === null ? 'y' : 'scenario'}: expected the folder of a run, received that of a check (${given}): a check is drawn whole, without it`,
    );
  }
  return {
    charts: checkCharts(judgeStored(await readCheck(folder), session)),
    leftOut: [],
    unsuited: [],
    absent: [],
  };
}

async function chartsOfRun(options: ChartOptions, session: Session): Promise<Drawn> {
  const folder = expectFolder(
    'run',
    options.folder,
    'chart',
    `interleave explain ${options.folder} says what it came to`,
    session,
  );
  const run = runOf(await openRun(folder), session);
  const scenario = scenarioOf(run, options);
  if (options.picture === null) {
    const material = chartMaterial(run);
    const charts = chartsOf(material).filter(
      (chart) => scenario === null || chart.scenario === scenario.name,
    );
    return { charts, leftOut: [], unsuited: [], absent: [] };
  }
  if (scenario === null) {
    const known = run.scenarios.map(({ name }) => name).join(', ');
    throw new Failure('usage', `--y: expected --scenario beside it, since the run holds several (${known})`);
  }
  const { chart, leftOut } = pictureOf(chartMaterial(run), scenario, options.picture);
  const idOf = ({ case: own }: MeasuredPoint): string => own.id;
  return {
    charts: [options.name === null ? chart : { ...chart, name: options.name }],
    leftOut: leftOut.map(idOf),
    unsuited: leftOut.filter((point) => !chart.crowded?.leftOut.includes(point.case.variant)).map(idOf),
    absent: absentOf(chart, leftOut, options.picture),
  };
}

/** The named one, or the only one; null: all of several. */
function scenarioOf({ scenarios }: Run, { scenario }: ChartOptions): Scenario | null {
  const known = scenarios.map(({ name }) => name);
  if (scenario === null) return scenarios.length === 1 ? (scenarios[0] ?? null) : null;
  const found = scenarios.find(({ name }) => name === scenario);
  if (found !== undefined) return found;
  throw new Failure(
    'usage',
    `--scenario: expected one that the run measured (${known.join(', ')}), received ${scenario}${didYouMean(scenario, known)}`,
  );
}

/** @throws Failure of kind `usage` for what the scenario does not have, or the run did not measure */
function pictureOf(
  material: ChartMaterial,
  scenario: Scenario,
  request: PictureRequest,
): { chart: Chart; leftOut: MeasuredPoint[] } {
  const { metric, over, facet, regime, log } = request;
  const points = measuredOf(material, scenario, metric);
  checkOver(over, scenario);
  checkFacet(facet, over, scenario);
  const choice = {
    where: whereOf(request.where, scenario, points),
    ...(regime === null ? {} : { regime }),
    ...(request.variants.length === 0 ? {} : { variants: variantsOf(request.variants, scenario) }),
  };
  const chosen = points.filter((point) => isChosen(point.case, choice));
  const definition = definitionOf(request, scenario, choice);
  // Every picture has a panel for each level.
  const chart = chartOf(material, scenario, definition, {
    facet: facet === 'level' || facet === null ? undefined : facet,
    log,
  });
  if (chart === null) throw tooLittle(request, scenario, points, chosen);
  const leftOut = chosen.filter(
    (point) =>
      !chart.rows.some((row) =>
        Object.entries(caseColumns(point.case)).every(([name, value]) => row[name] === value),
      ),
  );
  return { chart, leftOut };
}

/** `level L4-thread (one value of tasks only)`: levels, and values of what has panels, of which the picture has no case. */
function absentOf(
  { rows, crowded }: Chart,
  leftOut: readonly MeasuredPoint[],
  { over, facet }: PictureRequest,
): string[] {
  const columns = [...new Set(['level', ...(facet === null ? [] : [facet])])];
  return columns.flatMap((column) => {
    const valueOf = ({ case: own }: MeasuredPoint) => caseColumns(own)[column];
    const absent = leftOut.filter((point) => rows.every((row) => row[column] !== valueOf(point)));
    return [...Map.groupBy(absent, valueOf)].map(([value, points]) => {
      const why = points.every((point) => crowded?.leftOut.includes(point.case.variant))
        ? 'no room for its variants'
        : over !== null && valuesOf(over, points).length < 2
          ? `one value of ${over} only`
          : 'no two cases that share all but what is drawn';
      return `${column} ${value} (${why})`;
    });
  });
}

function measuredOf({ summaries }: ChartMaterial, scenario: Scenario, metric: string): MeasuredPoint[] {
  const points = measuredPoints(summaries, scenario, metric);
  if (points.length > 0) return points;
  const names = [...new Set(probes.flatMap((probe) => metricsOf(scenario, probe)).map(({ name }) => name))];
  const measured = names.filter((name) => measuredPoints(summaries, scenario, name).length > 0);
  const why = names.includes(metric) ? ', of which the run has no figure' : didYouMean(metric, measured);
  throw new Failure(
    'usage',
    `--y: expected a metric of ${scenario.name} that the run measured (${measured.join(', ') || 'none'}), received ${metric}${why}`,
  );
}

function checkOver(over: string | null, { name, parameters }: Scenario): void {
  if (over === null) return;
  const counts = Object.entries(parameters).flatMap(([own, { kind }]) => (kind === 'count' ? [own] : []));
  if (counts.includes(over)) return;
  const why = Object.hasOwn(parameters, over)
    ? `, which is no number: --facet ${over} gives each of its values a panel`
    : didYouMean(over, counts);
  throw new Failure(
    'usage',
    `--x: expected a parameter of ${name} that counts (${counts.join(', ')}), received ${over}${why}`,
  );
}

function checkFacet(facet: string | null, over: string | null, { name, parameters }: Scenario): void {
  if (facet === null) return;
  const known = ['level', 'regime', 'runtime', ...Object.keys(parameters)];
  if (!known.includes(facet)) {
    throw new Failure(
      'usage',
      `--facet: expected one of ${known.join(', ')} (${name}), received ${facet}${didYouMean(facet, known)}`,
    );
  }
  if (facet === over)
    throw new Failure('usage', `--facet: expected another parameter than --x, received ${facet} for both`);
}

function whereOf(
  texts: readonly string[],
  { name: scenario, parameters }: Scenario,
  points: readonly MeasuredPoint[],
): Parameters {
  const known = Object.keys(parameters);
  return Object.fromEntries(
    Object.entries(splitParameters(texts, '--where')).map(([name, values]) => {
      const definition = parameters[name];
      if (definition === undefined || !known.includes(name)) {
        throw new Failure(
          'usage',
          `--where: expected one of ${known.join(', ')} (${scenario}), received ${name || 'nothing'}${didYouMean(name, known)}`,
        );
      }
      const text = values.join(',');
      const wanted = definition.kind === 'count' ? parseCount(text) : text;
      const measured = valuesOf(name, points);
      const value = measured.find((own) => own === wanted);
      if (value !== undefined) return [name, value];
      throw new Failure(
        'usage',
        `--where ${name}: expected a value that the run measured (${measured.join(', ') || 'none'}), received ${text}${didYouMean(text, measured.map(String))}`,
      );
    }),
  );
}

function variantsOf(wanted: readonly string[], { name: scenario, variants }: Scenario): string[] {
  const known = variants.map(({ name }) => name);
  return wanted.flatMap((text) => {
    const found = known.filter((name) => isTargeted([`${scenario}/${text}`], scenario, name));
    if (found.length > 0) return found;
    throw new Failure(
      'usage',
      `--variant: expected a variant of ${scenario} (${known.join(', ')}), received ${text || 'nothing'}${didYouMean(text, known)}`,
    );
  });
}

function definitionOf(
  { metric, over, facet, title }: PictureRequest,
  scenario: Scenario,
  choice: Pick<ChartDefinition, 'where' | 'regime' | 'variants'>,
): ChartDefinition {
  const described = probes
    .flatMap((probe) => metricsOf(scenario, probe))
    .find(({ name }) => name === metric)?.description;
  const words = [metric, ...(over === null ? [] : ['over', over]), ...(facet === null ? [] : ['by', facet])];
  const basics = {
    name: words.join('-').replaceAll('_', '-'),
    title: title ?? (over === null ? metric : `${metric} over ${over}`),
    // Marks of code are Markdown's.
    ...(described === undefined ? {} : { note: described.replaceAll('`', '') }),
    ...choice,
    metric,
  };
  if (over === null) return { kind: 'dots', ...basics };
  const declared = (scenario.charts ?? []).find(
    (chart) => chart.kind === 'lines' && chart.metric === metric && chart.over === over,
  );
  const { slope, crossover } = declared?.kind === 'lines' ? declared : {};
  return {
    kind: 'lines',
    ...basics,
    over,
    ...(slope === undefined ? {} : { slope }),
    ...(crossover === undefined ? {} : { crossover }),
  };
}

function tooLittle(
  { metric, over }: PictureRequest,
  scenario: Scenario,
  points: readonly MeasuredPoint[],
  chosen: readonly MeasuredPoint[],
): Failure {
  if (chosen.length === 0) {
    return new Failure(
      'usage',
      `--y ${metric}: expected cases that --where, --variant and --cores leave, received none: name fewer of them`,
    );
  }
  if (over === null) {
    return new Failure('usage', `--y ${metric}: expected two cases or more to draw, received one`);
  }
  const without = 'without --x there is a mark for each variant';
  const values = valuesOf(over, chosen);
  const varying = Object.keys(scenario.parameters).filter(
    (name) => name !== over && valuesOf(name, chosen).length > 1,
  );
  if (values.length > 1) {
    const others = varying.length === 0 ? '' : ` that differ in ${varying.join(', ')} too`;
    return new Failure(
      'usage',
      `--x ${over}: expected cases that differ in ${over} alone, received cases with ${over} ${values.join(', ')}${others}; ${without}`,
    );
  }
  const narrowed = valuesOf(over, points).length > 1 ? ' that --where, --variant and --cores leave' : '';
  const counts = varying.filter((name) => scenario.parameters[name]?.kind === 'count');
  const others = `; of ${metric} there are several values of ${counts.join(', ') || 'no parameter'} here`;
  return new Failure(
    'usage',
    `--x ${over}: expected a parameter with two measured values or more, received one that is ${values[0] ?? 'none'} in all cases${narrowed}${others}; ${without}`,
  );
}

/** What was measured of a parameter. */
function valuesOf(parameter: string, points: readonly MeasuredPoint[]): ParameterValue[] {
  return [...new Set(points.flatMap((point) => point.case.parameters[parameter] ?? []))];
}
