import yargs, { type Argv } from 'yargs';
import { Failure } from '../failure.ts';
import { probes, type Probe, type Regime } from '../model.ts';
import { packageVersion } from '../package-root.ts';
import { doctor } from './doctor.ts';
import { didYouMean } from './nearest.ts';
import { list } from './list.ts';
import { parseCount, parseParameters } from './parameters.ts';
import { report } from './report.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import type { Session } from './session.ts';

const commands = ['list', 'run', 'report', 'doctor'];

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
    .usage('$0 <command>\n\nMeasures concurrency models side by side: matched Go and Node.js programs.')
    .command('list', 'print scenarios, variants, parameters, levels and suites', (y) => jsonOption(y), keep(({ json }) => list(json, session)))
    .command(
      'run [targets..]',
      'measure, and write a run’s folder',
      runOptions,
      keep((flags) => runOrResume(flags, session)),
    )
    .command(
      'report <run>',
      'write a run’s reports again from its samples',
      (y) => y.positional('run', { type: 'string', describe: 'folder of a run', demandOption: true }),
      keep((flags) => report(flags.run ?? '', session)),
    )
    .command(
      'doctor',
      'say what this machine has and lacks, and what to type about each',
      (y) => runtimeOptions(jsonOption(y)),
      keep((flags) => doctor({ json: flags.json, runtimeRequests: requestsOf(flags) }, session)),
    )
    .demandCommand(1, 1, `expected a command (${commands.join(', ')}), received none`)
    .strict()
    .version(packageVersion)
    .help()
    .alias('h', 'help')
    .wrap(Math.min(session.stdout.columns ?? 100, 110))
    .epilogue(
      'Exit codes: 0 done, 1 a sample or the tool failed, 3 not all measured, 64 usage, 65 foreign or damaged file, 69 runtime missing, 73 cannot write, 75 does not fit this machine, 130 and 143 interrupted (go on with --resume).',
    )
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof Error && !(error.name === 'YError')) throw error;
      throw new Failure('usage', `${(message ?? String(error)).split('\n').join(' ')} (see interleave --help)`);
    });
  const [command] = argv;
  if (command !== undefined && !command.startsWith('-') && !commands.includes(command)) {
    throw new Failure('usage', `expected a command (${commands.join(', ')}), received ${command}${didYouMean(command, commands)}`);
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
  readonly param?: readonly string[];
  readonly cores?: string;
  readonly probe?: Probe;
  readonly seed?: string;
  readonly timeout?: string;
  readonly memoryLimit?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly dryRun?: boolean;
  readonly go?: readonly string[];
  readonly node?: readonly string[];
  readonly allowNodeOptions?: boolean;
}

function jsonOption(y: Argv): Argv {
  return y.option('json', { type: 'boolean', default: false, describe: 'print JSON' });
}

function runtimeOptions(y: Argv): Argv {
  return y
    .option('go', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'measure this Go instead of the pinned one: a version or the path of a go command (repeatable)',
    })
    .option('node', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'measure this Node.js instead of the pinned one: a path (repeatable)',
    });
}

function runOptions(y: Argv): Argv {
  return runtimeOptions(jsonOption(y))
    .positional('targets', {
      type: 'string',
      array: true,
      describe: 'scenario[/runtime[/variant]] …; all when none is named',
    })
    .option('suite', { type: 'string', describe: 'a named list of cells: headline, quick, full' })
    .option('quick', { type: 'boolean', describe: 'the same as --suite quick' })
    .option('runs', { type: 'string', describe: 'rounds, 1 to 1000; a 95 % interval needs 6' })
    .option('param', {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'name=value[,value…], a sweep: tasks=1k,1M (repeatable)',
    })
    .option('cores', { type: 'string', describe: '1, all, or 1,all: the CPU budget' })
    .option('probe', { type: 'string', choices: probes, describe: 'only samples of this kind' })
    .option('seed', { type: 'string', describe: 'repeats an order of samples; 0 to 4294967295' })
    .option('timeout', { type: 'string', describe: 'seconds that a sample may take' })
    .option('memory-limit', { type: 'string', describe: 'bytes that a workload may allocate, such as 2G; no limit by default' })
    .option('out', { type: 'string', default: 'results', describe: 'folder for runs' })
    .option('resume', { type: 'string', describe: 'go on with an interrupted run: its folder' })
    .option('dry-run', { type: 'boolean', describe: 'print the plan, measure nothing' })
    .option('allow-node-options', { type: 'boolean', describe: 'pass NODE_OPTIONS on to the workloads' })
    .example('$0 run --suite headline', 'a million sleeping tasks in Go and Node.js')
    .example('$0 run sleepers --param tasks=1k,10k,100k --runs 6', 'a sweep with intervals')
    .example('$0 run sleepers/go/goroutine-sleep --cores 1 --quick', 'one variant, one CPU, tiny')
    .example('$0 run --resume results/20261121T093000Z-1f3a9c', 'go on after an interruption');
}

async function runOrResume(flags: Flags, session: Session): Promise<number> {
  const timeLimitMs = flags.timeout === undefined ? null : number('--timeout', flags.timeout, 0.1, 1e6, 'seconds') * 1000;
  const memoryLimitBytes =
    flags.memoryLimit === undefined ? null : number('--memory-limit', flags.memoryLimit, 1e6, 1e15, 'bytes');
  const common = { timeLimitMs, memoryLimitBytes, allowNodeOptions: flags.allowNodeOptions ?? false, json: flags.json };
  if (flags.resume !== undefined) {
    for (const name of ['suite', 'quick', 'runs', 'param', 'cores', 'probe', 'seed', 'dryRun', 'go', 'node'] as const) {
      if (flags[name] !== undefined) {
        throw new Failure('usage', `--resume goes on with the stored plan: expected no --${name === 'dryRun' ? 'dry-run' : name} beside it`);
      }
    }
    if ((flags.targets ?? []).length > 0) {
      throw new Failure('usage', `--resume goes on with the stored plan: expected no scenario beside it, received ${flags.targets?.join(' ')}`);
    }
    return resume({ ...common, folder: flags.resume }, session);
  }
  if (flags.quick === true && flags.suite !== undefined && flags.suite !== 'quick') {
    throw new Failure('usage', `--quick is --suite quick: expected one of them, received --suite ${flags.suite} too`);
  }
  const scenarios = session.sources.map(({ scenario }) => scenario);
  const targets = flags.targets ?? [];
  const named = flags.quick === true ? 'quick' : (flags.suite ?? null);
  return run(
    {
      ...common,
      targets,
      // Nothing named at all: the headline.
      suite: named ?? (targets.length === 0 && flags.param === undefined ? 'headline' : null),
      parameters: parseParameters(flags.param ?? [], scenarios),
      regimes: flags.cores === undefined ? null : parseRegimes(flags.cores),
      probe: flags.probe ?? null,
      runs: flags.runs === undefined ? null : number('--runs', flags.runs, 1, 1000, 'a whole number'),
      seed: flags.seed === undefined ? null : number('--seed', flags.seed, 0, 0xffff_ffff, 'a whole number'),
      out: flags.out ?? 'results',
      runtimeRequests: requestsOf(flags),
      dryRun: flags.dryRun ?? false,
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

function number(option: string, text: string, minimum: number, maximum: number, what: string): number {
  const value = what === 'seconds' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseCount(text);
  if (value === null || value < minimum || value > maximum) {
    throw new Failure('usage', `${option}: expected ${what} from ${minimum} to ${maximum}, received ${text}`);
  }
  return value;
}
