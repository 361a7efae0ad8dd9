/**
 * Every column of the CSV files, in order: a documented promise, since others' scripts read these files by name. The writers,
 * `datapackage.json` and `docs/columns.md` all follow this table.
 */
import { phases, probes, regimes, statuses, type Direction, type Unit } from '../model.ts';
import type { CrossoverSummary } from './crossovers.ts';
import type { Cell } from './csv.ts';

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'datetime';
  readonly description: string;
  /** Of the column's values; the unit of `value`, `median` … stands in the column `unit` of the same row. */
  readonly unit?: string;
  /** False: the cell may be empty. */
  readonly required: boolean;
  readonly values?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Table {
  readonly name: string;
  readonly file: string;
  readonly title: string;
  readonly description: string;
  /** Before the columns of the scenarios' parameters. */
  readonly leading: readonly Column[];
  /** After them. */
  readonly trailing: readonly Column[];
  readonly primaryKey: readonly string[];
}

/** A row without its parameters: a cell for each column, or it does not compile. */
export type RowOf<T extends Table> = Readonly<Record<(T['leading'] | T['trailing'])[number]['name'], Cell>>;

const units = Object.keys({
  ns: true,
  bytes: true,
  count: true,
  ratio: true,
  'ns/task': true,
  'bytes/task': true,
  'ns/item': true,
  'ns/switch': true,
  'ns/unit': true,
  'tasks/s': true,
  'items/s': true,
} satisfies Record<Unit, true>);

const directions = Object.keys({
  'lower-is-better': true,
  'higher-is-better': true,
  none: true,
} satisfies Record<Direction, true>);

const crossoverStatuses = Object.keys({
  found: true,
  'always-better': true,
  'never-better': true,
  'not-shown': true,
  'not-monotone': true,
  'no-interval': true,
  'not-measured': true,
} satisfies Record<CrossoverSummary['result']['status'], true>);

const caseKeys = [
  { name: 'scenario', type: 'string', required: true, description: 'The question that is measured' },
  {
    name: 'variant',
    type: 'string',
    required: true,
    description: 'The program: runtime and what it does, as in `go/goroutine-sleep`',
  },
  {
    name: 'runtime',
    type: 'string',
    required: true,
    description: 'What executed the program: `go`, `node` …',
  },
  {
    name: 'runtime_version',
    type: 'string',
    required: true,
    description: 'Its version, as in `1.27.4`; text, even where it has only two parts',
  },
  {
    name: 'regime',
    type: 'string',
    required: true,
    values: regimes,
    description: 'CPU budget: `1core`, the whole process on one CPU; `all`, on every allowed CPU',
  },
] as const satisfies readonly Column[];

const level = {
  name: 'level',
  type: 'string',
  required: true,
  description: 'What kind of thing the variant is; only variants of one level answer the same question',
} as const satisfies Column;

const round = {
  name: 'round',
  type: 'integer',
  required: true,
  minimum: 0,
  description:
    'Round of the plan, from 0; samples of one block and round were taken close together and are paired by it',
} as const satisfies Column;

const order = {
  name: 'order',
  type: 'integer',
  required: true,
  minimum: 0,
  description: 'Position in the plan, from 0; samples were taken in this order',
} as const satisfies Column;

const attempt = {
  name: 'attempt',
  type: 'integer',
  required: true,
  minimum: 1,
  description: '1, or more when the attempts before were `not-attained` and the wait was lengthened',
} as const satisfies Column;

const run = {
  name: 'run',
  type: 'string',
  required: true,
  description: 'Identity of the run, so that files of several runs can be put together',
} as const satisfies Column;

const unitOfMetric = {
  name: 'unit',
  type: 'string',
  required: true,
  values: units,
  description: 'Unit of the metric; always this base unit, never a multiple',
} as const satisfies Column;

export const samplesFile = {
  name: 'samples',
  file: 'samples.csv',
  title: 'Samples',
  description:
    'One row for each sample and metric. A sample that is not `ok` has one row, with its reason and without metric, unit and value. Every attempt is here.',
  primaryKey: [],
  leading: [
    ...caseKeys,
    {
      name: 'metric',
      type: 'string',
      required: false,
      description: 'Name of the metric; empty unless `status` is `ok`',
    },
    { ...unitOfMetric, required: false },
  ],
  trailing: [
    level,
    {
      name: 'probe',
      type: 'string',
      required: true,
      values: probes,
      description: 'What the sample was taken for: memory and latency never come from the same process',
    },
    round,
    order,
    attempt,
    { name: 'status', type: 'string', required: true, values: statuses, description: 'How the sample ended' },
    {
      name: 'reason',
      type: 'string',
      required: false,
      description:
        'Why it ended so; empty where `status` is `ok`. Text that a spreadsheet would take for a formula has an apostrophe before it',
    },
    { name: 'value', type: 'number', required: false, description: 'Value of the metric, in `unit`' },
    {
      name: 'started_at',
      type: 'datetime',
      required: true,
      description: 'When the sample began, ISO 8601, UTC',
    },
    run,
  ],
} as const satisfies Table;

