import yargs, { type Options } from 'yargs';
import { Failure } from '../failure.ts';
import { probes, type Probe, type Regime } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { doctor } from './doctor.ts';
import { largest } from './largest.ts';
import { didYouMean } from './nearest.ts';
import { list } from './list.ts';
import { parseCount, parseDurationNs, parseParameters, splitParameters } from './parameters.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { chooseScenarios } from './selection.ts';
import type { Session } from './session.ts';

const commands = ['list', 'run', 'largest', 'report', 'doctor'];

/**
 * Reads the arguments and carries out the command.
 * @returns the exit code.
 * @throws Failure for everything that the user can mend, usage errors included.
 */
export async function commandLine(argv: readonly string[], session: Session): Promise<number> {
  let exitCode = 0;
  const keep = (work: (flags: Flags) => Promise<number> | number) => async (flags: unknown) => {
    exitCode = await work(flags as Flags);
  };
  const parser = yargs([...argv])
    .scriptName('interleave')
    // The texts are ours, in one language; yargs would mix them with the locale's.
    .locale('en')
    .usage('$0 <command>\n\nMeasures concurrency models side by side: matched Go and Node.js programs.')
    .command(
      'list',
      'print scenarios, variants, parameters, levels and suites',
      (y) => y.options(jsonOption).example('$0 list --json', 'the same for programs'),
      keep(({ json }) => list(json, session)),
    )
    .command(
      'run [targets..]',
      'measure, and write a run’s folder',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] …; all when none is named',
          })
          .options(runOptions)
          .example('$0 run --suite headline', 'a million sleeping tasks in Go and Node.js')
          .example('$0 run sleepers --param tasks=1k,10k,100k --runs 6', 'a sweep with intervals')
          .example('$0 run sleepers --budget 10m', 'as many rounds as ten minutes hold')
          .example('$0 run sleepers/go/goroutine-sleep --cores 1 --quick', 'one variant, one CPU, tiny')
          .example('$0 run --resume results/20261121T093000Z-1f3a9c', 'go on after an interruption'),
      keep((flags) => runOrResume(flags, session)),
    )
    .command(
      'largest <targets..>',
      'seek the largest number that this machine holds alive at once',
      (y) =>
        y
          .positional('targets', {
            type: 'string',
            array: true,
            describe: 'scenario[/runtime[/variant]] … whose units are all alive at once',
            demandOption: true,
          })
          .options(largestOptions)
          .example('$0 largest sleepers/go --memory-limit 4G', 'in four gigabytes')
          .example('$0 largest sleepers --time-limit 30m', 'of every row what half an hour tells'),
      keep((flags) => seekLargest(flags, session)),
    )
    .command(
      'report <run>',
      'write a run’s reports again from its samples',
      (y) =>
        y
          .positional('run', { type: 'string', describe: 'folder of a run', demandOption: true })
          .example('$0 report results/20261121T093000Z-1f3a9c', 'its tables and CSV files, made anew'),
      keep((flags) => report(flags.run ?? '', session)),
    )
    .command(
      'doctor',
      'say what this machine has and lacks, and what to type about each',
      (y) =>
        y
          .options({ ...jsonOption, ...runtimeOptions })
          .example('$0 doctor --go 1.26.8', 'with another Go than the pinned one'),
      keep((flags) => doctor({ json: flags.json, runtimeRequests: requestsOf(flags) }, session)),
    )
    .demandCommand(1, 1, `expected a command (${commands.join(', ')}), received none`)
    .strict()
    .version(packageVersion)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(session.stdout.columns || 100, 110))
    .example('$0 run --suite smoke', 'every variant, tiny: does all work here?')
    .example('$0 run sleepers --param tasks=1k,10k,100k', 'a sweep')
    .example('$0 doctor', 'what this machine lacks')
    .epilogue(
      'Exit codes: 0 done, 1 a sample or the tool failed, 3 not all measured, 64 usage, 65 foreign or damaged file, 69 runtime missing, 73 cannot write, 75 does not fit this machine, 130 and 143 interrupted (go on with --resume).',
    )
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof Error && !(error.name === 'YError')) throw error;
      throw new Failure('usage', usageProblem(message ?? String(error), argv));
    });
  const [command] = argv;
  if (command !== undefined && !/^(-h|--help|--version)$/.test(command) && !commands.includes(command)) {
    throw new Failure(
      'usage',
      `expected a command (${commands.join(', ')}), received ${command}${didYouMean(command, commands)}`,
    );
  }
  // yargs prints help and version itself, on its own console.
  await parser.parseAsync();
  return exitCode;
}

