/** Every column of a check's CSV files, in order. The writers and `docs/check-columns.md` follow it, as `columns.ts` for runs. */
import type { Hypothesis } from '../gate/evidence.ts';
import type { Verdict } from '../gate/judge.ts';
import { regimes, statuses } from '../model.ts';
import type { CheckCell, CheckPlan } from '../store/check-plan.ts';
import { columnLine } from './columns-document.ts';
import { summaryFile, type Column } from './columns.ts';
import { csvPieces, type Cell } from './csv.ts';
import { markdownCode } from './markdown.ts';

export interface CheckTable {
  readonly file: string;
  readonly description: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
}

/** A cell for each column, or it does not compile. */
export type CheckRow<T extends CheckTable> = Readonly<Record<T['columns'][number]['name'], Cell>>;

const units = (summaryFile.leading as readonly Column[]).find(({ name }) => name === 'unit')?.values ?? [];

const text = <Name extends string>(name: Name, description: string) =>
  ({ name, type: 'string', required: true, description }) as const;
const optionalText = <Name extends string>(name: Name, description: string) =>
  ({ name, type: 'string', required: false, description }) as const;
const figure = <Name extends string>(name: Name, description: string) =>
  ({ name, type: 'number', required: false, description }) as const;
const count = <Name extends string>(name: Name, description: string) =>
  ({ name, type: 'integer', required: true, minimum: 0, description }) as const;
const duration = <Name extends string>(name: Name, description: string) =>
  ({ name, type: 'integer', required: false, minimum: 0, unit: 'ns', description }) as const;

/** What a row is about. Of a comparison of two variants or versions, `variant` and so on are head's. */
const identity = [
  text('check', 'Identity of the check, so that files of several checks can be put together'),
  text('cell', 'What is compared: the case without versions of runtimes, and its parameters'),
  text('scenario', 'The question that is measured'),
  text('variant', "Head's program: runtime and what it does, as in `go/goroutine-sleep`"),
  text('runtime', "What executed head's program: `go`, `node` …"),
  text('runtime_version', 'Its version, as in `1.27.4`; text, even where it has only two parts'),
  {
    ...text(
      'regime',
      "Head's CPU budget: `1core`, the whole process on one CPU; `all`, on every allowed CPU",
    ),
    values: regimes,
  },
  text('metric', 'Name of the gated metric'),
  {
    ...text('unit', 'Unit of the metric; always this base unit, never a multiple'),
    values: units,
  },
  {
    ...text('direction', 'Which way is better'),
    values: ['lower-is-better', 'higher-is-better'],
  },
] as const;

const baseIdentity = [
  text('base_variant', "Base's program; the same as `variant` unless two variants are compared"),
  text('base_runtime', "What executed base's program"),
  text('base_runtime_version', 'Its version; the same as `runtime_version` unless two are compared'),
  {
    ...text('base_regime', "Base's CPU budget; the same as `regime` unless two are compared"),
    values: regimes,
  },
] as const;

const verdicts = Object.keys({
  regressed: true,
  improved: true,
  unchanged: true,
  inconclusive: true,
  'not-measured': true,
} satisfies Record<Verdict, true>);

export const verdictsFile = {
  file: 'verdicts.csv',
  description:
    'One row for each cell and gated metric. Ratios are head / base of the value itself: above 1 is worse where lower is better, and better where higher is.',
  primaryKey: ['check', 'cell', 'metric'],
  columns: [
    ...identity,
    { ...text('verdict', 'What was decided'), values: verdicts },
    text('reason', 'In words, what decided'),
    figure('base', "Median of base's compared samples, in `unit`; empty where nothing was compared"),
    figure('head', "Median of head's compared samples"),
    figure('ratio', 'Estimate of head / base over the pairs (Hodges and Lehmann)'),
    figure('ratio_low', 'Lower end of its 95 % interval; empty for fewer than 6 pairs'),
    figure('ratio_high', 'Upper end of its interval'),
    {
      ...figure(
        'p',
        'One-sided signed-rank test, that head is not worse; where it is `improved`, that it is not better',
      ),
      minimum: 0,
      maximum: 1,
    },
    {
      ...figure(
        'p_adjusted',
        'The same by the correction for all gated metrics of the check, at the look that decided; empty where no look did',
      ),
      minimum: 0,
      maximum: 1,
    },
    {
      ...figure('look', 'The look at which it was decided, from 1; empty where none did'),
      type: 'integer',
      minimum: 1,
    },
    count('pairs', 'Pairs that were compared'),
    count('taken', 'Pairs of the cell that were taken, noisy ones included'),
    count('noisy_base', "Pairs of the cell that were not compared since base's sample was too noisy"),
    count('noisy_head', "The same of head's"),
    count('noisy_both', 'The same of both'),
    figure('alarm', 'The least slowdown that can be called a regression, as a share; in force'),
    figure('harm', 'The slowdown that must be ruled out for `unchanged`, as a share; in force'),
    figure(
      'floor_alarm',
      'The least estimate that is no accident on this machine, by calibration, as a share; empty where it is not calibrated',
    ),
    figure(
      'floor_detectable',
      'The smallest slowdown that calibration found on this machine, as a share; empty where it found none or there is none',
    ),
    ...baseIdentity,
  ],
} as const satisfies CheckTable;

