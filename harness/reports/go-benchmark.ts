/**
 * The benchmark format of Go, which benchstat and the services for Go projects read (proposal 14313, "Go Benchmark Data
 * Format"): a line for each sample, so that the reader's own statistics see what was measured.
 */
import { arms, type Arm } from '../gate/evidence.ts';
import { metricValues, type MetricValue } from '../metrics.ts';
import type { Probe, Scenario, Unit } from '../model.ts';
import type { PlannedCase } from '../store/plan.ts';
import { exportedMetrics, severalVersions } from './exported-metrics.ts';
import { oneLine } from './harmless-text.ts';
import type { CheckReportFormat, JudgedCheck } from './judged-check.ts';
import { plainDecimal } from './plain-decimal.ts';
import type { ReportFormat, Run } from './report.ts';
import { sampleFigures, takenSamples } from './run-view.ts';

export const benchmarksText: ReportFormat = { file: 'benchmarks.txt', write: goBenchmarkText };

export const baseBenchmarks: CheckReportFormat = {
  file: 'base.txt',
  write: (check) => goBenchmarkOfArm(check, 'base'),
};

export const headBenchmarks: CheckReportFormat = {
  file: 'head.txt',
  write: (check) => goBenchmarkOfArm(check, 'head'),
};

/** The ok samples of a run in the plan's order, of each entry the last attempt. */
export function goBenchmarkText(run: Run): Iterable<string> {
  const { plan, environment, scenarios } = run;
  const versioned = severalVersions(plan.cases);
  return pieces({
    remarks: [`Interleave ${plan.version}, run ${plan.runId}`, ...versionRemarks(plan.cases)],
    environment,
    samples: takenSamples(run).last.flatMap((sample): ExportedSample[] => {
      const { of, probe, status } = sample;
      const name = (): string => benchmarkName(of, of, probe, versioned);
      return status === 'ok'
        ? [{ name, scenario: of.scenario, probe, values: () => sampleFigures(sample) }]
        : [];
    }),
    scenarios,
  });
}

/**
 * The ok samples of one arm of a check in the order in which its pairs were taken. Those of noisy pairs are among them, which
 * the judge leaves out: a reader that does not know of pairs could not leave out both of them. A cell has one name in the files
 * of both arms, or benchstat would not hold them against each other.
 */
export function goBenchmarkOfArm(
  { plan, environment, lines, scenarios }: Pick<JudgedCheck, 'plan' | 'environment' | 'lines' | 'scenarios'>,
  arm: Arm,
): Iterable<string> {
  const own = lines.filter((line) => line.arm === arm).toSorted((one, other) => one.pair - other.pair);
  const cases = plan.cells.map((cell) => cell[arm]);
  const versioned = arms
    .map((side) => severalVersions(plan.cells.map((cell) => cell[side])))
    .reduce((one, other) => one.union(other));
  const names = new Map(
    plan.cells.map(({ id, base, head, probe }) => [id, benchmarkName(base, head, probe, versioned)]),
  );
  return pieces({
    remarks: [
      `Interleave ${plan.version}, check ${plan.checkId}`,
      `${arm}: ${plan.arms[arm].label}`,
      ...versionRemarks(cases),
    ],
    environment,
    samples: own.flatMap(({ sample, cell }): ExportedSample[] => {
      const name = names.get(cell);
      if (name === undefined) throw new Error(`check ${plan.checkId} has no cell ${cell}`);
      if (sample.status !== 'ok') return [];
      const { scenario, probe } = sample;
      return [{ name: () => name, scenario, probe, values: (of) => metricValues(sample, of) }];
    }),
    scenarios,
  });
}

interface Export {
  readonly remarks: readonly string[];
  readonly environment: Run['environment'];
  readonly samples: readonly ExportedSample[];
  readonly scenarios: readonly Scenario[];
}

/** One that is ok; its line is made when it is written. */
interface ExportedSample {
  readonly name: () => string;
  readonly scenario: string;
  readonly probe: Probe;
  readonly values: (scenario: Scenario) => MetricValue[];
}

function* pieces({ remarks, environment, samples, scenarios }: Export): Iterable<string> {
  // benchstat compares only what has equal configuration lines: what may differ between two files of one comparison, such as
  // the run's name or the version of a runtime, is a remark, which every reader passes over.
  for (const remark of remarks) yield `# ${oneLine(remark)}\n`;
  for (const [key, value] of configuration(environment)) yield `${key}: ${oneLine(value)}\n`;
  for (const line of unitLines(scenarios)) yield line;
  const exported = new Map<string, ReadonlySet<string>>();
  for (const sample of samples) {
    const scenario = scenarios.find((one) => one.name === sample.scenario);
    if (scenario === undefined) throw new Error(`there is no scenario ${sample.scenario}`);
    const key = `${sample.scenario} ${sample.probe}`;
    const wanted = exported.get(key) ?? namesOf(exportedMetrics(scenario, sample.probe));
    exported.set(key, wanted);
    const values = sample.values(scenario).filter(({ metric }) => wanted.has(metric.name));
    // A line without any figure is an error to its readers.
    if (values.length === 0) continue;
    const figures = values.map(figureText);
    // `elapsed` is that of the whole sample: one operation.
    yield `${[sample.name(), '1', ...figures].join('\t')}\n`;
  }
}