const statisticOf = (name: string, description: string) =>
  ({ name, type: 'number', required: false, description }) as const;

const countOf = (name: string, status: string) =>
  ({
    name,
    type: 'integer',
    required: true,
    minimum: 0,
    unit: 'count',
    description: `Samples of the case and probe that ended \`${status}\`, by the last attempt of each`,
  }) as const;

export const summaryFile = {
  name: 'summary',
  file: 'summary.csv',
  title: 'Summary',
  description:
    'One row for each case and metric, over the last attempt of each sample. A case and probe without any `ok` sample has one row without metric. The rows of `bytes_per_task_slope` stand for all sizes of a case: their size parameter is empty and `n` counts rounds.',
  primaryKey: [],
  leading: [
    ...caseKeys,
    {
      name: 'metric',
      type: 'string',
      required: false,
      description: 'Name of the metric; empty where no sample was `ok`',
    },
    { ...unitOfMetric, required: false },
  ],
  trailing: [
    level,
    {
      name: 'probe',
      type: 'string',
      required: false,
      values: probes,
      description: 'The probe by which the metric is taken; empty where none was planned',
    },
    {
      name: 'direction',
      type: 'string',
      required: false,
      values: directions,
      description: 'Which way is better; `none` for what only describes the circumstances',
    },
    {
      name: 'n',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'count',
      description: 'Values behind the row: one for each `ok` sample, or for each round of a slope',
    },
    statisticOf('median', 'Median of the values'),
    statisticOf(
      'ci_low',
      'Lower end of the interval of the median, from order statistics, coverage at least 95 %; empty for n < 6',
    ),
    statisticOf('ci_high', 'Upper end of the interval of the median; empty for n < 6'),
    statisticOf('mean', 'Arithmetic mean'),
    statisticOf('minimum', 'Smallest value'),
    statisticOf('p10', '10th percentile between samples (type 7, as in R and NumPy)'),
    statisticOf('p25', '25th percentile between samples'),
    statisticOf('p75', '75th percentile between samples'),
    statisticOf('p90', '90th percentile between samples'),
    statisticOf('maximum', 'Largest value'),
    countOf('n_ok', 'ok'),
    countOf('n_failed', 'failed'),
    countOf('n_oom', 'oom'),
    countOf('n_timeout', 'timeout'),
    countOf('n_hung', 'hung'),
    countOf('n_not_attained', 'not-attained'),
    countOf('n_skipped', 'skipped'),
    run,
    {
      name: 'not_comparable',
      type: 'string',
      required: false,
      description:
        'Why the case must not be compared with others of its level and parameters, with both figures; empty where nothing speaks against it',
    },
  ],
} as const satisfies Table;

export const latencyFile = {
  name: 'latency',
  file: 'latency.csv',
  title: 'Latency',
  description:
    'Percentile curves: one row for each `ok` latency sample, distribution and percentile. Values come from a histogram that keeps a fixed number of significant digits.',
  primaryKey: ['order', 'attempt', 'metric', 'percentile'],
  leading: [
    ...caseKeys,
    {
      name: 'metric',
      type: 'string',
      required: true,
      description: 'Name of the distribution, as in `wake_lateness`',
    },
    unitOfMetric,
  ],
  trailing: [
    level,
    round,
    order,
    attempt,
    {
      name: 'percentile',
      type: 'number',
      required: true,
      minimum: 0,
      maximum: 100,
      unit: '%',
      description: 'Percentile within the sample, 0 to 100',
    },
    {
      name: 'value',
      type: 'number',
      required: true,
      description: 'The smallest recorded value that this share of the values does not exceed, in `unit`',
    },
    {
      name: 'count_at_or_below',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'count',
      description: 'How many values of the sample are at or below `value`',
    },
    run,
  ],
} as const satisfies Table;

const bytesOf = (name: string, required: boolean, description: string) =>
  ({ name, type: 'integer', required, minimum: 0, unit: 'bytes', description }) as const;