/** What yargs hands over; every option below. */
interface Flags {
  readonly json: boolean;
  readonly targets?: readonly string[];
  readonly run?: string;
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
}

const jsonOption = {
  json: { type: 'boolean', default: false, describe: 'print JSON' },
} satisfies Record<string, Options>;

const runtimeOptions = {
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

const runOptions = {
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

const largestOptions = {
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

/** What each command takes. */
const optionsOf: Readonly<Record<string, Readonly<Record<string, Options>>>> = {
  list: jsonOption,
  run: runOptions,
  largest: largestOptions,
  report: {},
  doctor: { ...jsonOption, ...runtimeOptions },
};

/** Says what was expected and what came, where yargs only says that something is wrong. */
function usageProblem(message: string, argv: readonly string[]): string {
  const command = argv.find((word) => commands.includes(word));
  const see = `(see interleave ${command === undefined ? '' : `${command} `}--help)`;
  const valueless = /^Not enough arguments following: (\S+)$/.exec(message)?.[1];
  if (valueless !== undefined) return `--${valueless}: expected a value, received nothing ${see}`;
  if (message.startsWith('Not enough non-option arguments'))
    return `expected ${command === 'largest' ? 'scenario/runtime/variant' : 'the folder of a run'}, received none ${see}`;
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) return `${message.split('\n').join(' ')} ${see}`;
  const given = argv.find(
    (word) => word.startsWith('-') && word.replace(/^-+(no-)?/, '').split('=')[0] === unknown,
  );
  if (given === undefined)
    return `expected nothing more after ${command ?? 'interleave'}, received ${unknown} ${see}`;
  const known = Object.keys(command === undefined ? {} : (optionsOf[command] ?? {}));
  const nearest = didYouMean(unknown, known).replace('mean ', 'mean --');
  return `expected an option of ${command ?? 'interleave'}, received ${given.split('=')[0]}${nearest} ${see}`;
}

/** Options that mean one thing, by their names in Flags. */
const singleOptions = [
  'suite',
  'runs',
  'budget',
  'cores',
  'probe',
  'seed',
  'timeout',
  'memoryLimit',
  'out',
  'resume',
  'from',
  'timeLimit',
] as const;

/** Options whose names on the command line differ from those in Flags. */
const spelling: Readonly<Record<string, string>> = {
  dryRun: 'dry-run',
  control: 'no-control',
  memoryLimit: 'memory-limit',
  timeLimit: 'time-limit',
};

/** yargs gives an array for an option named twice, and an empty text for one without its value. */
function checkSingleOptions(flags: Flags): void {
  for (const name of singleOptions) {
    const value: unknown = flags[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) continue;
    const received = Array.isArray(value) ? value.join(' and ') : 'nothing';
    const expected = Array.isArray(value) ? 'one value' : 'a value';
    throw new Failure('usage', `--${spelling[name] ?? name}: expected ${expected}, received ${received}`);
  }
}

async function runOrResume(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const timeLimitMs =
    flags.timeout === undefined ? null : number('--timeout', flags.timeout, 0.1, 1e6, 'seconds') * 1000;
  const memoryLimitBytes = flags.memoryLimit === undefined ? null : parseMemoryLimit(flags.memoryLimit);
  if (memoryLimitBytes !== null && process.platform !== 'linux') {
    throw new Failure('usage', '--memory-limit: expected Linux, which alone enforces it; leave it out here');
  }
  const common = {
    timeLimitMs,
    memoryLimitBytes,
    allowNodeOptions: flags.allowNodeOptions ?? false,
    json: flags.json,
  };
  if (flags.resume !== undefined) {
    for (const name of [
      'suite',
      'quick',
      'runs',
      'budget',
      'param',
      'cores',
      'probe',
      'seed',
      'dryRun',
      'control',
      'go',
      'node',
    ] as const) {
      if (flags[name] !== undefined) {
        throw new Failure(
          'usage',
          `--resume goes on with the stored plan: expected no --${spelling[name] ?? name} beside it`,
        );
      }
    }
    if ((flags.targets ?? []).length > 0) {
      throw new Failure(
        'usage',
        `--resume goes on with the stored plan: expected no scenario beside it, received ${flags.targets?.join(' ')}`,
      );
    }
    return resume({ ...common, folder: flags.resume }, session);
  }
  if (flags.quick === true && flags.suite !== undefined && flags.suite !== 'quick') {
    throw new Failure(
      'usage',
      `--quick is --suite quick: expected one of them, received --suite ${flags.suite} too`,
    );
  }
  const budgetNs = flags.budget === undefined ? null : parseTime('--budget', flags.budget, '10s');
  if (budgetNs !== null && flags.dryRun === true) {
    throw new Failure(
      'usage',
      '--dry-run prints a plan without measuring: expected no --budget beside it, since only measuring tells how many rounds a time holds; give --runs',
    );
  }
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const targets = flags.targets ?? [];
  const named = flags.quick === true ? 'quick' : (flags.suite ?? null);
  // Nothing named at all: the headline.
  const suite = named ?? (targets.length === 0 && flags.param === undefined ? 'headline' : null);
  const probe = flags.probe === undefined ? null : parseProbe(flags.probe);
  const parameters = splitParameters(flags.param ?? []);
  const chosen = chooseScenarios({ targets, suite, probe }, Object.keys(parameters), scenarios);
  return run(
    {
      ...common,
      targets,
      suite,
      parameters: parseParameters(parameters, chosen),
      regimes: flags.cores === undefined ? null : parseRegimes(flags.cores),
      probe,
      budgetNs,
      runs: flags.runs === undefined ? null : number('--runs', flags.runs, 1, 1000, 'a whole number'),
      seed: flags.seed === undefined ? null : number('--seed', flags.seed, 0, 0xffff_ffff, 'a whole number'),
      out: flags.out ?? 'results',
      runtimeRequests: requestsOf(flags),
      control: flags.control ?? true,
      dryRun: flags.dryRun ?? false,
    },
    session,
  );
}

async function seekLargest(flags: Flags, session: Session): Promise<number> {
  checkSingleOptions(flags);
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const targets = flags.targets ?? [];
  const parameters = splitParameters(flags.param ?? []);
  const chosen = chooseScenarios({ targets, suite: null, probe: null }, Object.keys(parameters), scenarios);
  return largest(
    {
      targets,
      parameters: parseParameters(parameters, chosen),
      from: flags.from === undefined ? null : number('--from', flags.from, 1, 1e12, 'a whole number'),
      timeLimitMs:
        flags.timeLimit === undefined ? null : parseTime('--time-limit', flags.timeLimit, '1s') / 1e6,
      memoryLimitBytes: flags.memoryLimit === undefined ? null : parseMemoryLimit(flags.memoryLimit),
      out: flags.out ?? 'results',
      runtimeRequests: requestsOf(flags),
      allowNodeOptions: flags.allowNodeOptions ?? false,
      json: flags.json,
    },
    session,
  );
}

function requestsOf({ go = [], node = [] }: Flags) {
  return { go, node };
}

function parseRegimes(text: string): Regime[] {
  return text.split(',').map((part) => {
    if (part === '1' || part === '1core') return '1core';
    if (part === 'all') return 'all';
    throw new Failure('usage', `--cores: expected 1, all or 1,all, received ${text}`);
  });
}

function parseProbe(text: string): Probe {
  const probe = probes.find((name) => name === text);
  if (probe !== undefined) return probe;
  throw new Failure(
    'usage',
    `--probe: expected ${probes.join(' or ')}, received ${text}${didYouMean(text, probes)}`,
  );
}

/** @returns ns, at most a day. */
function parseTime(option: string, text: string, least: string): number {
  const ns = parseDurationNs(text);
  if (ns !== null && ns >= (parseDurationNs(least) ?? 0) && ns <= 24 * 3600e9) return ns;
  throw new Failure(
    'usage',
    `${option}: expected a time from ${least} to 24h with its units h, m and s, such as 90s, 10m or 1h30m, received ${text}`,
  );
}

function parseMemoryLimit(text: string): number {
  return number(
    '--memory-limit',
    text,
    1e6,
    1e15,
    'a size such as 500M or 2G (k, M and G may follow), in bytes',
  );
}

function number(option: string, text: string, minimum: number, maximum: number, what: string): number {
  // 1m would be a million seconds to parseCount, and a minute to its reader.
  const value = what === 'seconds' ? (/^\d+(\.\d+)?$/.test(text) ? Number(text) : null) : parseCount(text);
  if (value === null || value < minimum || value > maximum) {
    throw new Failure('usage', `${option}: expected ${what} from ${minimum} to ${maximum}, received ${text}`);
  }
  return value;
}