function namesOf(metrics: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(metrics.map(({ name }) => name));
}

/**
 * benchstat converts nanoseconds to seconds, except for a value of 0, which it would then show in a table of its own: 0 is
 * given in seconds.
 */
function figureText({ metric, value }: MetricValue): string {
  const unit = benchmarkUnit(metric);
  return `${plainDecimal(value)} ${value === 0 ? unit.replace(/(?<=^|-)ns(?=\/|$)/, 'sec') : unit}`;
}

/** How Go calls what Node.js calls `x64`. */
const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

function configuration({ platform, architecture, cpu }: Run['environment']): [string, string][] {
  return [
    ['goos', platform],
    ['goarch', goArchitectures[architecture] ?? architecture],
    ...(cpu.model === null ? [] : [['cpu', cpu.model] satisfies [string, string]]),
    // What the regime `all` means.
    ['interleave-cpus', String(cpu.allowed.length)],
  ];
}

function versionRemarks(cases: readonly PlannedCase[]): string[] {
  const versions = new Set(cases.map(({ runtime, runtimeVersion }) => `${runtime} ${runtimeVersion}`));
  return versions.size === 0 ? [] : [[...versions].join(', ')];
}

/** Which way is better; benchstat itself knows it of ns/op and a few others only. */
function unitLines(scenarios: readonly Scenario[]): Iterable<string> {
  const metrics = scenarios.flatMap((scenario) => [
    ...exportedMetrics(scenario, 'memory'),
    ...exportedMetrics(scenario, 'latency'),
  ]);
  // A ratio holds a sample against others and so is no figure of one.
  const measured = metrics.filter(({ unit }) => unit !== 'ratio');
  return new Set(
    measured.map((metric) => {
      const better = metric.direction === 'higher-is-better' ? 'higher' : 'lower';
      return `Unit ${benchmarkUnit(metric)} better=${better}\n`;
    }),
  );
}

/** In benchstat's spelling: it scales `ns` by powers of 1000 from a second, `B` by powers of 1024. */
const unitSpelling: Readonly<Record<Unit, string>> = {
  ns: 'ns',
  bytes: 'B',
  count: 'count',
  ratio: 'ratio',
  'ns/task': 'ns/task',
  'bytes/task': 'B/task',
  'ns/item': 'ns/item',
  'ns/switch': 'ns/switch',
  'ns/unit': 'ns/unit',
  'tasks/s': 'tasks/s',
  'items/s': 'items/s',
};

/** The format knows a metric by its unit alone: `peak-B`, `wake_lateness_p99-ns`. */
function benchmarkUnit({ name, unit }: MetricValue['metric']): string {
  return name === 'elapsed' ? 'ns/op' : `${name}-${unitSpelling[unit]}`;
}

type Named = Pick<
  PlannedCase,
  'scenario' | 'variant' | 'runtime' | 'runtimeVersion' | 'regime' | 'parameters'
>;

/**
 * `BenchmarkSleepers/runtime=go/variant=after-func/regime=all/tasks=1000/probe=memory`. A slash begins the next key, so a
 * variant's name is told in its two parts. The probe stands last, since a number behind a final hyphen would be taken for
 * GOMAXPROCS. Where two arms differ on purpose, the name tells both: `tasks=1000..1050`.
 */
function benchmarkName(base: Named, head: Named, probe: Probe, versioned: ReadonlySet<string>): string {
  const [one, other] = [keysOf(base, versioned), keysOf(head, versioned)];
  const keys = [...new Map([...one, ...other]).keys()];
  const parts = keys.map((key) => {
    const values = new Set([one, other].map((own) => escaped(String(own.get(key) ?? ''))));
    return `/${escaped(key)}=${[...values].join('..')}`;
  });
  return `Benchmark${pascalCase(base.scenario)}${parts.join('')}/probe=${probe}`;
}

function keysOf(
  { runtime, variant, runtimeVersion, regime, parameters }: Named,
  versioned: ReadonlySet<string>,
): Map<string, string | number> {
  return new Map<string, string | number>([
    ['runtime', runtime],
    ['variant', variant.slice(variant.indexOf('/') + 1)],
    ...(versioned.has(runtime) ? [['version', runtimeVersion] satisfies [string, string]] : []),
    ['regime', regime],
    ...Object.entries(parameters),
  ]);
}

/** A name ends at the first space. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** `context-switch` → `ContextSwitch`: the format wants an upper-case letter behind `Benchmark`. */
function pascalCase(text: string): string {
  const words = text.split('-').map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return escaped(words.join(''));
}
