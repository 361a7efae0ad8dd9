import type { Options } from 'yargs';

/** What yargs hands over; every option below. */
export interface Flags {
  readonly json: boolean;
  readonly targets?: readonly string[];
  readonly run?: string;
  readonly check?: string;
  readonly suite?: string;
  readonly quick?: boolean;
  readonly runs?: string;
  readonly budget?: string;
  readonly param?: readonly string[];
  readonly cores?: string;
  readonly probe?: string;
  readonly seed?: string;
  readonly timeout?: string;
  readonly memoryLimit?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly dryRun?: boolean;
  readonly control?: boolean;
  readonly go?: readonly string[];
  readonly node?: readonly string[];
  readonly allowNodeOptions?: boolean;
  readonly from?: string;
  readonly timeLimit?: string;
  readonly operands?: readonly string[];
  readonly format?: string;
  readonly metric?: readonly string[];
  readonly base?: string;
  readonly mergeBase?: boolean;
  readonly baseline?: string;
  readonly allowUnpaired?: boolean;
  readonly selfTest?: boolean;
  readonly replay?: string;
  readonly config?: string;
  readonly calibration?: string;
  readonly strict?: boolean;
  readonly accept?: string;
  readonly alarm?: string;
  readonly harm?: string;
  readonly q?: string;
  readonly pairs?: string;
  readonly action?: string;
  readonly name?: string;
  readonly chart?: string;
  readonly folder?: string;
  readonly scenario?: string;
  readonly x?: string;
  readonly y?: string;
  readonly facet?: string;
  readonly title?: string;
  readonly where?: readonly string[];
  readonly variant?: readonly string[];
  readonly theme?: string;
  readonly log?: string;
  readonly csv?: boolean;
  readonly md?: boolean;
}

export const jsonOption = {
  json: { type: 'boolean', default: false, describe: 'print JSON' },
} satisfies Record<string, Options>;

export const runtimeOptions = {
  go: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'measure this Go instead of the pinned one: a version or the path of a go command (repeatable)',
  },
  node: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'measure this Node.js instead of the pinned one: a path (repeatable)',
  },
} satisfies Record<string, Options>;

export const runOptions = {
  ...jsonOption,
  ...runtimeOptions,
  suite: { type: 'string', describe: 'a named list of cells: headline, quick, gate, full, smoke' },
  quick: { type: 'boolean', describe: 'the same as --suite quick' },
  runs: { type: 'string', describe: 'rounds, 1 to 1000; a 95 % interval needs 6' },
  budget: {
    type: 'string',
    describe: 'time to divide over what is measured, 10s to 24h; --runs is then the most rounds, or 32',
  },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'name=value[,value…], a sweep: tasks=1k,1M (repeatable)',
  },
  cores: { type: 'string', describe: '1, all, or 1,all: the CPU budget' },
  probe: { type: 'string', describe: 'only samples of this kind: memory or latency' },
  seed: { type: 'string', describe: 'repeats an order of samples; 0 to 4294967295' },
  timeout: { type: 'string', describe: 'seconds that a sample may take' },
  'memory-limit': {
    type: 'string',
    describe: 'bytes that a workload may allocate, such as 2G; no limit by default',
  },
  // No default for yargs to put in place of a value that was forgotten.
  out: { type: 'string', defaultDescription: 'results', describe: 'folder for runs' },
  resume: { type: 'string', describe: 'go on with an interrupted run: its folder' },
  control: {
    type: 'boolean',
    describe: 'take the control once a round; --no-control leaves it out [default: yes]',
  },
  'dry-run': { type: 'boolean', describe: 'print the plan, measure nothing' },
  'allow-node-options': { type: 'boolean', describe: 'pass NODE_OPTIONS on to the workloads' },
} satisfies Record<string, Options>;

export const largestOptions = {
  ...jsonOption,
  ...runtimeOptions,
  from: {
    type: 'string',
    describe: 'the first size; 100k by default, 100 where each is a kernel thread',
  },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'name=value of another parameter than the size (repeatable)',
  },
  'memory-limit': {
    type: 'string',
    describe: 'bytes that a sample may be expected to need, such as 4G; 80 % of what is available by default',
  },
  'time-limit': { type: 'string', describe: 'time for all of it, 1s to 24h' },
  out: { type: 'string', defaultDescription: 'results', describe: 'folder for the samples’ folder' },
  'allow-node-options': { type: 'boolean', describe: 'pass NODE_OPTIONS on to the workloads' },
} satisfies Record<string, Options>;

/** What measuring two arms takes from `run`. */
const measuringOptions = {
  ...runtimeOptions,
  suite: { type: 'string', describe: 'a named list of cells; gate by default' },
  quick: { type: 'boolean', describe: 'the same as --suite quick' },
  param: runOptions.param,
  cores: runOptions.cores,
  seed: { type: 'string', describe: 'repeats the order of an earlier check; 0 to 4294967295' },
  timeout: runOptions.timeout,
  'memory-limit': runOptions['memory-limit'],
  out: { type: 'string', defaultDescription: 'results', describe: 'folder for the check’s folder' },
  'allow-node-options': runOptions['allow-node-options'],
  config: {
    type: 'string',
    describe: 'the file with the policy; interleave.config.json here or above by default',
  },
} satisfies Record<string, Options>;