export const memoryFile = {
  name: 'memory',
  file: 'memory.csv',
  title: 'Memory',
  description: 'What was read while the workload held still: one row for each `ok` memory sample and phase.',
  primaryKey: ['order', 'attempt', 'phase'],
  leading: caseKeys,
  trailing: [
    level,
    round,
    order,
    attempt,
    {
      name: 'phase',
      type: 'string',
      required: true,
      values: phases,
      description: 'The moment at which the workload held still',
    },
    bytesOf('resident_bytes', true, "VmRSS of the workload's own process"),
    bytesOf('proportional_bytes', false, 'Sum of PSS over the process tree; empty where it cannot be read'),
    bytesOf(
      'peak_bytes',
      false,
      "VmHWM of the workload's own process since the previous hold, at `baseline` since its start; empty where it cannot be read",
    ),
    {
      name: 'threads',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'count',
      description: "Kernel threads of the workload's own process",
    },
    {
      name: 'processes',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'count',
      description: 'Processes of the tree',
    },
    {
      name: 'held_ns',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'ns',
      description: 'How long the workload was held for the reading',
    },
    {
      name: 'source',
      type: 'string',
      required: true,
      values: ['proc', 'ps'],
      description: 'Where the figures come from: `proc`, /proc; `ps`, ps(1), where there is no /proc',
    },
    run,
  ],
} as const satisfies Table;

export const crossoversFile = {
  name: 'crossovers',
  file: 'crossovers.csv',
  title: 'Crossovers',
  description:
    'From which value of a parameter on one way beats another: one row for each variant of a crossover that a scenario declares, where the plan has at least two values of that parameter. Figures of one block are compared round by round. The swept parameter is empty in its row; so is the parameter that counts tasks or items where it changes along with it.',
  primaryKey: [],
  leading: [
    ...caseKeys,
    {
      name: 'crossover',
      type: 'string',
      required: true,
      description: 'Name of the crossover, as in `pool_beats_no_pool`',
    },
  ],
  trailing: [
    level,
    {
      name: 'metric',
      type: 'string',
      required: true,
      description: 'The metric that is compared, taken from memory samples',
    },
    {
      name: 'against',
      type: 'string',
      required: true,
      description: 'The variant that the row is compared with, of the same regime and parameters',
    },
    {
      name: 'against_version',
      type: 'string',
      required: true,
      description: 'Version of its runtime; the same as `runtime_version` where both have one runtime',
    },
    { name: 'over', type: 'string', required: true, description: 'The swept parameter' },
    {
      name: 'swept',
      type: 'string',
      required: false,
      description: 'Its values at which both were measured, ascending, with a space between two',
    },
    {
      name: 'n',
      type: 'integer',
      required: true,
      minimum: 0,
      unit: 'count',
      description: 'Rounds in which both were measured, at the swept value that has the fewest',
    },
    {
      name: 'status',
      type: 'string',
      required: true,
      values: crossoverStatuses,
      description:
        'Better or worse is shown at a swept value when the whole 95 % interval of the median ratio lies on one side of 1. `found`: nowhere shown worse above `from` or better below `to`, which is larger; `always-better`: shown better at the smallest value, and nowhere worse; `never-better`: shown worse at the largest, and nowhere better; `not-shown`: `from`, `to` or both are missing; `not-monotone`: shown better at `to` and worse at `from`, which is larger; `no-interval`: fewer than 6 rounds everywhere; `not-measured`: fewer than two values were measured',
    },
    {
      name: 'estimate',
      type: 'number',
      required: false,
      minimum: 0,
      description:
        'Where the medians of the ratio last fall below 1, interpolated; empty where they do not. Only with `found` is it shown that there is a crossover',
    },
    {
      name: 'from',
      type: 'integer',
      required: false,
      minimum: 0,
      description: 'The largest swept value at which the variant is shown to be worse',
    },
    {
      name: 'to',
      type: 'integer',
      required: false,
      minimum: 0,
      description: 'The smallest swept value at which the variant is shown to be better',
    },
    {
      name: 'up_to',
      type: 'integer',
      required: false,
      minimum: 0,
      description:
        'The largest swept value such that the variant is shown to be better at every one from `to` to there; below the largest of all where its advantage fades',
    },
    { ...unitOfMetric, description: 'Unit of `estimate`, `from`, `to` and `up_to`' },
    {
      name: 'not_comparable',
      type: 'string',
      required: false,
      description:
        'Where the unit of CPU work took longer on one of the two sides, with both figures; empty where nothing speaks against the comparison',
    },
    run,
  ],
} as const satisfies Table;

export const tables: readonly Table[] = [samplesFile, summaryFile, latencyFile, memoryFile, crossoversFile];