export const pairsFile = {
  file: 'pairs.csv',
  description:
    'One row for each pair and gated metric: two samples, one of each arm, taken one right after the other. Every pair is here, noisy and failed ones too.',
  primaryKey: ['check', 'pair', 'metric'],
  columns: [
    ...identity,
    count('round', 'Round of the check, from 0'),
    count('pair', 'Position among all pairs of the check, from 0'),
    { ...text('first', 'The arm that was measured first, by a coin'), values: ['base', 'head'] },
    figure('base', "Base's value, in `unit`; empty where its sample has none"),
    figure('head', "Head's value"),
    optionalText('base_noisy', "Why base's sample is too noisy to be compared; empty where it is not"),
    optionalText('head_noisy', "The same of head's"),
    duration('base_foreign_cpu_ns', "CPU time that other programs used during base's sample"),
    duration('head_foreign_cpu_ns', "The same of head's"),
    duration('base_steal_ns', "CPU time that the hypervisor gave to other machines during base's sample"),
    duration('head_steal_ns', "The same of head's"),
    duration('base_wall_ns', "How long base's sample took, from its start to its end"),
    duration('head_wall_ns', "The same of head's"),
    {
      ...optionalText('base_status', "How base's sample ended; empty where it was not taken"),
      values: statuses,
    },
    { ...optionalText('head_status', "How head's sample ended"), values: statuses },
    ...baseIdentity,
  ],
} as const satisfies CheckTable;

export const checkTables: readonly CheckTable[] = [pairsFile, verdictsFile];

/** The text of `docs/check-columns.md`. */
export function checkColumnsDocument(): string {
  return [introduction, ...checkTables.map(tableSection)].join('\n');
}

const introduction = `# Columns of a check's CSV files

A check's folder holds the files below. Their columns are a promise, and they are written as those of a run: see
[columns.md](columns.md).
`;

function tableSection({ file, description, columns, primaryKey }: CheckTable): string {
  const key = primaryKey.map(markdownCode).join(', ');
  return `## ${file}\n\n${description}\n\nPrimary key: ${key}.\n\n${columns.map(columnLine).join('')}`;
}

/** The cells that say what a row is about. */
export function identityCells(
  { checkId }: Pick<CheckPlan, 'checkId'>,
  { id, base, head }: CheckCell,
  { metric, unit, direction }: Pick<Hypothesis, 'metric' | 'unit' | 'direction'>,
) {
  return {
    check: checkId,
    cell: id,
    scenario: head.scenario,
    variant: head.variant,
    runtime: head.runtime,
    runtime_version: head.runtimeVersion,
    regime: head.regime,
    metric,
    unit,
    direction,
    base_variant: base.variant,
    base_runtime: base.runtime,
    base_runtime_version: base.runtimeVersion,
    base_regime: base.regime,
  };
}

/** A table as CSV text. */
export function checkCsv<T extends CheckTable>(table: T, rows: Iterable<CheckRow<T>>): Iterable<string> {
  const names = table.columns.map(({ name }) => name);
  return csvPieces(names, lines(names, rows));
}

function* lines(names: readonly string[], rows: Iterable<Readonly<Record<string, Cell>>>): Iterable<Cell[]> {
  for (const row of rows) yield names.map((name) => row[name] ?? null);
}