/** What the policy says, for this once. */
const policyOptions = {
  strict: { type: 'boolean', describe: 'Holm’s correction instead of Benjamini and Hochberg’s' },
  q: { type: 'string', describe: 'the chance of a false alarm in a check, such as 0.01' },
  alarm: { type: 'string', describe: 'the least slowdown that can be a regression, such as 3%' },
  harm: { type: 'string', describe: 'the slowdown that must be ruled out, such as 5%' },
  accept: {
    type: 'string',
    describe: 'new, removed or new,removed: cases on one side only that do not keep the gate from passing',
  },
  'allow-unpaired': { type: 'boolean', describe: 'let a stored baseline pass or fail' },
} satisfies Record<string, Options>;

export const checkOptions = {
  ...jsonOption,
  ...measuringOptions,
  ...policyOptions,
  base: {
    type: 'string',
    describe: 'measure against this branch, tag or commit; in a pull request of GitHub its target',
  },
  'merge-base': {
    type: 'boolean',
    describe: 'where base and the working tree parted; --no-merge-base takes base itself [default: yes]',
  },
  baseline: { type: 'string', describe: 'measure against this stored baseline, at another time' },
  budget: { type: 'string', describe: 'time for all of it, 10s to 24h; 10m by default' },
  calibration: {
    type: 'string',
    describe: 'the calibration to go by: a file, or none; this machine’s latest by default',
  },
  format: { type: 'string', describe: 'text, json, markdown or github' },
  'self-test': { type: 'boolean', describe: 'inject slowdowns of 5, 10 and 20 %, and see them found' },
  replay: { type: 'string', describe: 'judge a stored check anew, measure nothing: its folder' },
  resume: { type: 'string', describe: 'go on with an interrupted check: its folder' },
} satisfies Record<string, Options>;

export const calibrateOptions = {
  ...jsonOption,
  ...measuringOptions,
  q: policyOptions.q,
  pairs: { type: 'string', describe: 'quiet pairs of each cell, 20 to 1000; 40 by default' },
  from: { type: 'string', describe: 'measure nothing: calibrate by the pairs of an earlier one, its folder' },
  budget: { type: 'string', describe: 'time for all of it, 10s to 24h; no limit by default' },
} satisfies Record<string, Options>;

export const compareOptions = {
  ...measuringOptions,
  probe: runOptions.probe,
  pairs: { type: 'string', describe: 'of two revisions: quiet pairs of each cell, 6 to 1000; 20 by default' },
  budget: { type: 'string', describe: 'of two revisions: time for all of it; no limit by default' },
  run: { type: 'string', describe: 'the run that holds both cases or versions' },
  metric: { type: 'string', array: true, nargs: 1, describe: 'only this metric (repeatable)' },
  format: { type: 'string', describe: 'text, json, csv or md' },
  chart: { type: 'string', describe: 'write a forest plot to this folder too' },
  json: { type: 'boolean', describe: 'the same as --format json' },
  csv: { type: 'boolean', describe: 'the same as --format csv' },
  md: { type: 'boolean', describe: 'the same as --format md' },
} satisfies Record<string, Options>;

export const chartOptions = {
  ...jsonOption,
  scenario: { type: 'string', describe: 'only of this scenario' },
  y: { type: 'string', describe: 'draw this metric; without it, what the scenarios declare' },
  x: { type: 'string', describe: 'over this parameter; without it, a mark for each variant' },
  facet: {
    type: 'string',
    describe: 'a panel for each value of a parameter, or for each level, regime or runtime',
  },
  where: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'name=value: only cases with this parameter (repeatable)',
  },
  variant: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'only this runtime[/variant] (repeatable)',
  },
  cores: { type: 'string', describe: '1 or all: only cases of this CPU budget' },
  log: { type: 'string', describe: 'logarithmic axes: x, y, x,y or none; by the figures by default' },
  format: { type: 'string', describe: 'svg, png, vl.json, or several with commas; all by default' },
  theme: { type: 'string', describe: 'light, dark or both; both by default' },
  out: { type: 'string', defaultDescription: '<folder>/charts', describe: 'folder for the pictures' },
  name: { type: 'string', describe: 'of the files of the one picture that --y draws, without their endings' },
  title: { type: 'string', describe: 'of the one picture that --y draws' },
} satisfies Record<string, Options>;

export const baselineOptions = {
  ...jsonOption,
  name: { type: 'string', describe: 'of the baseline; main by default' },
} satisfies Record<string, Options>;

/** What each command takes. */
export const optionsOf: Readonly<Record<string, Readonly<Record<string, Options>>>> = {
  list: jsonOption,
  run: runOptions,
  largest: largestOptions,
  check: checkOptions,
  compare: compareOptions,
  calibrate: calibrateOptions,
  explain: jsonOption,
  chart: chartOptions,
  baseline: baselineOptions,
  report: {},
  doctor: { ...jsonOption, ...runtimeOptions },
};
